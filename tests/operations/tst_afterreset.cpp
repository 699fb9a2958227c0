#include "engine/execution.h"
#include "operations/resetplanner.h"
#include "operations/restore.h"
#include "support/askeduser.h"
#include "support/files.h"
#include "support/holderprocess.h"
#include "support/temporaryroot.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QScopeGuard>
#include <QTest>

#include <sys/stat.h>
#include <unistd.h>

using namespace SyncAdmin;
using namespace SyncAdmin::Test;

namespace {

constexpr uid_t containerUid = 1001;
constexpr gid_t containerGid = 65533;

QStringList asContainer()
{
    return {QStringLiteral("setpriv"), QStringLiteral("--reuid=%1").arg(containerUid),
            QStringLiteral("--regid=%1").arg(containerGid), QStringLiteral("--clear-groups"),
            QStringLiteral("--")};
}

struct stat statusOf(const QString &path)
{
    struct stat status = {};
    ::lstat(QFile::encodeName(path).constData(), &status);
    return status;
}

} // namespace

// A server works in a user's folder before a reset, after it and after the restore: a process that
// opens the files as the official and the community server do, as root and as a container's uid.
class AfterResetTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void serverGoesOn_data();
    void serverGoesOn();

private:
    struct Layout
    {
        QString mode;
        QString place; // of the user folder
        QString mediaFolder;
        QString mediaDatabase;
    };
    static Layout layoutOf(const QString &mode);
    QString user() const { return *m_root / (m_layout.place + QStringLiteral("john.doe")); }
    QString store() const
    {
        return *m_root / QStringLiteral(".anki-sync-admin/restore-points/%1/items/");
    }

    void makeFolder(bool isContainers) const;
    // The server runs, writes by this name and stops, or is killed with its rows in the WAL.
    void serve(const QString &label, bool isKilled = false) const;
    ResetReport reset(bool keepMediaFiles) const;
    ResetReport restore(const QByteArray &id) const;
    // All the notes of a collection, and all entries of a media database.
    static QString notes(const QString &folder);
    QString tracked(const QString &folder) const;
    QStringList media(const QString &folder) const;
    // What does not belong to the server.
    QStringList foreign() const;

    std::unique_ptr<TemporaryRoot> m_root;
    Layout m_layout;
    QStringList m_wrapper;
};

AfterResetTest::Layout AfterResetTest::layoutOf(const QString &mode)
{
    if (mode == QLatin1String("official"))
        return {mode, QString(), QStringLiteral("media"), QStringLiteral("media.db")};
    return {mode, QStringLiteral("collections/"), QStringLiteral("collection.media"),
            QStringLiteral("collection.media.server.db")};
}

void AfterResetTest::makeFolder(bool isContainers) const
{
    QVERIFY(QDir().mkpath(user()));
    if (m_layout.mode == QLatin1String("community"))
        QVERIFY(QDir().mkpath(user() + QLatin1Char('/') + m_layout.mediaFolder));
    QStringList folders{user()};
    QDirIterator below(user(), QDir::Dirs | QDir::NoDotAndDotDot);
    while (below.hasNext())
        folders += below.next();
    for (const QString &folder : std::as_const(folders)) {
        const QByteArray path = QFile::encodeName(folder);
        if (isContainers)
            QCOMPARE(::chown(path.constData(), containerUid, containerGid), 0);
        QCOMPARE(::chmod(path.constData(), 02775), 0);
    }
}

void AfterResetTest::serve(const QString &label, bool isKilled) const
{
    HolderProcess server(m_layout.mode, user(), {label}, m_wrapper);
    QVERIFY2(server.isReady(), server.errorText().constData());
    if (isKilled)
        server.kill();
    else
        QVERIFY(server.letGo());
}

ResetReport AfterResetTest::reset(bool keepMediaFiles) const
{
    const auto analysis = analysed(m_root->path(), "john.doe");
    if (!analysis)
        qFatal("%s", qPrintable(analysis.error().message()));
    const auto plan = planReset(*analysis, {keepMediaFiles});
    if (!plan)
        qFatal("%s", qPrintable(plan.error().message()));
    return execute(*plan, {}, {});
}

ResetReport AfterResetTest::restore(const QByteArray &id) const
{
    const auto root = DataRoot::open(m_root->bytes());
    const auto found = findRestorePoint(*root, id);
    const auto plan = planRestore(found->store, found->point);
    if (!plan)
        qFatal("%s", qPrintable(plan.error().message()));
    return execute(*plan, {}, {});
}

QString AfterResetTest::notes(const QString &folder)
{
    return askSql(folder + QStringLiteral("/collection.anki2"),
                  "SELECT group_concat(guid) FROM (SELECT guid FROM notes ORDER BY id)");
}

