// The audit keys that end every stored object (spec 2.2).
#pragma once

#include <string>

#include "base/instant.h"
#include "base/json.h"
#include "model/entities.h"

namespace muster::dialects::nudgescribe {

// The acting user, or "system" when there was none.
inline std::string user_text(model::CredentialId user)
{
    return user ? std::to_string(user.value) : "system";
}

template <class E>
void write_audit(JsonWriter& out, const E& entity)
{
    out.name("created_at").text(format_rfc3339(entity.created_at, Fraction::none));
    out.name("updated_at").text(format_rfc3339(entity.updated_at, Fraction::none));
    out.name("created_by").text(user_text(entity.created_by));
    out.name("updated_by").text(user_text(entity.updated_by));
}

} // namespace muster::dialects::nudgescribe
