// The answer of a restoring, for the API document.
#pragma once

#include "dialects/native/records.h"

namespace muster::dialects::native {

const wire::AnyRecord& restoration_record();

} // namespace muster::dialects::native
