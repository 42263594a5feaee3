// Result<T>: a value or an Error. The only place that knows which library implements it.
#pragma once

#include <type_traits>
#include <utility>

#include <tl/expected.hpp>

#include "base/error.h"

namespace muster {

template <class T>
using Result = tl::expected<T, Error>;

using Failure = tl::unexpected<Error>;

// return fail(Code::not_found, "group", "no group 17");
inline Failure fail(Code code, std::string subject, std::string message, std::string detail = {})
{
    return Failure(Error{code, std::move(subject), std::move(message), std::move(detail), {}, {}});
}

inline Failure fail(Error error) { return Failure(std::move(error)); }

template <class T>
T take(Result<T>&& result)
{
    if constexpr (!std::is_void_v<T>) return *std::move(result);
}

} // namespace muster

// auto group = TRY(read_group(call)); evaluates to the value, or returns the error from the
// enclosing function. The statement expression makes this possible (GCC and clang).
#define TRY(expression) MUSTER_TRY_AS(expression, MUSTER_JOIN(try_result_, __COUNTER__))
#define MUSTER_JOIN(a, b) MUSTER_JOIN_AGAIN(a, b)
#define MUSTER_JOIN_AGAIN(a, b) a##b
#define MUSTER_TRY_AS(expression, result)                                                          \
    __extension__({                                                                                \
        auto result = (expression);                                                                \
        if (!result) return ::muster::fail(std::move(result).error());                             \
        ::muster::take(std::move(result));                                                         \
    })
