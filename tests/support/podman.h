#pragma once

#include "support/temporaryroot.h"

#include <QMap>
#include <QString>
#include <QStringList>

#include <memory>

namespace SyncAdmin::Test {

// A separate podman with its storage in a temporary folder, with runc and without a network. While
// the object exists, every `podman` that this process starts, directly or not, sees only these
// containers. They end with the object, and also if this process is killed.
class Podman
{
public:
    Podman();
    ~Podman();
    Q_DISABLE_COPY_MOVE(Podman)

    // The reason why no container can run here; empty if they can.
    const QString &whyNot() const { return m_whyNot; }

    struct Output
    {
        int exitCode = -1; // -1: it did not end
        QByteArray output;
        QByteArray errors;
    };
    // Runs podman.
    static Output run(const QStringList &arguments);
    // Runs podman and returns one line of output; empty on failure.
    static QByteArray ask(const QStringList &arguments);

    // Builds an image from programs, each as /<file name> with its libraries, and further files
    // (path in the image, path here).
    bool makeImage(const QString &name, const QStringList &programs,
                   const QMap<QString, QString> &files = {}) const;

    // Starts a container of the stand-in server (standin.cpp) with this folder as /data; false if
    // it does not start. `podman` are further options of `podman run`.
    bool startServer(const QString &name, const QString &family, const QString &root,
                     const QStringList &podman = {}, const QStringList &server = {}) const;
    // Sends a client's request to the server in a container: {"sync", "john.doe", "label"}.
    static QByteArray client(const QString &container, const QStringList &words);

    static const QString &serverImage();

private:
    QString findOutWhyNot();
    bool configure() const;
    bool startGuard();

    std::unique_ptr<TemporaryRoot> m_folder;
    QString m_whyNot;
    int m_guard = -1; // the writing end of the pipe that the guard waits for
};

} // namespace SyncAdmin::Test
