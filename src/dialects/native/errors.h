// Errors as problem documents (RFC 9457), with the place in the request that caused them.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/json.h"
#include "dialects/dialect.h"
#include "dialects/native/records.h"

namespace muster::dialects::native {

// Error::where is a JSON pointer into the body, "?name" for a query parameter, "@Name" for a
// header; empty when no single place causes the problem.
muster::Failure bad_parameter(std::string_view name, std::string message,
                              Code code = Code::invalid_value);
muster::Failure bad_header(std::string_view name, std::string message,
                           Code code = Code::invalid_value);
// In a body, at a pointer such as "/fields/tenure".
muster::Failure bad_member(std::string where, std::string message, Code code = Code::invalid_value);

// One step of a pointer: "a/b" is "/a~1b".
std::string pointer_step(std::string_view name);
// "address.line1" is "/address/line1"; keys of declared fields have no dots.
std::string pointer_to(std::string_view subject);

// The name that clients use for a member of the core; empty when the record does not show it.
template <class E>
std::string_view wire_name(const wire::Record<E>& record, std::string_view subject)
{
    for (const auto& row : record.rows()) {
        if (row.name.empty()) continue;
        if (row.name == subject || core_name<E>(row) == subject) return row.name;
    }
    return subject.starts_with("fields.") ? subject : std::string_view{};
}

// Sets the error's place in the body, below `prefix`, when its subject is a member of the record.
template <class E>
Error located(Error error, const wire::Record<E>& record, const std::string& prefix = {})
{
    if (error.where.empty() && error.code != Code::stale) {
        const auto name = wire_name(record, error.subject);
        if (!name.empty()) error.where = prefix + pointer_to(name);
    } else if (error.where.starts_with('/')) {
        error.where = prefix + error.where;
    }
    for (auto& other : error.further) other = located(std::move(other), record, prefix);
    return error;
}

template <class T, class E>
Result<T> located(Result<T> result, const wire::Record<E>& record)
{
    if (!result) return fail(located(std::move(result).error(), record));
    return result;
}

// Writes type, title, status, detail and errors into the object that the caller has begun.
void write_problem(JsonWriter& out, const Error& error, int status = 0);

http::Response render(const RequestContext& call, const dialects::Failure& failure);

// GET /problems/{name}: explains a problem type.
Result<http::Response> show_problem(RequestContext& call);

} // namespace muster::dialects::native
