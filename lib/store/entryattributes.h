#pragma once

#include "base/attributes.h"
#include "base/filestatus.h"
#include "base/jsonfields.h"

namespace SyncAdmin {

// What an entry was when it was moved. Inode, birth time and type identify it after a crash; the
// device does not, because a remount changes it. A value.
struct EntryAttributes
{
    quint64 inode = 0;
    qint64 born = 0; // ns since 1970; 0 where the file system keeps none
    FileStatus::Type type = FileStatus::Type::Other;
    qint64 size = 0;
    qint64 modified = 0; // ns since 1970
    quint32 owner = 0;
    quint32 group = 0;
    quint32 mode = 0;
    ExtendedAttributes extended; // ACLs among them

    static EntryAttributes of(const FileStatus &status, const ExtendedAttributes &extended);
    bool isSameEntry(const FileStatus &status) const;
    // Whether nobody has written to the file since, as its size and time of modification tell.
    bool isUnwritten(const FileStatus &status) const;

    QJsonObject toJson() const;
    // Takes them out of an object's field, which is rejected where anything in it is wrong.
    static EntryAttributes from(JsonFields &outer, const char *key);
};

} // namespace SyncAdmin
