#include "agent/userholders.h"
#include "desktopfixture.h"
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

    // A size bar shows a share of the biggest user: when that one is reset, all bars grow.
    void updatesAllSizeBarsWithTheBiggestUser_data()
    {
        QTest::addColumn<QByteArray>("changed");
        QTest::addColumn<qint64>("bytes");
        QTest::addColumn<double>("share");
        QTest::newRow("the biggest shrinks") << QByteArray("a") << qint64(10) << 1.0;
        QTest::newRow("the biggest grows") << QByteArray("a") << qint64(800) << 0.25;
        QTest::newRow("another becomes the biggest") << QByteArray("c") << qint64(1000) << 0.2;
        QTest::newRow("the biggest goes") << QByteArray() << qint64(0) << 1.0;
    }

    void updatesAllSizeBarsWithTheBiggestUser()
    {
        QFETCH(QByteArray, changed);
        QFETCH(qint64, bytes);
        QFETCH(double, share);
        UserModel model;
        model.setUsers(rowsOf({"a", "b", "c"}));
        QHash<QByteArray, qint64> sizes{{"a", 400}, {"b", 200}, {"c", 100}};
        for (auto size = sizes.cbegin(); size != sizes.cend(); ++size)
            model.setOutcomes({analysed(folderNamed(m_parent, size.key()), 1, size.value())});
        QSignalSpy changes(&model, &QAbstractItemModel::dataChanged);
        if (changed.isEmpty())
            model.setUsers(rowsOf({"b", "c"}));
        else
            model.setOutcomes({analysed(folderNamed(m_parent, changed), 1, bytes)});
        const QModelIndex bar =
            model.index(model.rowOf(folderNamed(m_parent, "b")), UserModel::Size);
        const bool isAnnounced =
            std::any_of(changes.begin(), changes.end(), [&bar](const QList<QVariant> &change) {
                const auto first = change.at(0).toModelIndex();
                const auto last = change.at(1).toModelIndex();
                const auto roles = change.at(2).value<QList<int>>();
                return first.row() <= bar.row() && bar.row() <= last.row() &&
                       first.column() <= bar.column() && bar.column() <= last.column() &&
                       (roles.isEmpty() || roles.contains(ShareRole));
            });
        QCOMPARE(bar.data(ShareRole).toDouble(), share);
        QVERIFY(isAnnounced);
    }

    void findsARowByItsKey()
    {
        UserModel model;
        model.setUsers(rowsOf({"a", "c"}));
        const QString key = model.row(1).key();
        QCOMPARE(model.rowOfKey(key), 1);
        model.setUsers(rowsOf({"a", "b", "c"}));
        QCOMPARE(model.rowOfKey(key), 2);
        model.setUsers(rowsOf({"c"}));
        QCOMPARE(model.rowOfKey(key), 0);
        model.setUsers(rowsOf({"a"}));
        QCOMPARE(model.rowOfKey(key), -1);
        model.clear();
        QCOMPARE(model.rowOfKey(key), -1);
    }

    void neverResetsTheModel_data()
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

    void neverResetsTheModel()
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
                 (QStringList{QStringLiteral("a|–|–|Waiting…"), QStringLiteral("b|–|–|Waiting…")}));
        model.setOutcomes({analysed(model.row(0).user, 1234, 2048)});
        QCOMPARE(printModel(model, columns).first(), QStringLiteral("a|1,234|2.0 KB|"));
        QCOMPARE(model.totals().bytes, 2048);
        model.setOutcomes(
            {{model.row(1).user,
              tl::unexpected(Error{Error::Code::Changed, QStringLiteral("/b"), {}})}});
        QVERIFY(printModel(model, columns).last().contains(QStringLiteral("/b has changed")));
        QCOMPARE(model.row(1).state(), UserRow::State::Broken);
    }

    void analysesAReplacedFolder()
    {
        UserModel model;
        model.setUsers(rowsOf({"a", "b"}));
        model.setOutcomes({analysed(model.row(0).user, 1, 1)});
        QVERIFY(model.setUsers(rowsOf({"a", "b"})).isEmpty());
        QCOMPARE(model.setUsers(rowsOf({"a", "b"}, 7)).size(), 2);
        QVERIFY(!model.row(0).analysis);
    }

    // The files are listed where there is no analysis; a removed folder has no holders.
    void findsHoldersWithoutAnAnalysis()
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

    void describesTheSizeBar()
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
