#include "report/pointlist.h"

#include <QTest>

using namespace SyncAdmin;
using State = RestorePoint::State;

class TestPointList : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void states_data();
    void states();
};

void TestPointList::states_data()
{
    QTest::addColumn<State>("state");
    QTest::addColumn<QString>("text"); // for people
    QTest::addColumn<QString>("name"); // for scripts
    const auto row = [](State state, const char *text, const char *name) {
        QTest::newRow(text) << state << QString::fromLatin1(text) << QString::fromLatin1(name);
    };
    row(State::Complete, "complete", "complete");
    row(State::UnderWay, "under way", "under-way");
    row(State::RolledBack, "rolled back", "put-back");
    row(State::Purging, "being deleted", "purging");
}

void TestPointList::states()
{
    QFETCH(State, state);
    QFETCH(QString, text);
    QFETCH(QString, name);
    RestorePoint point;
    point.id = "20260301-101500-john.doe";
    point.state = state;
    const TextTable table = restorePointTable({point});
    QCOMPARE(table.rows().first().last().text, text);
    QCOMPARE(table.rows().first().last().raw, name);
    QCOMPARE(toJson(point).value(QStringLiteral("state")).toString(), name);
}

QTEST_GUILESS_MAIN(TestPointList)
#include "tst_pointlist.moc"
