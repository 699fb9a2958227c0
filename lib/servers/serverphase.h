#pragma once

namespace SyncAdmin {

// What a container or service does. Between: it starts, stops, waits to be restarted, is paused.
enum class ServerPhase { Running, Stopped, Between };

} // namespace SyncAdmin
