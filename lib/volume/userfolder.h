#pragma once

#include "base/directory.h"
#include "volume/layout.h"

#include <QByteArray>
#include <QString>

#include <memory>

namespace SyncAdmin {

// A user's folder in the listing of the data root. A value without a descriptor of its own: all
// users share the descriptor of their parent folder, and every operation opens the user's folder
// again.
struct UserFolder
{
    enum class Kind {
        Folder,
        Link,       // a symbolic link, which is never followed
        Unreadable, // the caller may not list it
        Silent,     // a mount that does not answer
    };

    QByteArray name; // as read from the folder
    Kind kind = Kind::Folder;
    Layouts layouts;                   // from its artefacts; empty if they do not identify it
    Layout layout = Layout::Community; // the first of `layouts`, or else the data root's
    quint64 device = 0;
    quint64 inode = 0;
    quint32 owner = 0; // uid
    std::shared_ptr<const Directory> parent;
    std::shared_ptr<const Directory> root; // the data root's
    QByteArray
        place; // the parent relative to the data root: "", "collections", "collections/users"

    QString displayName() const;
    QString path() const; // for display
    bool isUuid() const;  // the name is a UUID, as on servers with an account database

    // Changed if another folder has replaced it, NoAnswer for a silent one.
    Result<Directory> open() const;
};

} // namespace SyncAdmin
