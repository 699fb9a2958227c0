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
    void namesTheProblemAndTheAdvice();
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
        // Values are not replaced again.
        QVERIFY2(text.contains(hostile), qPrintable(text));
    }
}

// Advice is a sentence of its own, not in brackets; one sentence alone has no full stop.
void TestProblem::namesTheProblemAndTheAdvice()
{
    for (int i = 0; i <= static_cast<int>(Code::Interrupted); ++i) {
        const QString text = makeProblem(static_cast<Code>(i), u"media"_s, u"why"_s, 1, 2).text();
        QVERIFY2(!text.contains(u" ("_s), qPrintable(text));
        QCOMPARE(text.endsWith(u'.'), text.contains(u". "_s));
    }
}

QTEST_GUILESS_MAIN(TestProblem)

#include "tst_problem.moc"
