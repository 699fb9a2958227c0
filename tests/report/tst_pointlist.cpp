#include "report/pointlist.h"

#include <QTest>

using namespace SyncAdmin;
using namespace Qt::StringLiterals;

// A table shows words to people, and the stable names to scripts.
class TestPointList : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void states_data();
    void states();
    void results_data();
    void results();
};

void TestPointList::states_data()
{
    QTest::addColumn<RestorePoint::State>("state");
    QTest::addColumn<QString>("text");

    QTest::newRow("complete") << RestorePoint::State::Complete << u"complete"_s;
    QTest::newRow("under-way") << RestorePoint::State::UnderWay << u"under way"_s;
    QTest::newRow("put-back") << RestorePoint::State::RolledBack << u"rolled back"_s;
    QTest::newRow("purging") << RestorePoint::State::Purging << u"being deleted"_s;
}

void TestPointList::states()
{
    QFETCH(RestorePoint::State, state);
    QFETCH(QString, text);
    RestorePoint point;
    point.state = state;
    const TextTable::Cell cell = restorePointTable({point}).rows().first().last();
    QCOMPARE(cell.text, text);
    QCOMPARE(cell.raw, QString::fromLatin1(QTest::currentDataTag()));
}

void TestPointList::results_data()
{
    QTest::addColumn<QString>("text");

    QTest::newRow("done") << u"done"_s;
    QTest::newRow("nothing-to-do") << u"nothing to do"_s;
    QTest::newRow("failed-put-back") << u"failed and rolled back"_s;
    QTest::newRow("failed-incomplete") << u"failed and not rolled back completely"_s;
}

void TestPointList::results()
{
    QFETCH(QString, text);
    AuditEntry entry;
    entry.phase = u"finished"_s;
    entry.outcome = QString::fromLatin1(QTest::currentDataTag());
    entry.errorText = u"permission denied"_s;
    const TextTable::Cell cell = historyTable({entry}).rows().first().at(3);
    QCOMPARE(cell.text, text + u": permission denied"_s);
    QCOMPARE(cell.raw, entry.outcome + u": permission denied"_s);
}

QTEST_GUILESS_MAIN(TestPointList)
#include "tst_pointlist.moc"
