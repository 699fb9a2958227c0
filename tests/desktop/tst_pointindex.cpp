#include "desktopfixture.h"

#include "session/pointindex.h"

#include <QElapsedTimer>

#include <algorithm>

using namespace SyncAdmin;
using namespace SyncAdmin::Desktop;
using namespace SyncAdmin::Test;

// Restore points found by user and by id, also where there are many of both.
class TestPointIndex : public DemoRootTest
{
    Q_OBJECT

private:
    static UserFolder userNumber(int number)
    {
        UserFolder user;
        user.name = "user-" + QByteArray::number(number);
        user.place = "collections";
        return user;
    }

    FoundPoint pointOf(const UserFolder &user, const QByteArray &id,
                       RestorePoint::State state = RestorePoint::State::Complete) const
    {
        FoundPoint found = *m_point;
        found.point.id = id;
        found.point.state = state;
        found.point.manifest.user = user.name;
        found.point.manifest.place = user.place;
        return found;
    }

    // Time for what a change of the selection needs, in nanoseconds.
    static qint64 timeFor(const PointIndex &index, const QList<UserFolder> &users)
    {
        qint64 best = std::numeric_limits<qint64>::max();
        for (int run = 0; run < 5; ++run) {
            QElapsedTimer time;
            time.start();
            qsizetype restorable = 0;
            for (const UserFolder &user : users)
                restorable += index.newestRestorable(user) != nullptr ? 1 : 0;
            const qsizetype held = index.of(users).size();
            best = std::min(best, time.nsecsElapsed());
            if (restorable != held)
                return -1;
        }
        return best;
    }

    std::optional<FoundPoint> m_point; // a real one, from which others are made

private Q_SLOTS:
    void initTestCase()
    {
        makeDemo();
        const auto root = DataRoot::open(QFile::encodeName(m_root), {});
        QVERIFY(root);
        const auto user = root->user("john.doe");
        QVERIFY(user);
        const auto store = RestorePointStore::make(*user);
        QVERIFY(store);
        m_point = FoundPoint{*store, RestorePoint()};
    }

    void findsThePointsOfAUser()
    {
        using State = RestorePoint::State;
        const UserFolder bob = userNumber(1);
        const UserFolder ann = userNumber(2);
        FoundPoint sessions = pointOf(bob, "5");
        sessions.point.manifest.entryFolder = EntryFolder::DataRoot;
        const PointIndex index({sessions, pointOf(bob, "4", State::Interrupted), pointOf(bob, "3"),
                                pointOf(ann, "2", State::Restored), pointOf(bob, "1")});
        QVERIFY(index.newestRestorable(bob));
        QCOMPARE(index.newestRestorable(bob)->point.id, QByteArray("3"));
        QVERIFY(!index.newestRestorable(ann));
        QVERIFY(index.hasInterrupted());
        QCOMPARE(index.interrupted().size(), 1);
        QVERIFY(index.interruptedFor(bob));
        QVERIFY(!index.interruptedFor(ann));
        QByteArrayList ids;
        for (const FoundPoint &found : index.of({ann, bob}))
            ids.append(found.point.id);
        QCOMPARE(ids, (QByteArrayList{"4", "3", "2", "1"}));
        QVERIFY(index.find(QStringLiteral("5")));
        QVERIFY(!index.find(QStringLiteral("6")));
        UserFolder elsewhere = bob;
        elsewhere.place = "other";
        QVERIFY(index.of({elsewhere}).isEmpty());
    }

    // With a search through all points for each user it took 1,000 times as long.
    void isFastWithManyPointsAndUsers()
    {
        QList<UserFolder> users;
        for (int i = 0; i < 5000; ++i)
            users.append(userNumber(i));
        QList<FoundPoint> points;
        for (int i = 0; i < 1000; ++i)
            points.append(pointOf(users.at(i * 5), QByteArray::number(i)));
        const qint64 few = timeFor(PointIndex({points.first()}), users);
        const qint64 many = timeFor(PointIndex(points), users);
        QVERIFY(few > 0 && many > 0);
        qInfo("5,000 users: %.2f ms with 1 point, %.2f ms with 1,000 points",
              static_cast<double>(few) / 1e6, static_cast<double>(many) / 1e6);
        QVERIFY2(many < 20 * few, qPrintable(QString::number(many / few)));
    }
};

QTEST_MAIN(TestPointIndex)
#include "tst_pointindex.moc"