QString AfterResetTest::tracked(const QString &folder) const
{
    return askSql(folder + QLatin1Char('/') + m_layout.mediaDatabase,
                  "SELECT group_concat(fname) FROM (SELECT fname FROM media ORDER BY fname)");
}

QStringList AfterResetTest::media(const QString &folder) const
{
    return QDir(folder + QLatin1Char('/') + m_layout.mediaFolder).entryList(QDir::Files);
}

QStringList AfterResetTest::foreign() const
{
    const struct stat mine = statusOf(user());
    QStringList names;
    QDirIterator all(user(), QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot,
                     QDirIterator::Subdirectories);
    while (all.hasNext()) {
        const struct stat status = statusOf(all.next());
        if (status.st_uid != mine.st_uid || status.st_gid != mine.st_gid)
            names += all.filePath();
    }
    return names;
}

void AfterResetTest::serverGoesOn_data()
{
    QTest::addColumn<QString>("mode");
    QTest::addColumn<bool>("isContainers");
    QTest::addColumn<bool>("keepsMedia");
    QTest::addColumn<bool>("isKilled");
    for (const char *mode : {"official", "community"}) {
        for (const bool isContainers : {true, false}) {
            for (const bool keepsMedia : {false, true}) {
                for (const bool isKilled : {false, true}) {
                    QTest::addRow("%s, %s, %s, %s", mode, isContainers ? "container" : "root",
                                  keepsMedia ? "media kept" : "complete",
                                  isKilled ? "rows in the WAL" : "at rest")
                        << QString::fromLatin1(mode) << isContainers << keepsMedia << isKilled;
                }
            }
        }
    }
}

void AfterResetTest::serverGoesOn()
{
    QFETCH(QString, mode);
    QFETCH(bool, isContainers);
    QFETCH(bool, keepsMedia);
    QFETCH(bool, isKilled);
    if (isContainers && ::geteuid() != 0)
        QSKIP("only root can run a server as another uid");
    m_layout = layoutOf(mode);
    m_root = std::make_unique<TemporaryRoot>();
    m_wrapper = isContainers ? asContainer() : QStringList();
    const mode_t oldMask = ::umask(0002);
    const auto mask = qScopeGuard([oldMask] { ::umask(oldMask); });
    const QString label = QStringLiteral("new");
    const QString mediaPath = user() + QLatin1Char('/') + m_layout.mediaFolder;
    makeFolder(isContainers);
    serve(QStringLiteral("one"));
    serve(QStringLiteral("two"), isKilled);
    QCOMPARE(foreign(), QStringList());
    const struct stat before = statusOf(mediaPath);

    const ResetReport reset = this->reset(keepsMedia);
    QVERIFY2(reset.outcome == ResetReport::Outcome::Done,
             reset.error ? qPrintable(reset.error->message()) : "");
    const struct stat fresh = statusOf(mediaPath);
    QCOMPARE(fresh.st_ino == before.st_ino, keepsMedia);
    QCOMPARE(fresh.st_mode, before.st_mode);
    QCOMPARE(fresh.st_mode & 07777U, 02775U);

    // It makes its databases, writes media, and all of it is its own.
    serve(label);
    if (QTest::currentTestFailed())
        return;
    QCOMPARE(foreign(), QStringList());
    QCOMPARE(notes(user()), label);
    // The media database stays with its files.
    QCOMPARE(tracked(user()), keepsMedia ? QStringLiteral("new,one,two") : label);
    QStringList old{QStringLiteral("one"), QStringLiteral("two")};
    QCOMPARE(media(user()), keepsMedia ? QStringList{label} + old : QStringList{label});

    const ResetReport restored = restore(reset.restorePoint);
    QVERIFY2(restored.outcome == ResetReport::Outcome::Done,
             restored.error ? qPrintable(restored.error->message()) : "");
    QCOMPARE(foreign(), QStringList());
    serve(QStringLiteral("three"));
    QCOMPARE(foreign(), QStringList());
    QCOMPARE(notes(user()), QStringLiteral("one,two,three"));
    QCOMPARE(tracked(user()),
             keepsMedia ? QStringLiteral("new,one,three,two") : QStringLiteral("one,three,two"));
    QCOMPARE(media(user()), keepsMedia
                                ? QStringList({label, old[0], QStringLiteral("three"), old[1]})
                                : QStringList({old[0], QStringLiteral("three"), old[1]}));

    const QString newer = store().arg(QString::fromLatin1(restored.restorePoint));
    QCOMPARE(notes(newer), label);
    if (!keepsMedia)
        QCOMPARE(tracked(newer), label);
    QCOMPARE(media(newer), keepsMedia ? QStringList() : QStringList{label});
}

QTEST_GUILESS_MAIN(AfterResetTest)
#include "tst_afterreset.moc"
