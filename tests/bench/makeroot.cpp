// Makes a data root for measurements, of users that are all alike:
//   makeroot FOLDER --users N --cards N --media N [--reviews N] [--layout community|official]

#include "demo/collectionwriter.h"
#include "demo/demofiles.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QTextStream>

#include <algorithm>

using namespace SyncAdmin;

namespace {

struct Options
{
    QString folder;
    qint64 users = 1;
    qint64 cards = 300;
    qint64 reviews = 900;
    int media = 30;
    bool isOfficial = false;

    QString userFolder(qint64 i) const
    {
        const QString users_ = isOfficial ? folder : folder + QStringLiteral("/collections");
        return users_ + QStringLiteral("/user-%1").arg(i, 5, 10, QLatin1Char('0'));
    }
    QString collection() const { return QStringLiteral("/collection.anki2"); }
    QString mediaFolder() const
    {
        return isOfficial ? QStringLiteral("/media") : QStringLiteral("/collection.media");
    }
    QString mediaDatabase() const
    {
        return isOfficial ? QStringLiteral("/media.db")
                          : QStringLiteral("/collection.media.server.db");
    }
};

Result<> copyFile(const QString &from, const QString &to)
{
    QFile source(from);
    if (!source.copy(to))
        return failure(Error::Code::System, to, source.errorString());
    return {};
}

Result<> makeUsers(const Options &options)
{
    const QString first = options.userFolder(0);
    const qint64 now = QDateTime::currentSecsSinceEpoch();
    const auto entries = Demo::writeMediaFiles(first + options.mediaFolder(), options.media, now);
    if (!entries)
        return tl::unexpected(entries.error());
    const auto version = options.isOfficial ? Demo::MediaDatabaseVersion::Version4
                                            : Demo::MediaDatabaseVersion::Version5;
    if (auto written = Demo::writeMediaDatabase(first + options.mediaDatabase(), version, *entries);
        !written)
        return written;
    Demo::CollectionSpec spec;
    spec.cards = options.cards;
    spec.notes = options.cards > 0 ? std::max<qint64>(1, options.cards * 46 / 100) : 0;
    spec.reviews = options.reviews;
    spec.usn = 42;
    spec.lastReview = (now - 3600) * 1000;
    if (auto written = Demo::writeCollection(first + options.collection(), spec); !written)
        return written;
    for (qint64 i = 1; i < options.users; ++i) {
        const QString folder = options.userFolder(i);
        const auto files =
            Demo::writeMediaFiles(folder + options.mediaFolder(), options.media, now);
        if (!files)
            return tl::unexpected(files.error());
        for (const QString &name : {options.collection(), options.mediaDatabase()}) {
            if (auto copied = copyFile(first + name, folder + name); !copied)
                return copied;
        }
    }
    return {};
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    QCommandLineParser parser;
    const auto option = [](const char *name, const char *value) {
        return QCommandLineOption(QString::fromLatin1(name), QString(), QStringLiteral("N"),
                                  QString::fromLatin1(value));
    };
    parser.addOptions({option("users", "1"), option("cards", "300"), option("media", "30"),
                       option("reviews", ""), option("layout", "community")});
    parser.addPositionalArgument(QStringLiteral("FOLDER"), QStringLiteral("made or empty"));
    parser.addHelpOption();
    parser.process(application);
    if (parser.positionalArguments().size() != 1)
        parser.showHelp(2);

    const auto number = [&parser](const char *name) {
        return parser.value(QString::fromLatin1(name)).toLongLong();
    };
    Options options;
    options.folder = parser.positionalArguments().constFirst();
    options.users = number("users");
    options.cards = number("cards");
    options.reviews =
        parser.isSet(QStringLiteral("reviews")) ? number("reviews") : options.cards * 3;
    options.media = static_cast<int>(number("media"));
    options.isOfficial = parser.value(QStringLiteral("layout")) == QLatin1String("official");
    const auto made = makeUsers(options);
    if (!made)
        QTextStream(stderr) << made.error().message() << '\n';
    return made ? 0 : 1;
}
