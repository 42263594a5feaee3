// Turns errors of the directory into numbered problems of this API. Handlers name most problems
// themselves; this maps what remains, after the write has failed.
#pragma once

#include "dialects/capillary/errors.h"

namespace muster::dialects::capillary {

// Errors that already are numbered problems, and errors that are not about the input, stay as they
// are.
Error to_group_problem(Error error);
Error to_customer_problem(Error error);

// The same for the result of a write.
template <class T>
Result<T> with_group_problems(Result<T> result)
{
    if (result) return result;
    return fail(to_group_problem(std::move(result).error()));
}

template <class T>
Result<T> with_customer_problems(Result<T> result)
{
    if (result) return result;
    return fail(to_customer_problem(std::move(result).error()));
}

} // namespace muster::dialects::capillary
