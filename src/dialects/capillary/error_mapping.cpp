// Maps codes and subjects of directory errors to this API's numbers. Knows no requests.
#include "dialects/capillary/error_mapping.h"

namespace muster::dialects::capillary {

namespace {

// A required custom field that the body does not give: its subject is "fields.<key>".
bool is_required_field(const Error& error)
{
    return error.code == Code::missing_field && error.subject.starts_with("fields.");
}

bool is_about_input(const Error& error)
{
    switch (error.code) {
    case Code::invalid_value:
    case Code::missing_field:
    case Code::unknown_field:
    case Code::already_exists:
    case Code::conflict:
    case Code::too_large: return true;
    case Code::unauthenticated:
    case Code::forbidden:
    case Code::not_found:
    case Code::full:
    case Code::stale:
    case Code::rate_limited:
    case Code::unsupported:
    case Code::unavailable:
    case Code::timed_out:
    case Code::internal: return false;
    }
    return false;
}

} // namespace

Error to_group_problem(Error error)
{
    if (is_problem(error)) return error;
    if (is_required_field(error)) return error_of(problems::mandatory, error.subject.substr(7));
    if (is_about_input(error)) return error_of(group_problems::bad_details);
    return error;
}

Error to_customer_problem(Error error)
{
    if (is_problem(error)) return error;
    if (is_required_field(error)) return error_of(problems::mandatory, error.subject.substr(7));
    if (error.code == Code::not_found && error.subject == "customer") {
        return error_of(customer_problems::unknown);
    }
    if (is_about_input(error)) {
        return error_of(problems::unusable, error.subject + ' ' + error.message);
    }
    return error;
}

} // namespace muster::dialects::capillary
