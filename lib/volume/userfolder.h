#pragma once

#include "base/directory.h"
#include "volume/layout.h"

#include <QByteArray>
#include <QString>

#include <memory>

namespace SyncAdmin {

// A user's folder as the data root listed it. A value that holds no descriptor of its own: any
// number of them share the handle of the folder that they stand in, and every operation opens the
// user's folder anew.
struct UserFolder
{
    enum class Kind {
        Folder,
        Link,       // a symbolic link stands in the folder's place; it is never followed
        Unreadable, // the caller may not list it
        Silent,     // something is mounted in its place that did not answer
    };

    QByteArray name; // as read from the folder
    Kind kind = Kind::Folder;
    Layouts layouts;                   // told by its artefacts; empty where they tell nothing
    Layout layout = Layout::Community; // the first of them, or else the data root's
    quint64 device = 0;
    quint64 inode = 0;
    quint32 owner = 0; // uid
    std::shared_ptr<const Directory> parent;
    std::shared_ptr<const Directory> root; // the data root's
    QByteArray place; // of the parent below the data root: "", "collections", "collections/users"

    QString displayName() const;
    QString path() const; // to be shown
    bool isUuid() const;  // named by a UUID, as servers with an account database do

    // Fails with Changed when another folder has taken its place, and with NoAnswer for a silent
    // one.
    Result<Directory> open() const;
};

} // namespace SyncAdmin
