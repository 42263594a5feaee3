// The four audit keys at the end of every stored object (promise 8).
#pragma once

#include <string>

#include "base/instant.h"
#include "base/json.h"
#include "model/entities.h"

namespace muster::dialects::nudgescribe {

// The id of the acting user; "system" when a program without a user made the change.
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
