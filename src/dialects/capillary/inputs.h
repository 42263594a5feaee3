// Reads parameters and bodies as leniently as the vendor does (promise 6): names in any case,
// numbers and booleans as text, JSON bodies under any content type.
#pragma once

#include <optional>
#include <string_view>

#include "base/clock.h"
#include "base/json.h"
#include "base/result.h"
#include "dialects/dialect.h"

namespace muster::dialects::capillary {

// The first query parameter of that name that is not blank, trimmed; empty when there is none.
std::string_view query_text(const RequestContext& call, std::string_view name);
// Whether the parameter "embed", a list of words in any case, has this word.
bool embeds(const RequestContext& call, std::string_view word);
// Only "true" in any case is true.
bool query_flag(const RequestContext& call, std::string_view name);
// 400 when it is not an integer.
Result<std::optional<std::int64_t>> query_integer(const RequestContext& call,
                                                  std::string_view name);
// 400 when it is no date or instant.
Result<std::optional<Time>> query_timestamp(const RequestContext& call, std::string_view name);

// Which rows of a list a call asks for.
struct PageWindow {
    std::int64_t limit = 0;
    std::int64_t offset = 0;
};
inline constexpr std::int64_t default_page_limit = 10;
inline constexpr std::int64_t greatest_page_limit = 100;
// Numbers outside the bounds are moved to the nearest bound; 400 for text that is no number.
Result<PageWindow> query_window(const RequestContext& call, std::string_view limit_name,
                                std::string_view offset_name);

// nullopt when the body is blank or null. Not JSON: 415 when the content type says that the body is
// something else, 400 otherwise.
Result<std::optional<Json>> read_body(const RequestContext& call);

// The member of an object, its name in any case; nullptr when it is absent or null, or when body
// is no object.
const Json* member(const Json& body, std::string_view name);

// Reads 17 and "17".
std::optional<std::int64_t> integer_of(const Json& value);
// The number when clients can know an entity by it: its vendor number, else our id.
std::optional<std::int64_t> entity_id(std::string_view text);
std::optional<std::int64_t> entity_id(std::int64_t number);
// Reads true, "true" and "True".
std::optional<bool> flag_of(const Json& value);
// Text, or the digits of a number; nullopt for other types.
std::optional<std::string> scalar_text(const Json& value);
// As scalar_text; booleans become "true" and "false".
std::optional<std::string> scalar_or_flag_text(const Json& value);
// null, or a text of blanks: clients send both for "no value".
bool is_blank(const Json& value);

} // namespace muster::dialects::capillary
