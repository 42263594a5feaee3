// Bodies of this API: the form is read from the bytes, because the labels of real clients lie.
#pragma once

#include "base/json.h"
#include "http/request.h"

namespace muster::dialects::xtrakit {

// JSON, multipart and form bodies alike as one object; form values are texts, the last of a name
// counts. An empty body has no fields. invalid_value or too_large "body".
Result<Json> read_body(const http::Request& request);

} // namespace muster::dialects::xtrakit
