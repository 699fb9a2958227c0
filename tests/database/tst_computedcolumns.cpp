#include "database/computedcolumns.h"

#include <QTest>

using namespace SyncAdmin;

class TestComputedColumns : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsGeneratedColumns_data();
    void findsGeneratedColumns();
};

void TestComputedColumns::findsGeneratedColumns_data()
{
    QTest::addColumn<QByteArray>("sql");
    QTest::addColumn<bool>("expected");
    const auto row = [](const char *name, const QByteArray &sql, bool expected) {
        QTest::newRow(name) << sql << expected;
    };
    row("plain", "CREATE TABLE cards (id integer, lapses integer, flags integer)", false);
    row("in a word", "CREATE TABLE t (name text COLLATE unicase, asset text, was text)", false);
    row("generated", "CREATE TABLE t (a, b AS (a + 1))", true);
    row("in the long form", "CREATE TABLE t (a, b int GENERATED ALWAYS AS (a) STORED)", true);
    row("small letters", "create table t (a, b as (a))", true);
    row("mixed letters", "CREATE TABLE t (a, b aS(a))", true);
    row("between comments", "CREATE TABLE t (a, b/**/AS/**/(a))", true);
    row("after a quoted name", "CREATE TABLE t (a, \"b\"AS(a))", true);
    row("behind a word with it", "CREATE TABLE t (basis, b AS (basis))", true);
    row("a table from a query", "CREATE TABLE t AS SELECT 1", true);
    row("at the start", "as", true);
    row("behind a NUL", QByteArray("CREATE TABLE t (a)\0 as", 22), true);
    row("half of it", "a", false);
    row("control characters like letters", QByteArray("x \x41\x13 y"), false);
    row("empty", "", false);
}

void TestComputedColumns::findsGeneratedColumns()
{
    QFETCH(QByteArray, sql);
    QFETCH(bool, expected);
    QCOMPARE(mayCompute({sql.constData(), static_cast<size_t>(sql.size())}), expected);
}

QTEST_GUILESS_MAIN(TestComputedColumns)

#include "tst_computedcolumns.moc"
