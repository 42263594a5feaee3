// See call_checks.h.
#include "dialects/call_checks.h"

#include <algorithm>
#include <string>

#include "base/text.h"

namespace muster::dialects {

namespace {

Error parameter_error(Code code, const std::string& name, std::string message)
{
    return Error{code, name, std::move(message), {}, '?' + name, {}};
}

bool is_known(const Operation& operation, std::string_view name)
{
    bool known = false;
    operation.parameters.each([&](const Parameter& parameter) {
        known = known || (parameter.place == ParameterPlace::query && parameter.covers(name));
    });
    return known;
}

bool is_repeatable(const Operation& operation, std::string_view name)
{
    bool found = false;
    operation.parameters.each([&](const Parameter& parameter) {
        found = found || (parameter.is_repeatable && parameter.name == name);
    });
    return found;
}

std::string unknown_text(const Operation& operation)
{
    std::string names;
    operation.parameters.each([&](const Parameter& parameter) {
        if (parameter.place != ParameterPlace::query || parameter.is_prefix()) return;
        names += (names.empty() ? "" : ", ") + std::string(parameter.name);
    });
    return names.empty() ? "this call has no parameters" : "not known here; there are " + names;
}

} // namespace

Result<void> check_scopes(const RequestContext& call, const Route& route)
{
    for (const auto scope : split(route.scopes, ' ')) {
        if (!call.principal.has_scope(scope)) {
            return fail(Code::forbidden, "scope", "needs the scope " + std::string(scope));
        }
    }
    return {};
}

unsigned powers_of(const Dialect& dialect, const model::TextList& scopes)
{
    unsigned powers = dialect.powers_without_scope;
    for (const auto& row : dialect.scopes) {
        if (std::ranges::find(scopes, row.name) != scopes.end()) powers |= row.powers;
    }
    return powers;
}

bool may_read(const Dialect& dialect, const directory::Principal& principal)
{
    return dialect.reading_scope.empty() || principal.has_scope(dialect.reading_scope);
}

Result<void> check_parameters(const RequestContext& call, const Route& route)
{
    const auto& query = call.request.query;
    for (std::size_t i = 0; i < query.size(); ++i) {
        if (!is_known(route.operation, query[i].name)) {
            return fail(
                parameter_error(Code::unknown_field, query[i].name, unknown_text(route.operation)));
        }
        for (std::size_t j = 0; j < i; ++j) {
            if (query[j].name != query[i].name || is_repeatable(route.operation, query[i].name)) {
                continue;
            }
            return fail(parameter_error(Code::invalid_value, query[i].name, "must be given once"));
        }
    }
    return {};
}

Result<void> check_utf8(const http::Request& request)
{
    for (const auto& segment : request.segments) {
        if (!is_utf8(segment)) return fail(Code::invalid_value, "path", "must be UTF-8");
    }
    for (const auto& [name, value] : request.query) {
        if (!is_utf8(name)) return fail(Code::invalid_value, "query", "must be UTF-8");
        if (!is_utf8(value)) {
            return fail(parameter_error(Code::invalid_value, name, "must be UTF-8"));
        }
    }
    return {};
}

} // namespace muster::dialects
