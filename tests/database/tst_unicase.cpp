#include "database/unicase.h"

#include "analysis/collectionstats.h"
#include "database/database.h"
#include "demo/collectionwriter.h"
#include "support/files.h"
#include "support/temporaryroot.h"

#include <QTest>

#include <sqlite3.h>

#include <array>

using namespace SyncAdmin;
using namespace SyncAdmin::Test;
using namespace Qt::StringLiterals;

namespace {

const QStringList hardNames{u"Straße"_s,   u"STRASSE2"_s,  u"strasse1"_s,   u"İstanbul"_s,
                            u"istanbul"_s, u"ISTANBUL2"_s, u"i̇stanbul3"_s,  u"ΣΊΣΥΦΟΣ"_s,
                            u"σίσυφος2"_s, u"Σίσυφοσ1"_s,  u"ﬁne"_s,        u"FINE2"_s,
                            u"ŉ"_s,        u"ʼN2"_s,       u"\U00010400"_s, u"\uFFEE"_s,
                            u"ῼ"_s,        u"ωι2"_s,       u"Default"_s};

// A simple version of the collation with Qt only.
int compareSimply(void * /*context*/, int aLength, const void *a, int bLength, const void *b)
{
    const QString x = QString::fromUtf8(static_cast<const char *>(a), aLength).toCaseFolded();
    const QString y = QString::fromUtf8(static_cast<const char *>(b), bLength).toCaseFolded();
    return x.toUcs4() < y.toUcs4() ? -1 : x.toUcs4() > y.toUcs4() ? 1 : 0;
}

QString checkedSimply(const QString &path)
{
    sqlite3 *handle = nullptr;
    QString first;
    sqlite3_open(path.toUtf8().constData(), &handle);
    sqlite3_create_collation(handle, "unicase", SQLITE_UTF8, nullptr, &compareSimply);
    const auto note = [](void *to, int, char **values, char **) {
        auto *found = static_cast<QString *>(to);
        if (found->isEmpty())
            *found = QString::fromUtf8(values[0]);
        return 0;
    };
    sqlite3_exec(handle, "PRAGMA integrity_check", note, &first, nullptr);
    sqlite3_close(handle);
    return first;
}

} // namespace

class TestUnicase : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void compares_data();
    void compares();
    void isAnOrder();
    void collectionWithHardNamesIsSound();
    void oddBytesKeepTheirOrder();
};

void TestUnicase::compares_data()
{
    QTest::addColumn<QString>("a");
    QTest::addColumn<QString>("b");
    QTest::addColumn<int>("order");

    QTest::newRow("ASCII") << u"Default"_s << u"dEFAULT"_s << 0;
    QTest::newRow("sharp s") << u"Straße"_s << u"STRASSE"_s << 0;
    QTest::newRow("dotted I") << u"İ"_s << u"i̇"_s << 0;
    QTest::newRow("dotted I is no i") << u"İ"_s << u"i"_s << 1;
    QTest::newRow("dotless i is no i") << u"ı"_s << u"I"_s << 1;
    QTest::newRow("final sigma") << u"ΣΊΣΥΦΟΣ"_s << u"σίσυφος"_s << 0;
    QTest::newRow("ligature") << u"ﬁne"_s << u"FINE"_s << 0;
    QTest::newRow("umlaut is no letter with a mark") << u"ä"_s << u"a\u0308"_s << 1;
    QTest::newRow("by code point, not by UTF-16") << u"\uFFEE"_s << u"\U00010400"_s << -1;
    QTest::newRow("prefix") << u"abc"_s << u"ABCD"_s << -1;
    QTest::newRow("underscore lies between the cases") << u"_"_s << u"A"_s << -1;
    QTest::newRow("empty") << u""_s << u""_s << 0;
}

void TestUnicase::compares()
{
    QFETCH(QString, a);
    QFETCH(QString, b);
    QFETCH(int, order);
    const auto sign = [](int value) { return value < 0 ? -1 : value > 0 ? 1 : 0; };
    QCOMPARE(sign(compareUnicase(a, b)), order);
    QCOMPARE(sign(compareUnicase(b, a)), -order);
}

void TestUnicase::isAnOrder()
{
    for (const QString &a : hardNames) {
        QCOMPARE(compareUnicase(a, a), 0);
        for (const QString &b : hardNames) {
            for (const QString &c : hardNames) {
                if (compareUnicase(a, b) <= 0 && compareUnicase(b, c) <= 0)
                    QVERIFY(compareUnicase(a, c) <= 0);
            }
        }
    }
}

void TestUnicase::collectionWithHardNamesIsSound()
{
    const TemporaryRoot root;
    Demo::CollectionSpec spec;
    spec.decks = hardNames;
    QVERIFY(Demo::writeCollection(root / u"collection.anki2"_s, spec));
    const auto folder = Directory::open(root.bytes());
    QStringList problems{u"not asked"_s};
    std::optional<qint64> decks;
    const auto read = readDatabase(*folder, "collection.anki2", {}, {}, [&](Database &database) {
        const auto found = database.integrityProblems(100);
        const auto stats = readCollectionStats(database);
        problems = found.value_or(QStringList(u"failed"_s));
        decks = stats ? stats->decks : std::nullopt;
        return Result<>();
    });
    QVERIFY(read);
    QCOMPARE(problems, QStringList());
    QCOMPARE(decks, hardNames.size());
    // The control: with Qt's simple folding the same file looks damaged.
    const QString simply = checkedSimply(root / u"collection.anki2"_s);
    QVERIFY2(simply.contains(u"index"_s), qPrintable(simply));
}

// The order of these names must be the same in every reading.
void TestUnicase::oddBytesKeepTheirOrder()
{
    const TemporaryRoot root;
    sqlite3 *handle = nullptr;
    QCOMPARE(sqlite3_open((root / "x").constData(), &handle), SQLITE_OK);
    QCOMPARE(registerUnicase(handle), SQLITE_OK);
    sqlite3_exec(handle,
                 "CREATE TABLE t (n TEXT NOT NULL COLLATE unicase); "
                 "CREATE UNIQUE INDEX i ON t (n)",
                 nullptr, nullptr, nullptr);
    const QByteArrayList names{"a",
                               QByteArray("a\0b", 3),
                               QByteArray("a\0c", 3),
                               QByteArray("A\0d", 3),
                               "\xef\xbb\xbf"
                               "a",
                               "\xef\xbb\xbf",
                               "ä\xc3\xa4",
                               ""};
    for (const QByteArray &name : names) {
        sqlite3_stmt *insert = nullptr;
        sqlite3_prepare_v2(handle, "INSERT INTO t VALUES (?)", -1, &insert, nullptr);
        sqlite3_bind_text(insert, 1, name.constData(), int(name.size()), SQLITE_TRANSIENT);
        const int result = sqlite3_step(insert);
        sqlite3_finalize(insert);
        // Each name differs from all earlier ones.
        QVERIFY2(result == SQLITE_DONE, name.toHex().constData());
    }
    sqlite3_close(handle);
}

QTEST_GUILESS_MAIN(TestUnicase)

#include "tst_unicase.moc"
