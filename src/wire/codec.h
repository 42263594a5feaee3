// How one value looks in JSON: a reader and a writer for each form that several APIs share, and
// the JSON Schema of it. Codecs that only one API has are declared in its own folder.
#pragma once

#include <span>
#include <string_view>

#include "base/json.h"
#include "model/value.h"

namespace muster::wire {

struct Codec {
    std::string_view name; // "text", "an integer": for messages, "must be <name>"
    // The value is not null.
    void (*write)(JsonWriter& out, const model::Value& value);
    // json is not null. Empty text gives a null value. invalid_value says what would be right.
    Result<model::Value> (*read)(const Json& json);

    // The JSON Schema of what is written. type "array" is a list of texts; empty: any JSON.
    std::string_view type = "string";
    std::string_view format{};                   // "date-time", "email", …
    std::span<const std::string_view> choices{}; // the only values there are
    std::string_view also_reads{};               // another type that bodies may have
};

extern const Codec text_codec;            // JSON text
extern const Codec lenient_text_codec;    // also numbers and booleans, by their text
extern const Codec integer_codec;         // JSON integer
extern const Codec lenient_integer_codec; // also "12"
extern const Codec integer_text_codec;    // written as "12", both read
extern const Codec number_codec;          // JSON number
extern const Codec boolean_codec;         // JSON boolean
extern const Codec lenient_boolean_codec; // also "true", "false", "1", "0", 1, 0
extern const Codec instant_codec;         // RFC 3339 with microseconds; reads base/instant forms
extern const Codec instant_seconds_codec; // RFC 3339, whole seconds
extern const Codec plain_instant_codec;   // "2026-02-03 09:15:42"
extern const Codec date_codec;            // "2026-02-03"
extern const Codec text_list_codec;       // array of texts

} // namespace muster::wire
