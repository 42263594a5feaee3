// The error type of the program. Knows no API: each dialect maps the codes to its own errors.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

enum class Code {
    invalid_value,   // a value breaks its type, form or bound
    missing_field,   // a required value is absent or blank
    unknown_field,   // a member or parameter that does not exist
    unauthenticated, // no credential, or not a valid one
    forbidden,       // valid credential, not allowed to do this
    not_found,       // no such entity in this tenant
    already_exists,  // uniqueness: another entity carries this value
    conflict,        // the state of the entity does not allow the operation
    full,            // the group's capacity is reached
    stale,           // the caller's precondition (If-Match) no longer holds
    too_large,       // over a limit of base/limits.h
    rate_limited,    // too many requests
    unsupported,     // understood, but not offered
    unavailable,     // overloaded, or the store cannot be reached
    timed_out,       // took longer than its limit
    internal,        // a bug of this program
};

// Stable name of a code, for logs and for the native API: "invalid_value".
std::string_view name_of(Code code);

struct Error {
    Code code = Code::internal;
    std::string subject;        // core field or thing: "email", "group", "capacity"
    std::string message;        // may reach clients: what is wrong and what would be right
    std::string detail;         // for the log only
    std::string where;          // place in the request, as a JSON pointer: "/members/3/email"
    std::vector<Error> further; // other problems of the same request, in order
    // rate_limited, unavailable: when to try again; 0: limits::retry_after
    std::chrono::seconds retry_after{0};
};

} // namespace muster
