#pragma once

namespace SyncAdmin {

// Sets up the process for both programs. main() calls it once, before other threads exist. Disables
// core files, which could contain session keys. Ignores SIGPIPE and SIGXFSZ, so that writes fail
// with an error, and SIGIO, which a lease can cause. Opens closed standard descriptors, so that no
// other file gets their numbers; using one fails with EBADF.
void prepareProcess();

// Undoes prepareProcess() for a program that is about to be executed. Async-signal-safe, for use
// between fork() and exec().
void restoreProcess();

} // namespace SyncAdmin
