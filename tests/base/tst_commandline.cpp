#include "base/commandline.h"

#include "base/displayname.h"

#include <QProcess>
#include <QTest>

using namespace SyncAdmin;
using namespace Qt::StringLiterals;

class TestCommandLine : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void quotes_data();
    void quotes();
    void survivesTheShell_data();
    void survivesTheShell();
    void allBytes();
};

namespace {

// The arguments that a program gets if a user runs the command.
QByteArrayList argumentsOf(const QString &shell, const QStringList &options, const QString &command)
{
    QProcess process;
    process.start(shell, options + QStringList{u"-c"_s, command});
    process.waitForFinished(-1);
    QByteArrayList words = process.readAllStandardOutput().split('\0');
    words.removeLast();
    return words;
}

// The same in an interactive bash, with history expansion.
QByteArrayList argumentsInBash(const QString &command)
{
    return argumentsOf(u"bash"_s, {u"--norc"_s}, u"set -H; printf '%s\\0' "_s + command);
}

QByteArrayList argumentsInSh(const QString &command)
{
    return argumentsOf(u"sh"_s, {}, u"printf '%s\\0' "_s + command);
}

} // namespace

void TestCommandLine::quotes_data()
{
    QTest::addColumn<QByteArray>("word");
    QTest::addColumn<QString>("quoted");

    QTest::newRow("plain") << "john.doe"_ba << u"john.doe"_s;
    QTest::newRow("path") << "/data/a-b_c"_ba << u"/data/a-b_c"_s;
    QTest::newRow("empty") << ""_ba << u"''"_s;
    QTest::newRow("space") << "a b"_ba << u"'a b'"_s;
    QTest::newRow("quote") << "it's"_ba << u"'it'\\''s'"_s;
    QTest::newRow("umlaut") << "Jürgen"_ba << u"'Jürgen'"_s;
    QTest::newRow("backslash") << "a\\b"_ba << u"'a\\b'"_s;
    QTest::newRow("line feed") << "a\nb"_ba << u"\"$(printf 'a\\012b')\""_s;
    QTest::newRow("invalid") << "\xff"_ba << u"\"$(printf '\\377')\""_s;
    QTest::newRow("home") << "~root"_ba << u"'~root'"_s;
}

void TestCommandLine::quotes()
{
    QFETCH(QByteArray, word);
    QFETCH(QString, quoted);
    QCOMPARE(shellWord(word), quoted);
}

void TestCommandLine::survivesTheShell_data()
{
    QTest::addColumn<QByteArrayList>("words");

    const auto row = [](const char *name, const QByteArrayList &words) {
        QTest::newRow(name) << words;
    };
    row("words", {"reset", "john.doe", "--confirm"});
    row("empty word between", {"a", "", "b"});
    row("spaces", {" a ", "b  c", "\t"});
    row("quotes", {"'", "\"", "''", "'\\''", "`id`"});
    row("variables", {"$HOME", "${x}", "$(id)", "$'x'"});
    row("globs", {"*", "?", "[a]", "{a,b}"});
    row("history", {"!!", "!x", "a!b"});
    row("operators", {";", "&&", "|", ">x", "<y", "#z", "(", ")"});
    row("options", {"-x", "--", "=x", "~", "%1", "x=y"});
    row("bytes of which printf could make something else",
        {"-\xff", "%s\xff", "%\n%", "\\\xff\\", "!x\xff", "$x`id`\"\xff"});
    row("line feeds at the end", {"a\n", "\n", "\n\n", "\xff\n\n", "'\n"});
    row("backslashes", {"\\", "a\\", "\\n", "\\x41", "\\\\"});
    row("lines", {"a\nb", "\r", "a\\\nb'c"});
    row("escapes", {"\x1b[31m", "\x7f", "\x01"});
    row("invalid UTF-8", {"\xff", "a\xc3",
                          "\xff"
                          "abc",
                          "'\xfe\\"});
    row("a backslash within a character", {"l\xdc\\\xa3"});
    row("bidirectional", {"\xe2\x80\xaetxt.exe", "a'\xe2\x80\x8b"});
    row("Unicode", {"Jürgen", "\xf0\x9f\x98\x80", "日本"});
    row("255 bytes", {QByteArray(255, '\''), QByteArray(255, '\xe4')});
}

void TestCommandLine::survivesTheShell()
{
    QFETCH(QByteArrayList, words);
    const QString command = shellCommand(words);
    QCOMPARE(argumentsInBash(command), words);
    QCOMPARE(argumentsInSh(command), words);
    // The command is displayable, except line feeds at the end of a word.
    QString visible = command;
    visible.remove(u'\\');
    visible.remove(u'\n');
    QCOMPARE(displayText(visible), visible);
}

void TestCommandLine::allBytes()
{
    QByteArrayList words;
    for (int first = 1; first < 256; ++first) {
        words.append(QByteArray(1, char(first)));
        words.append(QByteArray(1, char(first)) + "a");
        words.append("1" + QByteArray(1, char(first)) + "1'");
    }
    QCOMPARE(argumentsInBash(shellCommand(words)), words);
    QCOMPARE(argumentsInSh(shellCommand(words)), words);
}

QTEST_GUILESS_MAIN(TestCommandLine)

#include "tst_commandline.moc"
