#pragma once

namespace SyncAdmin {

// The phase of a container or service. Between: it is starting, stopping, waiting for a restart, or
// paused.
enum class ServerPhase { Running, Stopped, Between };

} // namespace SyncAdmin
