#include "base/format.h"

#include <QCoreApplication>
#include <QTest>
#include <QTranslator>

using namespace SyncAdmin;
using namespace SyncAdmin::Desktop;

namespace {

// A language that sets translated texts in guillemets.
class Guillemets : public QTranslator
{
public:
    QString translate(const char *, const char *source, const char *, int) const override
    {
        return QChar(0xab) + QString::fromUtf8(source) + QChar(0xbb);
    }
    bool isEmpty() const override { return false; }
};

QString inGuillemets(const QString &text)
{
    return QChar(0xab) + text + QChar(0xbb);
}

} // namespace

class TestFormat : public QObject
{
    Q_OBJECT

private:
    Guillemets m_language;

private Q_SLOTS:
    void init() { QVERIFY(QCoreApplication::installTranslator(&m_language)); }
    void cleanup() { QCoreApplication::removeTranslator(&m_language); }

    void everyErrorIsTranslated()
    {
        for (int i = 0; i <= static_cast<int>(Error::Code::System); ++i) {
            const auto code = static_cast<Error::Code>(i);
            // Codes without a wording have that of the last one.
            QVERIFY(code == Error::Code::System || codeName(code) != codeName(Error::Code::System));
            const Error error{code, QStringLiteral("/data/{detail}"), QStringLiteral("{path} %1")};
            QVERIFY(!error.message().isEmpty());
            QCOMPARE(errorText(error), inGuillemets(error.message()));
        }
        QCOMPARE(codeName(static_cast<Error::Code>(static_cast<int>(Error::Code::System) + 1)),
                 codeName(Error::Code::System));
    }

    void everyProblemIsTranslated()
    {
        const QString fallback = problemName(Problem::Code::Unreadable);
        int count = 1;
        for (int i = 1; problemName(static_cast<Problem::Code>(i)) != fallback; ++i, ++count) {
            const Problem problem =
                makeProblem(static_cast<Problem::Code>(i), QStringLiteral("a{count}"),
                            QStringLiteral("b%1"), 7, 8);
            QCOMPARE(problemText(problem), inGuillemets(problem.text()));
        }
        QVERIFY(count > static_cast<int>(Problem::Code::Interrupted));
    }

    void everyStepIsTranslated()
    {
        const QString first = stepKindName(PlanStep::Kind::CollectionFile);
        int count = 0;
        for (; count == 0 || stepKindName(static_cast<PlanStep::Kind>(count)) != first; ++count) {
            PlanStep step;
            step.kind = static_cast<PlanStep::Kind>(count);
            step.name = "line\nbreak {count} %1";
            step.files = 12;
            QCOMPARE(stepText(step), inGuillemets(step.toDo()));
        }
        QVERIFY(count > static_cast<int>(PlanStep::Kind::RollBack));
    }

    void progressIsTranslated()
    {
        PlanStep step;
        step.name = "collection.anki2";
        QCOMPARE(progressText(step.toDo(), {step}), stepText(step));
        QCOMPARE(progressText(QStringLiteral("files"), {step}),
                 inGuillemets(QStringLiteral("files")));
    }

    void formatsNumbersByTheLocale()
    {
        QCoreApplication::removeTranslator(&m_language);
        const QLocale before;
        QLocale::setDefault(QLocale(QLocale::German));
        const Problem problem =
            makeProblem(Problem::Code::MediaMismatch, QStringLiteral("media"), {}, 1234, 5678);
        const Problem owner =
            makeProblem(Problem::Code::ForeignOwner, QStringLiteral("x"), {}, 1001, 1000);
        const QString text = problemText(problem);
        const QString ownerText = problemText(owner);
        PlanStep step;
        step.kind = PlanStep::Kind::MediaFolder;
        step.files = 1234;
        const QString toDo = stepText(step);
        QLocale::setDefault(before);
        QVERIFY2(text.contains(QStringLiteral("1.234")) && text.contains(QStringLiteral("5.678")),
                 qPrintable(text));
        QVERIFY2(ownerText.contains(QStringLiteral("1001")), qPrintable(ownerText)); // a name
        QVERIFY(toDo.contains(QStringLiteral("1.234")));
        QVERIFY(problem.text().contains(QStringLiteral("1,234")));
        QVERIFY(step.toDo().contains(QStringLiteral("1,234")));
    }
};

QTEST_GUILESS_MAIN(TestFormat)
#include "tst_format.moc"
