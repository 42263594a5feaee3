// Writes the audit keys.
#include "dialects/nudgescribe/audit.h"

namespace muster::dialects::nudgescribe {

namespace {

// The id of the acting user; "system" when a program without a user made the change.
std::string user_text(model::CredentialId user)
{
    return user ? std::to_string(user.value) : "system";
}

constexpr auto audit_table =
    wire::record({"AuditKeys"},
                 wire::row<&AuditKeys::created_at>("created_at", wire::instant_seconds_codec,
                                                   wire::Access::read_only),
                 wire::row<&AuditKeys::updated_at>("updated_at", wire::instant_seconds_codec,
                                                   wire::Access::read_only),
                 wire::row<[](const AuditKeys& keys) { return user_text(keys.created_by); }>(
                     "created_by", wire::text_codec, wire::Access::read_only)
                     .about("The id of the user, or system."),
                 wire::row<[](const AuditKeys& keys) { return user_text(keys.updated_by); }>(
                     "updated_by", wire::text_codec, wire::Access::read_only)
                     .about("The id of the user, or system."));

} // namespace

const wire::Record<AuditKeys>& audit_record() { return audit_table; }

} // namespace muster::dialects::nudgescribe
