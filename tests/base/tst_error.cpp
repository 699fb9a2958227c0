#include "base/error.h"

#include "support/temporaryroot.h"

#include <QProcess>
#include <QTest>

#include <cerrno>
#include <clocale>
#include <cstring>

using namespace SyncAdmin;
using namespace SyncAdmin::Test;
using namespace Qt::StringLiterals;

class TestError : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isEnglishInEveryLocale();
    void namesTheProblemAndTheAdvice();
    void reasonLeavesOutThePath();
    void hasOneFullStopAfterAnotherMessage();
};

namespace {

constexpr int codeCount = static_cast<int>(Error::Code::System) + 1;

} // namespace

void TestError::isEnglishInEveryLocale()
{
    const TemporaryRoot root;
    if (QProcess::execute(u"localedef"_s,
                          {u"-i"_s, u"de_DE"_s, u"-f"_s, u"UTF-8"_s, root / u"de_DE.UTF-8"_s}) != 0)
        QSKIP("the locale de_DE cannot be made here");
    qputenv("LOCPATH", root.bytes());
    const QByteArray before = std::setlocale(LC_ALL, nullptr);
    const bool isGerman = std::setlocale(LC_ALL, "de_DE.UTF-8") != nullptr &&
                          std::strcmp(std::strerror(EIO), "Input/output error") != 0;
    const QString message = errorFromErrno(EIO, u"/data"_s).message();
    std::setlocale(LC_ALL, before.constData());
    qunsetenv("LOCPATH");
    if (!isGerman)
        QSKIP("the C library's German messages are not installed");
    QCOMPARE(message, u"/data: Input/output error"_s);
}

// Advice is a sentence of its own, not in brackets; one sentence alone has no full stop.
void TestError::namesTheProblemAndTheAdvice()
{
    for (int i = 0; i < codeCount; ++i) {
        const Error error{static_cast<Error::Code>(i), u"/srv/anki"_s, u"why"_s};
        for (const QString &text : {error.message(), error.reason()}) {
            QVERIFY2(!text.isEmpty() && !text.contains(u'(') && !text.contains(u'{'),
                     qPrintable(text));
            const bool hasAdvice = text.contains(u". "_s);
            QCOMPARE(text.endsWith(u'.'), hasAdvice);
        }
    }
}

void TestError::reasonLeavesOutThePath()
{
    for (const auto code :
         {Error::Code::NoPermission, Error::Code::NotADatabase, Error::Code::Damaged,
          Error::Code::ForeignSchema, Error::Code::ForeignJournal, Error::Code::TimeLimit,
          Error::Code::ChangingWhileRead}) {
        const Error error{code, u"/srv/anki"_s, u"why"_s};
        QVERIFY2(error.message().contains(error.path), qPrintable(error.message()));
        QVERIFY2(!error.reason().contains(error.path), qPrintable(error.reason()));
    }
}

void TestError::hasOneFullStopAfterAnotherMessage()
{
    const Error inner = errorFromErrno(EACCES, u"/srv/anki/audit.log"_s);
    const Error outer{Error::Code::NotRecorded, u"/srv/anki/audit.log"_s, inner.message()};
    QCOMPARE(outer.message(),
             u"Cannot record the operation in the audit log: Cannot access /srv/anki/audit.log: "
             "permission denied. Run as root, or as the user that owns the files. Nothing was "
             "done."_s);
}

QTEST_GUILESS_MAIN(TestError)

#include "tst_error.moc"
