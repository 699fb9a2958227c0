#include "models/cellmodel.h"

#include "models/sortproxy.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace SyncAdmin::Desktop;

class TestCellModel : public QObject
{
    Q_OBJECT

private:
    static QList<CellModel::Row> rowsOf(const QString &keys)
    {
        QList<CellModel::Row> rows;
        for (const QChar key : keys)
            rows.append(
                {QString(key),
                 {CellModel::textCell(QString(key)), CellModel::bytesCell(key.unicode() * 1000)}});
        return rows;
    }
    static QString keysOf(const CellModel &model)
    {
        QString keys;
        for (const auto &row : model.rows())
            keys += row.key;
        return keys;
    }

private Q_SLOTS:
    void comparesRows_data()
    {
        QTest::addColumn<QString>("before");
        QTest::addColumn<QString>("after");
        QTest::newRow("fill") << ""
                              << "abc";
        QTest::newRow("remove") << "abcdef"
                                << "bdf";
        QTest::newRow("insert") << "bd"
                                << "abcde";
        QTest::newRow("move") << "abcd"
                              << "dacb";
        QTest::newRow("all at once") << "abcde"
                                     << "fbxea";
        QTest::newRow("clear") << "abc"
                               << "";
    }

    void comparesRows()
    {
        QFETCH(QString, before);
        QFETCH(QString, after);
        CellModel model({{QStringLiteral("Name")}, {QStringLiteral("Size"), true}});
        QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        SortProxy proxy(&model);
        QAbstractItemModelTester proxyTester(
            &proxy, QAbstractItemModelTester::FailureReportingMode::QtTest);
        proxy.sort(1, Qt::DescendingOrder);
        model.setRows(rowsOf(before));
        QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
        model.setRows(rowsOf(after));
        QCOMPARE(keysOf(model), after);
        QCOMPARE(resets.size(), 0);
    }

    void unknownStandsLastBothWays()
    {
        CellModel model({{QStringLiteral("Size")}});
        model.setRows({{QStringLiteral("big"), {CellModel::bytesCell(10000)}},
                       {QStringLiteral("unknown"), {CellModel::unknownCell()}},
                       {QStringLiteral("small"), {CellModel::bytesCell(9)}}});
        SortProxy proxy(&model);
        for (const auto order : {Qt::AscendingOrder, Qt::DescendingOrder}) {
            proxy.sort(0, order);
            QCOMPARE(proxy.index(2, 0).data().toString(), QStringLiteral("–"));
            QCOMPARE(proxy.index(order == Qt::AscendingOrder ? 0 : 1, 0).data().toString(),
                     CellModel::bytesCell(9).text);
        }
    }

    void boxesCanBeToggledOnlyWhereTheyAreEnabled()
    {
        CellModel model({{QStringLiteral("Name")}});
        QSignalSpy toggled(&model, &CellModel::checkToggled);
        auto rows = rowsOf(QStringLiteral("ab"));
        rows[0].check = rows[1].check = CellModel::Check::On;
        rows[1].isEnabled = false;
        model.setRows(rows);
        QVERIFY(model.setData(model.index(0, 0), Qt::Unchecked, Qt::CheckStateRole));
        QVERIFY(!model.setData(model.index(1, 0), Qt::Unchecked, Qt::CheckStateRole));
        QCOMPARE(toggled.size(), 1);
        QCOMPARE(toggled.first().at(0).toString(), QStringLiteral("a"));
        QCOMPARE(model.index(0, 0).data(Qt::CheckStateRole).toInt(), int(Qt::Unchecked));
    }
};

QTEST_MAIN(TestCellModel)
#include "tst_cellmodel.moc"
