// Errors and warnings of this API as they travel and as they are written.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "dialects/capillary/problems.h"
#include "dialects/dialect.h"

namespace muster::dialects::capillary {

// One item of an `errors` or `warnings` list.
struct Issue {
    std::int64_t code = 0;
    std::string message;
};
using Issues = std::vector<Issue>;

Issue issue(const Problem& problem, std::string_view x = {}, std::string_view y = {});

// A problem as an error of the core: `subject` is its number in decimal digits.
Error error_of(const Problem& problem, std::string_view x = {}, std::string_view y = {});
inline muster::Failure refuse(const Problem& problem, std::string_view x = {},
                              std::string_view y = {})
{
    return fail(error_of(problem, x, y));
}

bool is_problem(const Error& error);
// The error and those in its company; errors that are no problem of ours by their code.
Issues issues_of(const Error& error);

void write_issues(JsonWriter& out, std::string_view name, const Issues& issues);

// What the pipeline found, and what handlers pass on.
http::Response render(const RequestContext& call, const Failure& failure);

} // namespace muster::dialects::capillary
