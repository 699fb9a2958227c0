#pragma once

#include <sys/stat.h>

// The kernel's struct statx. The one of musl lacks the mount id, and its header conflicts with the
// kernel's.
#ifdef __GLIBC__
#include <linux/stat.h>
#else
#define statx KernelStatx
#define statx_timestamp KernelStatxTimestamp
#include <linux/stat.h>
#undef statx_timestamp
#undef statx
#endif

namespace SyncAdmin {

#ifdef __GLIBC__
using KernelStat = struct statx;
using KernelTime = struct statx_timestamp;
#else
using KernelStat = struct KernelStatx;
using KernelTime = struct KernelStatxTimestamp;
#endif

} // namespace SyncAdmin
