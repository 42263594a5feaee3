// Errors and warnings of this API: how a numbered problem becomes an Error, and how it is written
// into answers.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "dialects/capillary/problems.h"
#include "dialects/dialect.h"
#include "wire/record.h"

namespace muster::dialects::capillary {

// One item of an `errors` or `warnings` list.
struct Issue {
    std::int64_t code = 0;
    std::string message;
};
using Issues = std::vector<Issue>;
const wire::Record<Issue>& issue_record();

Issue issue(const NumberedProblem& problem, std::string_view x = {}, std::string_view y = {});

// Converts a numbered problem to an Error of the core. The `subject` is the number in digits, so
// that the directory and the pipeline pass the number on.
Error error_of(const NumberedProblem& problem, std::string_view x = {}, std::string_view y = {});
inline muster::Failure refuse(const NumberedProblem& problem, std::string_view x = {},
                              std::string_view y = {})
{
    return fail(error_of(problem, x, y));
}

bool is_problem(const Error& error);
// Converts the error and its `further` errors. An error that is not a numbered problem gets its
// HTTP status as its number.
Issues issues_of(const Error& error);

inline void append_issues(Issues& issues, const Issues& more)
{
    issues.insert(issues.end(), more.begin(), more.end());
}

void write_issues(JsonWriter& out, std::string_view name, const Issues& issues);

// Called by the pipeline: the answer to errors that it found itself, and to those that respond()
// returned to it.
http::Response render(const RequestContext& call, const Failure& failure);

} // namespace muster::dialects::capillary
