#pragma once

namespace SyncAdmin {

// The state of the whole process that both programs depend on; called once by main(), before any
// other thread exists. No core files (a core may hold session keys). SIGPIPE and SIGXFSZ are
// ignored, so that writing fails with an error instead; so is SIGIO, which a lease may send.
// Standard descriptors that were closed are taken, so that no other file is ever opened under their
// numbers; using one fails with EBADF.
void prepareProcess();

// Undoes the above for a program that is about to be executed. Async-signal-safe: called between
// fork() and exec().
void restoreProcess();

} // namespace SyncAdmin
