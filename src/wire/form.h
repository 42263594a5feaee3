// How one value looks in JSON: a reader and a writer for each form that several APIs share. Forms
// that only one API has are declared in its own folder.
#pragma once

#include <string_view>

#include "base/json.h"
#include "model/value.h"

namespace muster::wire {

struct Form {
    std::string_view name; // "text", "an integer": for messages, "must be <name>"
    // The value is not null.
    void (*write)(JsonWriter& out, const model::Value& value);
    // json is not null. Empty text gives a null value. invalid_value says what would be right.
    Result<model::Value> (*read)(const Json& json);
};

extern const Form text_form;            // JSON text
extern const Form lenient_text_form;    // also numbers and booleans, by their text
extern const Form integer_form;         // JSON integer
extern const Form lenient_integer_form; // also "12"
extern const Form integer_text_form;    // written as "12", both read
extern const Form number_form;          // JSON number
extern const Form boolean_form;         // JSON boolean
extern const Form lenient_boolean_form; // also "true", "false", "1", "0", 1, 0
extern const Form instant_form;         // RFC 3339 with microseconds; reads base/instant forms
extern const Form instant_seconds_form; // RFC 3339, whole seconds
extern const Form plain_instant_form;   // "2026-02-03 09:15:42"
extern const Form date_form;            // "2026-02-03"
extern const Form text_list_form;       // array of texts

} // namespace muster::wire
