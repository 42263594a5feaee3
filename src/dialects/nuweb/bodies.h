// Reads bodies whose members are not those of one entity.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "dialects/dialect.h"

namespace muster::dialects::nuweb {

// All problems of one request, in the order in which they were found.
class FieldProblems {
public:
    void add(std::string_view field, std::string_view message, Code code = Code::invalid_value);
    void add(const Error& error); // and every error of error.further
    Result<void> result() const;

private:
    std::optional<Error> first_;
};

enum class Presence { required, optional };

// An empty body and JSON that is not an object count as {}, as in the vendor's framework.
// invalid_value "body" when the body is not JSON.
Result<Json> read_body(const RequestContext& call);

// Empty when absent, null or wrong.
std::string read_text(const Json& body, std::string_view name, Presence need,
                      FieldProblems& problems);
// Accepts an integer or its digits; 0 when absent or wrong.
std::int64_t read_id(const Json& body, std::string_view name, FieldProblems& problems);
// Accepts true, false, 1, 0, "true", "false", "1", "0" and ""; false when absent or wrong.
bool read_flag(const Json& body, std::string_view name, FieldProblems& problems);

// Exactly one @, with text without blanks on both sides.
bool is_email(std::string_view text);

} // namespace muster::dialects::nuweb
