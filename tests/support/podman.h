#pragma once

#include "support/temporaryroot.h"

#include <QMap>
#include <QString>
#include <QStringList>

#include <memory>

namespace SyncAdmin::Test {

// Containers of its own: a podman whose storage lies in a temporary folder, with runc, without a
// network. Until its end every `podman` that this process starts, through whatever program, sees
// these and no others. They end with this object, and also when this process is killed.
class Podman
{
public:
    Podman();
    ~Podman();
    Q_DISABLE_COPY_MOVE(Podman)

    // Why no container runs here; empty where they do.
    const QString &whyNot() const { return m_whyNot; }

    struct Output
    {
        int exitCode = -1; // -1: it never ended
        QByteArray output;
        QByteArray errors;
    };
    // Runs podman itself.
    static Output run(const QStringList &arguments);
    // The same, as one line of its output; empty if it fails.
    static QByteArray ask(const QStringList &arguments);

    // Makes an image of these programs, each as /<its file name>, with the libraries that they
    // need, and of more files: where they stand in the image, and where they lie here.
    bool makeImage(const QString &name, const QStringList &programs,
                   const QMap<QString, QString> &files = {}) const;

    // Starts a container of the stand-in server (standin.cpp) on this folder as /data; false if it
    // does not come up. `podman` are more options of `podman run`.
    bool startServer(const QString &name, const QString &family, const QString &root,
                     const QStringList &podman = {}, const QStringList &server = {}) const;
    // Asks the server in a container, as a client would: {"sync", "john.doe", "label"}.
    static QByteArray client(const QString &container, const QStringList &words);

    static const QString &serverImage();

private:
    QString findOutWhyNot();
    bool configure() const;
    bool startGuard();

    std::unique_ptr<TemporaryRoot> m_folder;
    QString m_whyNot;
    int m_guard = -1; // the writing end of what the guard waits for
};

} // namespace SyncAdmin::Test
