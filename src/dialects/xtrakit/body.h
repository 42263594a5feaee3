// Reads the bodies of this API. The form is recognised from the bytes, because real clients send
// wrong content types (promise 15).
#pragma once

#include "base/json.h"
#include "http/request.h"

namespace muster::dialects::xtrakit {

// A JSON, multipart or form body as one object. Values of forms are texts; when a name occurs more
// than once, the last value counts. An empty body is an empty object. Fails with invalid_value or
// too_large "body".
Result<Json> read_body(const http::Request& request);

} // namespace muster::dialects::xtrakit
