#include "demo/demoroot.h"

#include "base/displayname.h"
#include "demo/accountwriter.h"
#include "demo/collectionwriter.h"
#include "demo/demofiles.h"

#include <QDateTime>
#include <QDir>
#include <QFile>

#include <functional>

namespace SyncAdmin::Demo {

namespace {

constexpr qint64 day = 24 * hour;

struct User
{
    QString name;
    CollectionSpec collection;
    int mediaFiles = 0;
    int untrackedFiles = 0; // in the media folder only
    int deletedEntries = 0;
    MediaDatabaseVersion version = MediaDatabaseVersion::Version5;
    bool isOfficial = false;
};

CollectionSpec collectionOf(qint64 now, int schema, qint64 notes, qint64 cards, qint64 reviews,
                            qint64 usn)
{
    CollectionSpec spec;
    spec.schema = schema;
    spec.notes = notes;
    spec.cards = cards;
    spec.reviews = reviews;
    spec.usn = usn;
    spec.noteTypes = 5;
    spec.decks = {QStringLiteral("Default"), QStringLiteral("Français"),
                  QStringLiteral("Français::Verbes"), QStringLiteral("Straßennamen")};
    spec.created = now - 400 * day;
    spec.schemaModified = (now - 90 * day) * 1000;
    spec.modified = (now - day - usn * 60) * 1000;
    spec.lastSync = spec.modified + 2000;
    spec.lastReview = spec.modified - hour * 1000;
    return spec;
}

class DemoRoot
{
public:
    explicit DemoRoot(QString folder)
        : m_root(std::move(folder)), m_now(QDateTime::currentSecsSinceEpoch())
    {}

    Result<QStringList> make();

private:
    using Step = std::function<Result<>()>;

    QString pathOf(const QString &user) const
    {
        return m_root + QStringLiteral("/collections/") + user;
    }
    QList<User> users() const;
    Result<> makeUser(const User &user);
    Result<> addClientDatabase();
    Result<> addLeftovers();
    Result<> addBrokenAndEmpty();
    Result<> addAccounts();

