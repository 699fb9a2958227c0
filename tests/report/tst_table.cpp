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
    void aligns();
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

void TestTable::aligns()
{
    TextTable table({{u"Name"_s, TextTable::Align::Left},
                     {u"Size"_s, TextTable::Align::Right},
                     {u"Problems"_s, TextTable::Align::Left}});
    table.addRow({u"alice"_s, u"1.0 KB"_s, {}});
    table.addRow({u"日本"_s, u"–"_s, u"x"_s});
    QCOMPARE(table.aligned(), u"Name     Size  Problems\n"
                              "alice  1.0 KB\n"
                              "日本        –  x\n"_s);
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
    QCOMPARE(table.aligned(), u"A  B\n"_s);
    QCOMPARE(table.tabSeparated(), u"A\tB\n"_s);
}

void TestTable::hostileNamesKeepTheLines()
{
    TextTable table({{u"Name"_s, TextTable::Align::Left}, {u"N"_s, TextTable::Align::Right}});
    const QByteArrayList names{
        "a\nb", "a\tb", "\x1b[2J", "\xff\xfe", "\xe2\x80\xaex", "-x", QByteArray(255, '\xff')};
    for (const QByteArray &name : names)
        table.addRow({displayName(name), u"1"_s});
    for (const QString &text : {table.aligned(), table.tabSeparated()}) {
        QCOMPARE(text.count(u'\n'), names.size() + 1);
        QVERIFY(!text.contains(u'\x1b'));
    }
    QCOMPARE(table.tabSeparated().count(u'\t'), names.size() + 1);
    const QStringList lines = table.aligned().split(u'\n', Qt::SkipEmptyParts);
    for (const QString &line : lines)
        QCOMPARE(displayWidth(line), displayWidth(lines.first()));
}

QTEST_GUILESS_MAIN(TestTable)

#include "tst_table.moc"
