// Converts the error not_found to an empty optional, for callers that treat it as a normal case.
#pragma once

#include <optional>
#include <utility>

#include "base/result.h"

namespace muster {

template <class T>
Result<std::optional<T>> if_found(Result<T> result)
{
    if (result) return std::optional<T>(*std::move(result));
    if (result.error().code == Code::not_found) return std::optional<T>{};
    return fail(std::move(result).error());
}

} // namespace muster
