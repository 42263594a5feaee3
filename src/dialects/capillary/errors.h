// Errors and warnings of this API: how a numbered problem travels as an Error, and how it is
// written into answers.
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

// A numbered problem as an Error of the core. Its `subject` is the number in decimal digits, so
// that the number survives the way through the directory and the pipeline.
Error error_of(const NumberedProblem& problem, std::string_view x = {}, std::string_view y = {});
inline muster::Failure refuse(const NumberedProblem& problem, std::string_view x = {},
                              std::string_view y = {})
{
    return fail(error_of(problem, x, y));
}

bool is_problem(const Error& error);
// The error and its `further` ones. An error that is no numbered problem gets the HTTP status of
// its code as its number.
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
