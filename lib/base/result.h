#pragma once

#include "base/error.h"

#include <tl/expected.hpp>

#include <concepts>
#include <functional>
#include <optional>
#include <type_traits>
#include <utility>

namespace SyncAdmin {

template <typename T>
concept IsExpected = requires(std::remove_cvref_t<T> value)
{
    []<typename V, typename E>(const tl::expected<V, E> &) {}(value);
};

// A type that converts to T and is neither a Result nor an error.
template <typename U, typename T>
concept ValueOf =
    !IsExpected<U> && !std::is_same_v<U, tl::unexpected<Error>> && std::is_convertible_v<U, T>;

// A value, or the Error that prevented it. The compiler warns if it is dropped.
template <typename T = void>
class [[nodiscard]] Result : public tl::expected<T, Error>
{
    using Base = tl::expected<T, Error>;

public:
    Result() = default;
    Result(Base other) : Base(std::move(other)) {}
    Result(tl::unexpected<Error> error) : Base(std::move(error)) {}
    template <ValueOf<T> U>
    Result(U value) : Base(std::move(value))
    {}
    template <typename U>
    requires(!std::is_same_v<U, T> && std::is_convertible_v<const U &, T>)
        Result(const Result<U> &other)
        : Base(other ? Base(T(*other)) : Base(other.unexpected()))
    {}

    tl::unexpected<Error> unexpected() const { return tl::unexpected<Error>(this->error()); }

    // Passes the value to `next` and returns its Result; an error is passed on.
    template <typename Next, typename U = T>
    std::invoke_result_t<Next, const U &> andThen(Next &&next) const
    {
        if (!*this)
            return unexpected();
        return std::invoke(std::forward<Next>(next), **this);
    }
};

inline tl::unexpected<Error> failure(Error::Code code, const QString &path = {},
                                     const QString &detail = {})
{
    return tl::unexpected<Error>(Error{code, path, detail});
}

inline tl::unexpected<Error> failureFromErrno(int number, const QString &path)
{
    return tl::unexpected<Error>(errorFromErrno(number, path));
}

// The error of a failed Result, where the macros below do not fit.
template <typename T>
tl::unexpected<Error> failure(const Result<T> &failed)
{
    return failed.unexpected();
}

inline tl::unexpected<Error> failure(const Error &error)
{
    return tl::unexpected<Error>(error);
}

// The value; nothing if the error has this code; otherwise the error. For a Result without a value:
// whether it succeeded.
template <typename T>
auto unlessFailsWith(Error::Code code, Result<T> result)
{
    if constexpr (std::is_void_v<T>) {
        if (!result && result.error().code != code)
            return Result<bool>(result.unexpected());
        return Result<bool>(result.has_value());
    } else {
        if (result)
            return Result<std::optional<T>>(std::optional<T>(*std::move(result)));
        if (result.error().code == code)
            return Result<std::optional<T>>(std::optional<T>());
        return Result<std::optional<T>>(result.unexpected());
    }
}

// unlessFailsWith() for files that may be missing.
template <typename T>
auto ifExists(Result<T> result)
{
    return unlessFailsWith(Error::Code::DoesNotExist, std::move(result));
}

// Each use of the macros needs its own variable name, because a use in a lambda may be nested in
// another.

// NOLINTBEGIN(bugprone-macro-parentheses): `variable` may be a declaration.

// Returns from the calling function if the expression, a Result, has an error.
#define RETURN_IF_ERROR(...)                                                                       \
    SYNCADMIN_RETURN_IF_ERROR(SYNCADMIN_JOIN(syncAdminResult, __COUNTER__), __VA_ARGS__)
#define SYNCADMIN_RETURN_IF_ERROR(result, ...)                                                     \
    if (auto result = (__VA_ARGS__); result) {                                                     \
    } else                                                                                         \
        return tl::unexpected(std::move(result).error())

// Returns from the calling function on an error; otherwise assigns the value to `variable`.
#define ASSIGN_OR_RETURN(variable, ...)                                                            \
    SYNCADMIN_ASSIGN_OR_RETURN(SYNCADMIN_JOIN(syncAdminResult, __COUNTER__), variable, __VA_ARGS__)
#define SYNCADMIN_ASSIGN_OR_RETURN(result, variable, ...)                                          \
    auto result = (__VA_ARGS__);                                                                   \
    if (!result)                                                                                   \
        return tl::unexpected(std::move(result).error());                                          \
    variable = *std::move(result)
#define SYNCADMIN_JOIN(a, b) SYNCADMIN_JOIN_EXPANDED(a, b)
#define SYNCADMIN_JOIN_EXPANDED(a, b) a##b

// NOLINTEND(bugprone-macro-parentheses)

} // namespace SyncAdmin
