#include "analysis/useranalysis.h"

#include "demo/collectionwriter.h"
#include "support/files.h"
#include "support/temporaryroot.h"

#include <QTest>

using namespace SyncAdmin;
using namespace SyncAdmin::Test;
using namespace Qt::StringLiterals;

class TestAnalyseAll : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void allInParallel();
    void stops();
};

void TestAnalyseAll::allInParallel()
{
    const TemporaryRoot root;
    constexpr int count = 60;
    for (int i = 0; i < count; ++i) {
        const QString folder = root / u"collections/u%1"_s.arg(i);
        Demo::CollectionSpec spec;
        spec.cards = i + 1;
        QVERIFY(makePath(folder) && Demo::writeCollection(folder + u"/collection.anki2"_s, spec));
    }
    const auto users = DataRoot::open(root.bytes())->users();
    QCOMPARE(users->size(), count);
    for (const int jobs : {1, 2, 8}) {
        QList<qint64> cards(count, 0);
        analyseAll(*users, {}, jobs, {}, [&](qsizetype i, const Result<UserAnalysis> &analysis) {
            if (analysis && analysis->collection && analysis->collection->stats)
                cards[i] += analysis->collection->stats->cards;
        });
        for (qsizetype i = 0; i < count; ++i)
            QCOMPARE(cards.at(i), users->at(i).name.mid(1).toInt() + 1);
    }
}

void TestAnalyseAll::stops()
{
    const TemporaryRoot root;
    for (int i = 0; i < 50; ++i)
        QVERIFY(makePath(root / u"collections/u%1/collection.media"_s.arg(i)));
    const auto users = DataRoot::open(root.bytes())->users();
    std::stop_source stop;
    int done = 0;
    analyseAll(*users, {}, 2, {{}, stop.get_token()}, [&](qsizetype, const auto &) {
        if (++done == 3)
            stop.request_stop();
    });
    QVERIFY(done >= 3 && done <= 5);
}

QTEST_GUILESS_MAIN(TestAnalyseAll)

#include "tst_analyseall.moc"
