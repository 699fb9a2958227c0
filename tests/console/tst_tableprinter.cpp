#include "console/tableprinter.h"

#include "base/displayname.h"

#include <QTest>

#include <clocale>

using namespace SyncAdmin;
using namespace SyncAdmin::Console;
using namespace Qt::StringLiterals;

namespace {

TextTable userTable()
{
    using Align = TextTable::Align;
    TextTable table({{u"Name"_s, Align::Left, 0, 12},
                     {u"Size"_s, Align::Right, 1},
                     {u"USN"_s, Align::Right, 2},
                     {u"Problems"_s, Align::Left}});
    table.addRow({u"alice.with.a.very.long.name@example.org"_s, u"1.0 KB"_s, u"5"_s, {}});
    table.addRow({u"日本"_s, u"–"_s, u"12"_s, u"x"_s});
    return table;
}

} // namespace

// Tables are fitted to the width of the terminal.
class TablePrinterTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { std::setlocale(LC_ALL, "C.UTF-8"); }
    void aligns();
    void elidesNames();
    void dropsColumnsInTheirOrder();
    void withoutRows();
    void hostileNamesKeepTheLines();
};

void TablePrinterTest::aligns()
{
    using Align = TextTable::Align;
    TextTable table({{u"Name"_s, Align::Left}, {u"Size"_s, Align::Right}, {u"Problems"_s}});
    table.addRow({u"alice"_s, u"1.0 KB"_s, {}});
    table.addRow({u"日本"_s, u"–"_s, u"x"_s});
    QCOMPARE(alignedTable(table, 80), u"Name     Size  Problems\n"
                                      "alice  1.0 KB\n"
                                      "日本        –  x\n"_s);
}

void TablePrinterTest::elidesNames()
{
    const QString text = alignedTable(userTable(), 45);
    QVERIFY2(text.contains(u"USN"_s) && text.contains(u"alice.with"_s), qPrintable(text));
    QVERIFY2(text.contains(u"…"_s) && text.contains(u"ample.org"_s), qPrintable(text));
    for (const QString &line : text.split(u'\n'))
        QVERIFY2(displayWidth(line) <= 45, qPrintable(line));
}

void TablePrinterTest::dropsColumnsInTheirOrder()
{
    const QString narrow = alignedTable(userTable(), 31);
    QVERIFY2(!narrow.contains(u"USN"_s) && narrow.contains(u"Size"_s), qPrintable(narrow));
    const QString narrower = alignedTable(userTable(), 23);
    QVERIFY2(!narrower.contains(u"Size"_s) && narrower.contains(u"Problems"_s),
             qPrintable(narrower));
    // Columns that are always shown may be wider than the terminal.
    const QString least = alignedTable(userTable(), 5);
    QVERIFY2(least.contains(u"Name"_s) && least.contains(u"Problems"_s), qPrintable(least));
}

void TablePrinterTest::withoutRows()
{
    const TextTable table({{u"A"_s, TextTable::Align::Left}, {u"B"_s, TextTable::Align::Right}});
    QCOMPARE(alignedTable(table, 80), u"A  B\n"_s);
}

void TablePrinterTest::hostileNamesKeepTheLines()
{
    TextTable table({{u"Name"_s, TextTable::Align::Left}, {u"N"_s, TextTable::Align::Right}});
    const QByteArrayList names{
        "a\nb", "a\tb", "\x1b[2J", "\xff\xfe", "\xe2\x80\xaex", "-x", QByteArray(255, '\xff')};
    for (const QByteArray &name : names)
        table.addRow({displayName(name), u"1"_s});
    const QString text = alignedTable(table, 2000);
    QCOMPARE(text.count(u'\n'), names.size() + 1);
    QVERIFY(!text.contains(u'\x1b'));
    const QStringList lines = text.split(u'\n', Qt::SkipEmptyParts);
    for (const QString &line : lines)
        QCOMPARE(displayWidth(line), displayWidth(lines.first()));
}

QTEST_GUILESS_MAIN(TablePrinterTest)
#include "tst_tableprinter.moc"
