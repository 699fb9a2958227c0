#include "base/text.h"

#include <QLocale>
#include <QTest>

#include <clocale>
#include <limits>

using namespace SyncAdmin;
using namespace Qt::StringLiterals;

class TestText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void groups_data();
    void groups();
    void sizes_data();
    void sizes();
    void durations_data();
    void durations();
    void isTheSameInEveryLocale();
};

void TestText::groups_data()
{
    QTest::addColumn<qint64>("number");
    QTest::addColumn<QString>("text");

    QTest::newRow("zero") << qint64(0) << u"0"_s;
    QTest::newRow("three digits") << qint64(999) << u"999"_s;
    QTest::newRow("four digits") << qint64(1000) << u"1,000"_s;
    QTest::newRow("million") << qint64(1'234'567) << u"1,234,567"_s;
    QTest::newRow("negative") << qint64(-1234) << u"-1,234"_s;
    QTest::newRow("largest") << std::numeric_limits<qint64>::max()
                             << u"9,223,372,036,854,775,807"_s;
}

void TestText::groups()
{
    QFETCH(qint64, number);
    QFETCH(QString, text);
    QCOMPARE(groupedNumber(number), text);
}

void TestText::sizes_data()
{
    QTest::addColumn<qint64>("bytes");
    QTest::addColumn<QString>("text");

    constexpr qint64 K = 1024;
    QTest::newRow("zero") << qint64(0) << u"0.0 B"_s;
    QTest::newRow("bytes") << qint64(512) << u"512.0 B"_s;
    QTest::newRow("last byte") << qint64(1023) << u"1023.0 B"_s;
    QTest::newRow("first kilobyte") << K << u"1.0 KB"_s;
    QTest::newRow("half") << K + 512 << u"1.5 KB"_s;
    QTest::newRow("last kilobyte") << 1023 * K << u"1023.0 KB"_s;
    QTest::newRow("below the next unit") << K * K - 1 << u"1.0 MB"_s;
    QTest::newRow("not yet the next unit") << qint64(1023.9 * 1024 * 1024) << u"1023.9 MB"_s;
    QTest::newRow("megabytes") << qint64(23.4 * 1024 * 1024) << u"23.4 MB"_s;
    QTest::newRow("gigabyte") << K * K * K << u"1.0 GB"_s;
    QTest::newRow("terabyte") << K * K * K * K << u"1.0 TB"_s;
    QTest::newRow("no further unit") << 5000 * K * K * K * K << u"5000.0 TB"_s;
}

void TestText::sizes()
{
    QFETCH(qint64, bytes);
    QFETCH(QString, text);
    QCOMPARE(sizeText(bytes), text);
}

void TestText::durations_data()
{
    QTest::addColumn<qint64>("ms");
    QTest::addColumn<QString>("text");

    QTest::newRow("none") << qint64(0) << u"0.0 s"_s;
    QTest::newRow("a clock set back") << qint64(-5000) << u"0.0 s"_s;
    QTest::newRow("seconds") << qint64(3420) << u"3.4 s"_s;
    QTest::newRow("last seconds") << qint64(59'949) << u"59.9 s"_s;
    QTest::newRow("first minute") << qint64(59'950) << u"1 min 0 s"_s;
    QTest::newRow("minutes") << qint64(125'000) << u"2 min 5 s"_s;
    QTest::newRow("last minute") << qint64(3'599'499) << u"59 min 59 s"_s;
    QTest::newRow("first hour") << qint64(3'599'500) << u"1 h 0 min"_s;
    QTest::newRow("hours") << qint64(12'000'000) << u"3 h 20 min"_s;
}

void TestText::durations()
{
    QFETCH(qint64, ms);
    QFETCH(QString, text);
    QCOMPARE(durationText(ms), text);
}

void TestText::isTheSameInEveryLocale()
{
    QLocale::setDefault(QLocale(QLocale::German, QLocale::Germany));
    std::setlocale(LC_ALL, "de_DE.UTF-8");
    QCOMPARE(groupedNumber(1'234'567), u"1,234,567"_s);
    QCOMPARE(sizeText(1536), u"1.5 KB"_s);
}

QTEST_GUILESS_MAIN(TestText)

#include "tst_text.moc"
