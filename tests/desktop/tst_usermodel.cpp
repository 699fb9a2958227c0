#include "desktopfixture.h"
#include "session/holders.h"
#include "support/files.h"
#include "support/holderprocess.h"

#include <QAbstractItemModelTester>
#include <QDir>
#include <QItemSelectionModel>
#include <QSignalSpy>

using namespace SyncAdmin;
using namespace SyncAdmin::Desktop;
using namespace SyncAdmin::Test;

class TestUserModel : public QObject
{
    Q_OBJECT

private:
    std::vector<UserRow> rowsOf(const QByteArrayList &names, quint64 inode = 1) const
    {
        std::vector<UserRow> rows;
        for (const QByteArray &name : names)
            rows.emplace_back(folderNamed(m_parent, name, inode), QString(), nameCollator());
        return rows;
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

    void comparesInsteadOfResetting_data()
    {
        QTest::addColumn<QByteArrayList>("before");
        QTest::addColumn<QByteArrayList>("after");
        QTest::newRow("fill") << QByteArrayList() << QByteArrayList{"a", "b", "c"};
        QTest::newRow("same") << QByteArrayList{"a", "b"} << QByteArrayList{"a", "b"};
        QTest::newRow("in the middle")
            << QByteArrayList{"a", "d"} << QByteArrayList{"a", "b", "c", "d"};
        QTest::newRow("all gone") << QByteArrayList{"a", "d"} << QByteArrayList();
        QTest::newRow("others") << QByteArrayList{"b", "d", "f"}
                                << QByteArrayList{"a", "c", "d", "e"};
    }

    void comparesInsteadOfResetting()
    {
        QFETCH(QByteArrayList, before);
        QFETCH(QByteArrayList, after);
        UserModel model;
        QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setUsers(rowsOf(before));
        QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
        const auto added = model.setUsers(rowsOf(after));
        QCOMPARE(resets.size(), 0);
        QByteArrayList names;
        for (int i = 0; i < model.rowCount(); ++i)
            names.append(model.row(i).user.name);
        QCOMPARE(names, after);
        QByteArrayList addedNames;
        for (const UserFolder &user : added)
            addedNames.append(user.name);
        for (const QByteArray &name : before)
            names.removeAll(name);
        QCOMPARE(addedNames, names);
    }

    void selectionSurvivesARefresh()
    {
        UserModel model;
        model.setUsers(rowsOf({"b", "d", "f"}));
        QItemSelectionModel selection(&model);
        selection.select(model.index(1, 0),
                         QItemSelectionModel::Select | QItemSelectionModel::Rows);
        model.setUsers(rowsOf({"a", "b", "c", "d", "e"}));
        const auto selected = selection.selectedRows();
        QCOMPARE(selected.size(), 1);
        QCOMPARE(selected.first().data().toString(), QStringLiteral("d"));
    }

    void figuresFillIn()
    {
        UserModel model;
        QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setUsers(rowsOf({"a", "b"}));
        const QList<int> columns{UserModel::User, UserModel::Cards, UserModel::Size,
                                 UserModel::Status};
        QCOMPARE(printModel(model, columns),
                 (QStringList{QStringLiteral("a|–|–|waiting…"), QStringLiteral("b|–|–|waiting…")}));
        model.setOutcomes({analysed(model.row(0).user, 1234, 2048)});
        QCOMPARE(printModel(model, columns).first(), QStringLiteral("a|1,234|2.0 KB|"));
        QCOMPARE(model.totals().bytes, 2048);
        model.setOutcomes(
            {{model.row(1).user,
              tl::unexpected(Error{Error::Code::Changed, QStringLiteral("/b"), {}})}});
        QVERIFY(printModel(model, columns).last().contains(QStringLiteral("/b has changed")));
        QCOMPARE(model.row(1).state(), UserRow::State::Broken);
    }

    void anotherFolderInItsPlaceIsReadAgain()
    {
        UserModel model;
        model.setUsers(rowsOf({"a", "b"}));
        model.setOutcomes({analysed(model.row(0).user, 1, 1)});
        QVERIFY(model.setUsers(rowsOf({"a", "b"})).isEmpty());
        QCOMPARE(model.setUsers(rowsOf({"a", "b"}, 7)).size(), 2);
        QVERIFY(!model.row(0).analysis);
    }

    // What a holder holds is listed where there is no analysis, and nobody holds what is gone.
    void holderOfAUserWhoseAnalysisFailed()
    {
        const QString folder = m_root / QStringLiteral("held");
        QVERIFY(makePath(folder) && writeBytes(folder + QStringLiteral("/collection.anki2"), "x"));
        HolderProcess holder(QStringLiteral("open"), folder + QStringLiteral("/collection.anki2"));
        QVERIFY(holder.isReady());
        const auto parent = m_parent->status("held");
        QVERIFY(parent);
        UserFolder user = folderNamed(m_parent, "held", parent->inode);
        user.device = parent->device;
        UserModel model;
        std::vector<UserRow> rows;
        rows.emplace_back(user, QString(), nameCollator());
        model.setUsers(std::move(rows));
        const Error failed{Error::Code::Changed, QStringLiteral("/held"), {}};
        model.setOutcomes({{user, tl::unexpected(failed)}});
        model.setHolders(findHolders({{user, nullptr}}, {}));
        QVERIFY2(model.row(0).holder.contains(QString::number(holder.processId())),
                 qPrintable(model.row(0).holder));
        QVERIFY(holder.letGo());
        QVERIFY(QDir(folder).removeRecursively());
        model.setHolders(findHolders({{user, nullptr}}, {}));
        QCOMPARE(model.row(0).holder, QString());
        QCOMPARE(model.row(0).state(), UserRow::State::Broken);
    }

    void saysWhatABarShows()
    {
        UserModel model;
        model.setUsers(rowsOf({"a", "b"}));
        model.setOutcomes(
            {analysed(model.row(0).user, 1, 4096), analysed(model.row(1).user, 1, 1024)});
        QCOMPARE(model.index(1, UserModel::Size).data(ShareRole).toDouble(), 0.25);
        QVERIFY(model.index(1, UserModel::Size)
                    .data(Qt::AccessibleTextRole)
                    .toString()
                    .contains(QStringLiteral("25 percent")));
    }
};

QTEST_MAIN(TestUserModel)
#include "tst_usermodel.moc"
