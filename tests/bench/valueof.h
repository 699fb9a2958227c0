#pragma once

#include "base/result.h"

namespace SyncAdmin {

// There is nothing to measure after any failure.
template <typename T>
T valueOf(const Result<T> &result)
{
    if (!result)
        qFatal("%s", qPrintable(result.error().message()));
    return *result;
}

} // namespace SyncAdmin