    QString m_root;
    qint64 m_now;
    QStringList m_names;
};

QList<User> DemoRoot::users() const
{
    const auto collection = [this](int schema, qint64 notes, qint64 cards, qint64 reviews,
                                   qint64 usn) {
        return collectionOf(m_now, schema, notes, cards, reviews, usn);
    };
    User john{QStringLiteral("john.doe"), collection(18, 567, 1234, 4200, 42), 89};
    john.collection.journal = JournalMode::Wal;
    john.collection.graves = 7;
    john.collection.tags = 12;
    john.deletedEntries = 3;
    User alice{QStringLiteral("alice"), collection(11, 340, 454, 40, 2), 57};
    alice.version = MediaDatabaseVersion::Version0;
    User maria{QStringLiteral("maria"), collection(18, 210, 260, 900, 17), 24};
    maria.untrackedFiles = 6;
    maria.collection.pending.insert(QStringLiteral("cards"), 3);
    User zoe{QStringLiteral("zoe"), collection(18, 820, 1640, 5100, 63), 31};
    zoe.version = MediaDatabaseVersion::Version4;
    zoe.isOfficial = true;
    zoe.collection.journal = JournalMode::Wal;
    return {john,
            alice,
            {bobsFolderName(), collection(17, 120, 240, 310, 8), 12},
            {QStringLiteral("anna"), collection(15, 75, 90, 44, 5), 9},
            maria,
            zoe,
            {QStringLiteral("test-1"), collection(14, 4, 4, 0, 1), 2},
            {QStringLiteral("test-2"), collection(16, 6, 12, 3, 1), 1}};
}

Result<> DemoRoot::makeUser(const User &user)
{
    m_names.append(user.name);
    const QString folder = pathOf(user.name) + QLatin1Char('/');
    const QString media =
        folder + (user.isOfficial ? QStringLiteral("media") : QStringLiteral("collection.media"));
    const QString database =
        folder + (user.isOfficial ? QStringLiteral("media.db")
                                  : QStringLiteral("collection.media.server.db"));
    ASSIGN_OR_RETURN(auto entries, writeMediaFiles(media, user.mediaFiles + user.untrackedFiles,
                                                   m_now - 2 * day));
    entries.resize(user.mediaFiles);
    for (int i = 0; i < user.deletedEntries; ++i)
        entries.append({QStringLiteral("deleted-%1.png").arg(i), 100, QByteArray(20, '\1'), true,
                        m_now - 3 * day});
    RETURN_IF_ERROR(writeMediaDatabase(database, user.version, entries));
    return writeCollection(folder + QStringLiteral("collection.anki2"), user.collection);
}

// Adds the database of a client's folder that was copied to the server: the server would migrate
// it.
Result<> DemoRoot::addClientDatabase()
{
    return writeMediaDatabase(pathOf(QStringLiteral("alice/collection.media.db2")),
                              MediaDatabaseVersion::Client, {});
}

Result<> DemoRoot::addLeftovers()
{
    const QByteArray oldWal =
        QByteArray::fromHex("377f0682002de218000010000000000a") + QByteArray(4096, '\0');
    const QString anna = pathOf(QStringLiteral("anna"));
    const QList<std::pair<QString, QByteArray>> files{
        {QStringLiteral("/collection.anki2.tmp"), QByteArray(30'000, 'A')},
        {QStringLiteral("/collection.anki2-wal"), oldWal},
        {QStringLiteral("/notes.txt"), QByteArray("Moved from the old server.\n")},
        {QStringLiteral("/collection.media/.tmp_upload7"), pictureBytes(7).left(40)}};
    for (const auto &[name, content] : files) {
        RETURN_IF_ERROR(writeFile(anna + name, content, m_now - 5 * day));
    }
    return {};
}

Result<> DemoRoot::addBrokenAndEmpty()
{
    const QString broken = QStringLiteral("broken");
    const QString empty = QStringLiteral("newcomer");
    m_names += {broken, empty};
    RETURN_IF_ERROR(makeFolder(pathOf(empty)));
    RETURN_IF_ERROR(
        writeMediaFiles(pathOf(broken) + QStringLiteral("/collection.media"), 3, m_now - 9 * day));
    return writeFile(pathOf(broken) + QStringLiteral("/collection.anki2"),
                     QByteArray("This is no collection. ").repeated(400), m_now - 9 * day);
}

Result<> DemoRoot::addAccounts()
{
    QList<Session> sessions;
    QStringList accounts;
    for (const QString &name : std::as_const(m_names)) {
        const QString person = name == bobsFolderName() ? QStringLiteral("Bob") : name;
        sessions.append({name, QStringLiteral("/data/collections/") + name, person});
        accounts.append(person);
    }
    sessions.append(sessions.first()); // a second device
    if (auto written = writeSessions(m_root + QStringLiteral("/session.db"), sessions); !written)
        return written;
    return writeAccounts(m_root + QStringLiteral("/auth.db"), accounts);
}

Result<QStringList> DemoRoot::make()
{
    const QDir folder(m_root);
    if (folder.exists() &&
        !folder.isEmpty(QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot))
        return failure(Error::Code::Exists, displayName(QFile::encodeName(m_root)));
    for (const User &user : users()) {
        RETURN_IF_ERROR(makeUser(user));
    }
    const QList<Step> steps{
        [this] { return addClientDatabase(); }, [this] { return addLeftovers(); },
        [this] { return addBrokenAndEmpty(); }, [this] { return addAccounts(); }};
    for (const Step &step : steps) {
        RETURN_IF_ERROR(step());
    }
    m_names.sort();
    return m_names;
}

} // namespace

QString bobsFolderName()
{
    return QStringLiteral("3f2b8c1e-5d64-4a7b-9e10-8c7d2f6a1b90");
}

Result<QStringList> makeDemoRoot(const QString &folder)
{
    return DemoRoot(folder).make();
}

} // namespace SyncAdmin::Demo
