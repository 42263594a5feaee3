// What this API stores with a user because credentials have no member for it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/entities.h"

namespace muster::dialects::nuweb {

struct UserDetails {
    std::optional<std::int64_t> company_id; // of a user with several companies: its own
    std::string registration_source;
    std::optional<Time> accepted_terms_at;
    std::optional<Time> accepted_privacy_at;
    std::optional<Time> accepted_email_opt_in_at;
    std::vector<std::int64_t> roles;
    std::vector<std::int64_t> visibility_groups;
    // Revoked through this API: only such a user can be restored through it.
    bool is_suspended = false;
};

UserDetails details_of(const model::Credential& user);
void store_details(model::Credential& user, const UserDetails& details);

} // namespace muster::dialects::nuweb
