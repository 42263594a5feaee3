// The text forms of columns that hold several values: declared fields, lists and extras as JSON,
// keys as lines (docs/files.md). They lose nothing: a decoded value equals the encoded one, type
// included. Knows no engine.
//
// Declared fields are one object of natural values: text "x", integer 12, real 12.0 (always with a
// point or an exponent), true, list ["a","b"]. Types that JSON does not have are an object with one
// member: {"decimal":"29.50"}, {"date":days}, {"time":microseconds}, both since 1970.
// Extras are one object: the dialect's name to its JSON as the client sent it.
// A key is its kind, its name and its text, each on a line: so one comparison finds it.
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

// The number that SQL compares: decimals of declared fields compare as doubles.
double number_of(const model::Decimal& decimal);

// Nothing when the text cannot come from encode_…: then another program has changed the database.
std::optional<model::TextList> decode_list(std::string_view text);
std::optional<model::FieldValues> decode_fields(std::string_view text);
std::optional<model::Extras> decode_extras(std::string_view text);

// Reads one declared field from encoded fields; null when it has no value.
model::Value field_of(std::string_view encoded_fields, std::string_view key);
// Reads one value from encoded extras by "dialect.member.member"; null when it is absent. An object
// or a list gives an empty list: not null, but equal to nothing.
model::Value extra_of(std::string_view encoded_extras, std::string_view path);

} // namespace muster::store::sql
