#include "base/attributes.h"

#include <linux/limits.h>
#include <sys/xattr.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace SyncAdmin {

namespace {

constexpr qsizetype maxAttributeBytes =
    XATTR_LIST_MAX; // the kernel's own limit for a list and for a value
constexpr int maxGrowths = 8;

// Gets the size first, then the bytes. The value may grow between the two calls.
template <typename Call>
Result<QByteArray> readGrowing(const Call &call, const QString &path)
{
    for (int i = 0; i < maxGrowths; ++i) {
        const ssize_t size = call(nullptr, 0);
        if (size < 0)
            return failureFromErrno(errno, path);
        if (size == 0)
            return QByteArray();
        QByteArray bytes(std::min<qsizetype>(size, maxAttributeBytes), '\0');
        const ssize_t got = call(bytes.data(), static_cast<size_t>(bytes.size()));
        if (got >= 0) {
            bytes.truncate(got);
            return bytes;
        }
        if (errno != ERANGE)
            return failureFromErrno(errno, path);
    }
    return failure(Error::Code::Changed, path);
}

// The machine's security policy sets these attributes, and may refuse a change.
bool belongsToPolicy(const QByteArray &attribute)
{
    return attribute.startsWith("security.");
}

} // namespace

Result<ExtendedAttributes> readAttributes(const Directory &folder, const QByteArray &name)
{
    SystemCalls &calls = *folder.calls();
    const int descriptor = folder.descriptor();
    const QString path = folder.pathOf(name);
    const auto list = readGrowing(
        [&](char *bytes, size_t size) {
            const ssize_t got = calls.listxattr(descriptor, name.constData(), bytes, size);
            return got < 0 && errno == EOPNOTSUPP ? 0 : got;
        },
        path);
    if (!list)
        return failure(list);

    ExtendedAttributes attributes;
    for (const QByteArray &attribute : list->split('\0')) {
        if (attribute.isEmpty())
            continue;
        const auto value = readGrowing(
            [&](char *bytes, size_t size) {
                const ssize_t got = calls.getxattr(descriptor, name.constData(),
                                                   attribute.constData(), bytes, size);
                return got < 0 && errno == ENODATA ? 0 : got;
            },
            path);
        if (!value)
            return failure(value);
        attributes.insert(attribute, *value);
    }
    return attributes;
}

Result<> applyAttributes(const Directory &folder, quint32 owner, quint32 group, quint32 mode,
                         const ExtendedAttributes &attributes, const QByteArray &name)
{
    SystemCalls &calls = *folder.calls();
    FileDescriptor file;
    if (!name.isEmpty()) {
        ASSIGN_OR_RETURN(auto opened, folder.openFileForWriting(name));
        file = std::move(opened);
    }
    const int descriptor = file.isOpen() ? file.get() : folder.descriptor();
    if (calls.fchown(descriptor, owner, group) != 0)
        return failureFromErrno(errno == EPERM ? EACCES : errno, folder.pathOf(name));
    ASSIGN_OR_RETURN(const auto present, readAttributes(folder, name));
    for (auto it = present.begin(); it != present.end(); ++it) {
        // The entry inherited this attribute from the folder it was created in.
        if (!attributes.contains(it.key()) && !belongsToPolicy(it.key()) &&
            calls.fremovexattr(descriptor, it.key().constData()) != 0)
            return failureFromErrno(errno, folder.pathOf(name));
    }
    for (auto it = attributes.begin(); it != attributes.end(); ++it) {
        if (present.value(it.key()) == it.value() && present.contains(it.key()))
            continue;
        const int set = calls.fsetxattr(descriptor, it.key().constData(), it.value().constData(),
                                        static_cast<size_t>(it.value().size()));
        if (set != 0 && !belongsToPolicy(it.key()))
            return failureFromErrno(errno, folder.pathOf(name));
    }
    // Last, because a change of the owner or of an ACL also changes the mode.
    if (calls.fchmod(descriptor, mode) != 0)
        return failureFromErrno(errno, folder.pathOf(name));
    return {};
}

} // namespace SyncAdmin
