// Errors of the core's rules in the numbers of this API, for whatever the handlers did not name
// themselves.
#pragma once

#include "dialects/capillary/errors.h"

namespace muster::dialects::capillary {

Error group_error(Error error);
Error customer_error(Error error);

template <class T>
Result<T> group_words(Result<T> result)
{
    if (result) return result;
    return fail(group_error(std::move(result).error()));
}

template <class T>
Result<T> customer_words(Result<T> result)
{
    if (result) return result;
    return fail(customer_error(std::move(result).error()));
}

} // namespace muster::dialects::capillary
