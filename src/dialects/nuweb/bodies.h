// Reads bodies whose members are no members of one entity; knows no entities.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "dialects/dialect.h"

namespace muster::dialects::nuweb {

// All problems of one request; their order is that of finding them.
class Problems {
public:
    void add(std::string_view field, std::string_view message, Code code = Code::invalid_value);
    void add(const Error& error); // with its company
    Result<void> result() const;

private:
    std::optional<Error> first_;
};

enum class Need { required, optional };

// As the framework behind this API does: no body, and JSON that is no object, have no members.
// invalid_value "body" when it is not JSON.
Result<Json> read_body(const RequestContext& call);

// Empty when absent, null or a problem.
std::string read_text(const Json& body, std::string_view name, Need need, Problems& problems);
// An integer or its digits; 0 when absent or a problem.
std::int64_t read_id(const Json& body, std::string_view name, Problems& problems);
// true, false, 1, 0, "true", "false", "1", "0", ""; false when absent or a problem.
bool read_flag(const Json& body, std::string_view name, Problems& problems);

// One @ between two pieces without blanks.
bool is_email(std::string_view text);

} // namespace muster::dialects::nuweb
