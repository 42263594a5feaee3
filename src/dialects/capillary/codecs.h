// Functions that the codecs of this API share.
#pragma once

#include "base/json.h"
#include "model/value.h"
#include "wire/codec.h"

namespace muster::dialects::capillary {

inline void write_text_value(JsonWriter& out, const model::Value& value)
{
    out.text(model::text_of(value));
}
inline Result<model::Value> read_text_value(const Json& json)
{
    return wire::text_codec.read(json);
}

} // namespace muster::dialects::capillary
