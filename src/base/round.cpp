// Keeps the failure of one item from ending the round of all.
#include "base/round.h"

#include <new>

namespace muster {

Error thrown_error(const std::exception& exception)
{
    if (dynamic_cast<const std::bad_alloc*>(&exception) != nullptr) {
        return {Code::unavailable, "memory", "not enough memory now", {}, {}, {}};
    }
    Error error = thrown_error();
    error.detail = exception.what();
    return error;
}

Error thrown_error() { return {Code::internal, "server", "failed by our mistake", {}, {}, {}}; }

std::string failure_line(const std::string& item, const Error& error)
{
    std::string line = item + " failed: " + std::string(name_of(error.code));
    if (!error.subject.empty()) line += ' ' + error.subject;
    if (!error.detail.empty()) line += ": " + error.detail;
    return line;
}

bool run_item(const Warn& warn, const std::string& item, const std::function<Result<void>()>& act)
{
    const auto done = guarded(act);
    try {
        if (!done) warn(failure_line(item, done.error()));
    } catch (const std::bad_alloc&) { // the line is lost, the round goes on
        return false;
    }
    return done.has_value();
}

} // namespace muster
