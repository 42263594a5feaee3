// Rounds of background work go over many items: tenants, jobs, receivers, rows, files. An item that
// fails must not keep the others from their turn, so each of them runs through run_item().
#pragma once

#include <exception>
#include <functional>
#include <string>

#include "base/result.h"

namespace muster {

// Takes a line for the log: no secrets, no personal data.
using Warn = std::function<void(const std::string&)>;

// What an exception is as an error: lack of memory passes, everything else is a bug.
Error thrown_error(const std::exception& exception);

// The error of an exception that says nothing.
Error thrown_error();

// Calls act(), which returns a Result; what is thrown there becomes an error.
template <class Act>
auto guarded(const Act& act) -> decltype(act())
{
    try {
        return act();
    } catch (const std::exception& exception) {
        return fail(thrown_error(exception));
    } catch (...) {
        return fail(thrown_error());
    }
}

// What the log says about an item that failed. Messages may quote a person's data, so it has only
// the code, the subject and the detail.
std::string failure_line(const std::string& item, const Error& error);

// One item of a round. Its error or exception is logged; true when there was none.
bool run_item(const Warn& warn, const std::string& item, const std::function<Result<void>()>& act);

} // namespace muster
