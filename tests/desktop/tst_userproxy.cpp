#include "desktopfixture.h"

#include "models/userproxy.h"

#include <QAbstractItemModelTester>
#include <QItemSelectionModel>

using namespace SyncAdmin;
using namespace SyncAdmin::Desktop;
using namespace SyncAdmin::Test;

class TestUserProxy : public QObject
{
    Q_OBJECT

private:
    void fill(UserModel &model) const
    {
        std::vector<UserRow> rows;
        for (const char *name : {"Berta", "alice", "test-10", "test-2", "zoe"})
            rows.emplace_back(folderNamed(m_parent, name), QString(), nameCollator());
        model.setUsers(std::move(rows));
    }
    void analyse(UserModel &model) const
    {
        model.setOutcomes(
            {analysed(model.row(0).user, 9, 100), analysed(model.row(1).user, 10, 3000),
             analysed(model.row(2).user, 200, 20), analysed(model.row(3).user, -1, 0)});
    }

    TemporaryRoot m_root;
    std::shared_ptr<const Directory> m_parent;

private Q_SLOTS:
    void initTestCase()
    {
        const auto folder = Directory::open(m_root.bytes());
        QVERIFY(folder);
        m_parent = std::make_shared<const Directory>(*folder);
    }

    void sortsByTrueValues_data()
    {
        QTest::addColumn<int>("column");
        QTest::addColumn<Qt::SortOrder>("order");
        QTest::addColumn<QString>("expected");
        QTest::newRow("names") << int(UserModel::User) << Qt::AscendingOrder
                               << "alice Berta test-2 test-10 zoe";
        QTest::newRow("names down")
            << int(UserModel::User) << Qt::DescendingOrder << "zoe test-10 test-2 Berta alice";
        // test-2 and zoe have no collection: last in both directions, by name.
        QTest::newRow("cards") << int(UserModel::Cards) << Qt::AscendingOrder
                               << "Berta alice test-10 test-2 zoe";
        QTest::newRow("cards down")
            << int(UserModel::Cards) << Qt::DescendingOrder << "test-10 alice Berta test-2 zoe";
        QTest::newRow("size") << int(UserModel::Size) << Qt::AscendingOrder
                              << "test-2 test-10 Berta alice zoe";
        QTest::newRow("size down")
            << int(UserModel::Size) << Qt::DescendingOrder << "alice Berta test-10 test-2 zoe";
    }

    void sortsByTrueValues()
    {
        QFETCH(int, column);
        QFETCH(Qt::SortOrder, order);
        QFETCH(QString, expected);
        UserModel model;
        fill(model);
        UserProxy proxy(&model);
        QAbstractItemModelTester tester(&proxy,
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        analyse(model);
        proxy.sort(column, order);
        QCOMPARE(printModel(proxy, {UserModel::User}).join(QLatin1Char(' ')), expected);
    }

    void keepsRowsInPlaceWhileFiguresFillIn()
    {
        UserModel model;
        fill(model);
        UserProxy proxy(&model);
        proxy.sort(UserModel::Size, Qt::DescendingOrder);
        const QStringList before = printModel(proxy, {UserModel::User});
        analyse(model);
        QCOMPARE(printModel(proxy, {UserModel::User}), before);
        proxy.resort();
        QCOMPARE(printModel(proxy, {UserModel::User}).first(), QStringLiteral("alice"));
    }

    void filters()
    {
        UserModel model;
        fill(model);
        UserProxy proxy(&model);
        proxy.setText(QStringLiteral("BER"));
        QCOMPARE(printModel(proxy, {UserModel::User}), QStringList{QStringLiteral("Berta")});
        proxy.setText({});
        proxy.setToggles(UserProxy::TestUsers);
        QCOMPARE(proxy.rowCount(), 2);
        proxy.setToggles(UserProxy::InUse);
        QCOMPARE(proxy.rowCount(), 0);
        model.setHolders({{model.row(4).key(), QStringLiteral("ankisyncd (pid 1)")}});
        QCOMPARE(printModel(proxy, {UserModel::User}), QStringList{QStringLiteral("zoe")});
    }

    void deselectsHiddenUsers()
    {
        UserModel model;
        fill(model);
        UserProxy proxy(&model);
        QItemSelectionModel selection(&proxy);
        selection.select(proxy.index(0, 0),
                         QItemSelectionModel::Select | QItemSelectionModel::Rows);
        proxy.setText(QStringLiteral("zoe"));
        QVERIFY(selection.selectedRows().isEmpty());
        proxy.setText({});
        QVERIFY(selection.selectedRows().isEmpty());
    }
};

QTEST_MAIN(TestUserProxy)
#include "tst_userproxy.moc"
