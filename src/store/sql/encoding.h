// What one column holds of many things, without loss: declared fields, lists and extras as JSON
// text, keys as lines. Knows no engine.
//
// Declared fields are one object of natural values: text "x", whole 12, real 12.0 (always with a
// point or an exponent), true, list ["a","b"]. What JSON has no word for is an object of one
// member: {"decimal":"29.50"}, {"date":days}, {"time":microseconds}, both since 1970.
// Extras are one object: the dialect's name to its JSON as it came.
// A key is its kind, its name and its text, each on a line of its own: one comparison finds it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "model/store.h"
#include "model/value.h"

namespace muster::store::sql {

std::string encode_list(const model::TextList& list);
std::string encode_fields(const model::FieldValues& fields);
std::string encode_extras(const model::Extras& extras);
std::string encode_key(const model::Key& key); // neither kinds nor names have line ends

// Nothing when the text is not what encode_… writes: the database was changed from outside.
std::optional<model::TextList> decode_list(std::string_view text);
std::optional<model::FieldValues> decode_fields(std::string_view text);
std::optional<model::Extras> decode_extras(std::string_view text);

// One declared field of encoded fields; null when it has no value.
model::Value field_of(std::string_view encoded_fields, std::string_view key);
// One text, number or boolean of encoded extras, by "dialect.member.member"; null when absent. An
// object or a list gives an empty list: there, but equal to nothing.
model::Value extra_of(std::string_view encoded_extras, std::string_view path);

} // namespace muster::store::sql
