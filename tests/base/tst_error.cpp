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
};

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

QTEST_GUILESS_MAIN(TestError)

#include "tst_error.moc"
