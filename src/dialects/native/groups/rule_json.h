// Rules as trees in JSON, for pages and programs that compose rules:
//   {"op": "and", "parts": […]}                               and, or; not with one part
//   {"op": "<", "field": "tenure", "value": 12}               = <> < <= > >= like ilike
//   {"op": "=", "field": "city", "function": "lower", "value": "york"}   lower, upper, numeric
//   {"op": "in", "field": "city", "values": ["Leeds", null]}  in; between with two values
//   {"op": "has_one_of", "field": "tags", "values": ["vip"]}  has_one_of, has_all_of: of a list
//   {"op": "is_null", "field": "country"}
//   {"op": "member_of", "group": 12}                          an id, or a text as in MEMBER OF
//   {"op": "constant", "value": true}                         true, false or null
// Values are JSON's; dates, times and long decimals are texts; {"now": "-1 year"} is NOW() plus an
// interval, and {"text": "100"} is '100' COLLATE "C". Knows no fields and no groups.
#pragma once

#include "base/json.h"
#include "rule/rule.h"

namespace muster::dialects::native {

void write_rule(JsonWriter& out, const rule::Rule& rule);

// Reads a tree, without resolving names: rule::check does that. For a tree that write_rule wrote of
// a checked rule, check gives the same rule again. invalid_value, missing_field, unknown_field at a
// pointer below `where`.
Result<rule::Rule> read_rule(const Json& json, const std::string& where = {});

} // namespace muster::dialects::native
