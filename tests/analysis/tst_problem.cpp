#include "analysis/problem.h"

#include <QSet>
#include <QTest>

using namespace SyncAdmin;
using namespace Qt::StringLiterals;
using Code = Problem::Code;

class TestProblem : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyCodeHasItsName();
};

void TestProblem::everyCodeHasItsName()
{
    QSet<QString> names;
    for (int i = 0; i <= static_cast<int>(Code::Interrupted); ++i) {
        const auto code = static_cast<Code>(i);
        const QString name = problemName(code);
        QVERIFY2(!name.isEmpty() && !names.contains(name), qPrintable(name));
        names.insert(name);
        const QString hostile = u"{detail}{subject}%1"_s;
        const QString text = makeProblem(code, hostile, hostile, 1234, 5).text();
        // What is filled in is never filled in again.
        QVERIFY2(text.contains(hostile), qPrintable(text));
    }
}

QTEST_GUILESS_MAIN(TestProblem)

#include "tst_problem.moc"
