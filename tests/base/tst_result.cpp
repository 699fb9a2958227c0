#include "base/result.h"

#include <QTest>

#include <memory>

using namespace SyncAdmin;

namespace {

const Error missing{Error::Code::DoesNotExist, QStringLiteral("/data/bob"), {}};

Result<int> half(int number)
{
    if (number % 2 != 0)
        return failure(Error::Code::BadInput, {}, QStringLiteral("odd"));
    return number / 2;
}

Result<int> quarter(int number)
{
    ASSIGN_OR_RETURN(const int first, half(number));
    ASSIGN_OR_RETURN(int second, half(first));
    return second;
}

Result<> checkQuarter(int number)
{
    if (number == 0)
        RETURN_IF_ERROR(half(1));
    else
        RETURN_IF_ERROR(quarter(number));
    return {};
}

Result<std::unique_ptr<int>> owned(int number)
{
    return std::make_unique<int>(number);
}

Result<int> unowned(int number)
{
    ASSIGN_OR_RETURN(const auto value, owned(number));
    return *value;
}

} // namespace

class TestResult : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    static void handsOnErrors();
    static void movesValues();
    static void copyOfAFailureStaysOne();
    static void convertsValues();
    static void andThen();
    static void whatMayBeMissing();
    static void keepsTheCause();
};

void TestResult::handsOnErrors()
{
    QCOMPARE(quarter(12).value(), 3);
    QCOMPARE(quarter(7).error().detail, QStringLiteral("odd"));
    QCOMPARE(quarter(6).error().detail, QStringLiteral("odd"));
    QVERIFY(checkQuarter(4));
    QCOMPARE(checkQuarter(6).error().code, Error::Code::BadInput);
    QCOMPARE(checkQuarter(0).error().code, Error::Code::BadInput);
}

void TestResult::movesValues()
{
    QCOMPARE(unowned(5).value(), 5);
}

// A Result<bool> converts to bool; a copy must not use that as its value.
void TestResult::copyOfAFailureStaysOne()
{
    Result<bool> no = false;
    Result<bool> copied(no);
    QVERIFY(copied);
    QVERIFY(!*copied);
    Result<bool> failed = failure(missing);
    const Result<bool> failedToo(failed);
    QVERIFY(!failedToo);
    QCOMPARE(failedToo.error().code, Error::Code::DoesNotExist);
}

void TestResult::convertsValues()
{
    const Result<std::optional<int>> fromValue = 3;
    QCOMPARE(fromValue.value(), std::optional(3));
    const Result<std::optional<int>> fromResult = half(8);
    QCOMPARE(fromResult.value(), std::optional(4));
    const Result<std::optional<int>> fromFailure = half(7);
    QCOMPARE(fromFailure.error().code, Error::Code::BadInput);
}

void TestResult::andThen()
{
    QCOMPARE(half(8).andThen(half).value(), 2);
    QCOMPARE(half(7).andThen(half).error().code, Error::Code::BadInput);
    QCOMPARE(half(6).andThen(half).error().code, Error::Code::BadInput);
}

void TestResult::whatMayBeMissing()
{
    QCOMPARE(ifExists(half(8)).value(), std::optional(4));
    QCOMPARE(ifExists(Result<int>(failure(missing))).value(), std::nullopt);
    QCOMPARE(ifExists(half(7)).error().code, Error::Code::BadInput);
    QCOMPARE(unlessFailsWith(Error::Code::BadInput, half(7)).value(), std::nullopt);
    QCOMPARE(ifExists(Result<>()).value(), true);
    QCOMPARE(ifExists(Result<>(failure(missing))).value(), false);
    QCOMPARE(ifExists(Result<>(failure(Error::Code::NoSpace))).error().code, Error::Code::NoSpace);
}

void TestResult::keepsTheCause()
{
    const Error error = becauseOf({Error::Code::InUse, QStringLiteral("/data"), {}}, missing);
    const Error copy = error;
    QVERIFY(copy.cause);
    QCOMPARE(copy.cause->path, missing.path);
    QVERIFY(!copy.cause->cause);
}

QTEST_APPLESS_MAIN(TestResult)
#include "tst_result.moc"
