#include "report/table.h"

#include "base/displayname.h"

#include <QTest>

using namespace SyncAdmin;
using namespace Qt::StringLiterals;

class TestTable : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void widths_data();
    void widths();
    void elides();
    void rawValues();
    void separatesByTabs();
    void withoutRows();
    void hostileNamesKeepTheLines();
};

void TestTable::widths_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("width");

    QTest::newRow("empty") << u""_s << 0;
    QTest::newRow("ASCII") << u"abc"_s << 3;
    QTest::newRow("umlaut") << u"ä"_s << 1;
    QTest::newRow("combining") << u"a\u0308"_s << 1;
    QTest::newRow("wide") << u"日本"_s << 4;
    QTest::newRow("full width") << u"Ａ"_s << 2;
    QTest::newRow("emoji") << u"\U0001F600"_s << 2;
    QTest::newRow("half width") << u"ｱ"_s << 1;
    QTest::newRow("dash") << u"–"_s << 1;
}

void TestTable::widths()
{
    QFETCH(QString, text);
    QFETCH(int, width);
    QCOMPARE(displayWidth(text), width);
}

void TestTable::elides()
{
    QCOMPARE(elidedMiddle(u"john.doe"_s, 8), u"john.doe"_s);
    QCOMPARE(elidedMiddle(u"john.doe@example.org"_s, 9), u"john….org"_s);
    QCOMPARE(elidedMiddle(u"日本日本日本"_s, 8), u"日本…本"_s);
    QCOMPARE(displayWidth(elidedMiddle(QString(300, u'ä'), 20)), 20);
}

void TestTable::rawValues()
{
    TextTable table({{u"N"_s}, {u"Size"_s}, {u"Time"_s}, {u"None"_s}});
    table.addRow({numberCell(1'234), sizeCell(2'048), timeCell(1'700'000'000'000), unknownCell()});
    QCOMPARE(table.tabSeparated(), u"N\tSize\tTime\tNone\n1234\t2048\t2023-11-14T22:13:20Z\t\n"_s);
    QCOMPARE(table.rows().first().at(0).text, u"1,234"_s);
    QCOMPARE(table.rows().first().at(1).text, u"2.0 KB"_s);
    QCOMPARE(table.rows().first().at(2).text, u"2023-11-14 22:13"_s);
    QCOMPARE(table.rows().first().at(3).text, u"–"_s);
    QCOMPARE(timeCell(0).raw, QString());
}

void TestTable::separatesByTabs()
{
    TextTable table({{u"Name"_s, TextTable::Align::Left}, {u"Size"_s, TextTable::Align::Right}});
    table.addRow({u"alice"_s, {}});
    table.addRow({u"b c"_s, u"1"_s});
    QCOMPARE(table.tabSeparated(), u"Name\tSize\nalice\t\nb c\t1\n"_s);
}

void TestTable::withoutRows()
{
    const TextTable table({{u"A"_s, TextTable::Align::Left}, {u"B"_s, TextTable::Align::Right}});
    QCOMPARE(table.tabSeparated(), u"A\tB\n"_s);
}

void TestTable::hostileNamesKeepTheLines()
{
    TextTable table({{u"Name"_s, TextTable::Align::Left}, {u"N"_s, TextTable::Align::Right}});
    const QByteArrayList names{
        "a\nb", "a\tb", "\x1b[2J", "\xff\xfe", "\xe2\x80\xaex", "-x", QByteArray(255, '\xff')};
    for (const QByteArray &name : names)
        table.addRow({displayName(name), u"1"_s});
    const QString text = table.tabSeparated();
    QCOMPARE(text.count(u'\n'), names.size() + 1);
    QCOMPARE(text.count(u'\t'), names.size() + 1);
    QVERIFY(!text.contains(u'\x1b'));
}

QTEST_GUILESS_MAIN(TestTable)

#include "tst_table.moc"
