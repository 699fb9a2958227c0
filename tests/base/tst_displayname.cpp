#include "base/displayname.h"

#include <QSet>
#include <QTest>

using namespace SyncAdmin;
using namespace Qt::StringLiterals;

class TestDisplayName : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void shows_data();
    void shows();
    void neverLookAlike();
    void tellsUtf8_data();
    void tellsUtf8();
    void showsText();
};

void TestDisplayName::shows_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QString>("shown");

    QTest::newRow("plain") << "john.doe"_ba << u"john.doe"_s;
    QTest::newRow("empty") << ""_ba << u""_s;
    QTest::newRow("spaces stay") << " a b "_ba << u" a b "_s;
    QTest::newRow("option") << "-x"_ba << u"-x"_s;
    QTest::newRow("umlauts") << "Jürgen"_ba << u"Jürgen"_s;
    QTest::newRow("beyond the BMP") << "a\xf0\x9f\x98\x80z"_ba << u"a\U0001F600z"_s;
    QTest::newRow("line feed") << "a\nb"_ba << u"a\\nb"_s;
    QTest::newRow("tab and return") << "a\t\rb"_ba << u"a\\t\\rb"_s;
    QTest::newRow("terminal escape") << "\x1b[31mred"_ba << u"\\x1b[31mred"_s;
    QTest::newRow("delete") << "a\x7f"_ba << u"a\\x7f"_s;
    QTest::newRow("NUL") << QByteArray("a\0b", 3) << u"a\\x00b"_s;
    QTest::newRow("C1 control") << "\xc2\x9b[2J"_ba << u"\\u{9b}[2J"_s;
    QTest::newRow("backslash") << "a\\nb"_ba << u"a\\\\nb"_s;
    QTest::newRow("right to left override") << "\xe2\x80\xaegpj.exe"_ba << u"\\u{202e}gpj.exe"_s;
    QTest::newRow("isolate") << "\xe2\x81\xa6x"_ba << u"\\u{2066}x"_s;
    QTest::newRow("Arabic letter mark") << "\xd8\x9cx"_ba << u"\\u{61c}x"_s;
    QTest::newRow("zero width space") << "a\xe2\x80\x8b"_ba << u"a\\u{200b}"_s;
    QTest::newRow("zero width joiner") << "a\xe2\x80\x8d"_ba << u"a\\u{200d}"_s;
    QTest::newRow("soft hyphen") << "a\xc2\xad"_ba << u"a\\u{ad}"_s;
    QTest::newRow("byte order mark") << "\xef\xbb\xbf"
                                        "alice"_ba
                                     << u"\\u{feff}alice"_s;
    QTest::newRow("line separator") << "\xe2\x80\xa8"_ba << u"\\u{2028}"_s;
    QTest::newRow("paragraph separator") << "\xe2\x80\xa9"_ba << u"\\u{2029}"_s;
    QTest::newRow("Hangul filler") << "\xe3\x85\xa4"_ba << u"\\u{3164}"_s;
    QTest::newRow("variation selector") << "\xef\xb8\x8f"_ba << u"\\u{fe0f}"_s;
    QTest::newRow("tag character") << "\xf3\xa0\x81\x81"_ba << u"\\u{e0041}"_s;
    QTest::newRow("not a character") << "\xef\xbf\xbe"_ba << u"\\u{fffe}"_s;
    QTest::newRow("invalid bytes") << "a\xff\xfe"_ba << u"a\\xff\\xfe"_s;
    QTest::newRow("truncated") << "a\xc3"_ba << u"a\\xc3"_s;
    QTest::newRow("overlong slash") << "\xc0\xaf"_ba << u"\\xc0\\xaf"_s;
    QTest::newRow("surrogate") << "\xed\xa0\x80"_ba << u"\\xed\\xa0\\x80"_s;
    QTest::newRow("beyond Unicode") << "\xf4\x90\x80\x80"_ba << u"\\xf4\\x90\\x80\\x80"_s;
    QTest::newRow("HTML stays, it is the widget's affair") << "<img src=x>"_ba << u"<img src=x>"_s;
    QTest::newRow("255 bytes") << QByteArray(255, 'x') << QString(255, u'x');
    QTest::newRow("255 invalid bytes") << QByteArray(255, '\xff') << u"\\xff"_s.repeated(255);
}

void TestDisplayName::shows()
{
    QFETCH(QByteArray, name);
    QFETCH(QString, shown);
    QCOMPARE(displayName(name), shown);
}

void TestDisplayName::neverLookAlike()
{
    // All names of one and of two bytes.
    QSet<QString> seen;
    for (int first = 1; first < 256; ++first) {
        for (int second = 1; second < 256; ++second) {
            const QByteArray name{QByteArray(1, char(first)) + char(second)};
            const QString shown = displayName(name);
            QVERIFY2(!seen.contains(shown), qPrintable(shown));
            seen.insert(shown);
        }
    }
    for (int byte = 1; byte < 256; ++byte)
        QVERIFY(!seen.contains(displayName(QByteArray(1, char(byte)))));
}

void TestDisplayName::tellsUtf8_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<bool>("is");

    QTest::newRow("ASCII") << "alice"_ba << true;
    QTest::newRow("empty") << ""_ba << true;
    QTest::newRow("two bytes") << "é"_ba << true;
    QTest::newRow("four bytes") << "\xf0\x9f\x98\x80"_ba << true;
    QTest::newRow("line feed") << "a\nb"_ba << true;
    QTest::newRow("lone byte") << "a\xff"_ba << false;
    QTest::newRow("truncated") << "abc\xc3"_ba << false;
    QTest::newRow("truncated four") << "abc\xf0\x9f\x98"_ba << false;
    QTest::newRow("overlong") << "\xc0\xaf"_ba << false;
    QTest::newRow("surrogate") << "\xed\xa0\x80"_ba << false;
    // Qt drops it, so the text of such a name would differ.
    QTest::newRow("byte order mark") << "\xef\xbb\xbf"
                                        "alice"_ba
                                     << false;
}

void TestDisplayName::tellsUtf8()
{
    QFETCH(QByteArray, name);
    QFETCH(bool, is);
    QCOMPARE(isUtf8(name), is);
    QCOMPARE(QString::fromUtf8(name).toUtf8() == name, is);
}

void TestDisplayName::showsText()
{
    QCOMPARE(displayText(u"a\u202Eb\u001b"_s), u"a\\u{202e}b\\x1b"_s);
    QCOMPARE(displayText(u"Ελληνικά"_s), u"Ελληνικά"_s);
}

QTEST_GUILESS_MAIN(TestDisplayName)

#include "tst_displayname.moc"
