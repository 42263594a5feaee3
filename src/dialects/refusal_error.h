// What the HTTP server refuses by itself, as an error that each dialect words in its own form.
#pragma once

#include "base/error.h"
#include "http/server/server.h"

namespace muster::dialects {

Error refusal_error(http::Refusal refusal);

} // namespace muster::dialects
