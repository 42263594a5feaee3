// Stores the details of a user in the extras of its credential.
#include "dialects/nuweb/users/user_details.h"

#include "dialects/nuweb/nuweb.h"
#include "wire/record.h"

namespace muster::dialects::nuweb {

namespace {

constexpr auto details_table = wire::record(
    {}, wire::row<&UserDetails::company_id>("company_id", wire::integer_codec),
    wire::row<&UserDetails::registration_source>("registration_source", wire::text_codec),
    wire::row<&UserDetails::accepted_terms_at>("accepted_terms_at", wire::instant_codec),
    wire::row<&UserDetails::accepted_privacy_at>("accepted_privacy_at", wire::instant_codec),
    wire::row<&UserDetails::accepted_email_opt_in_at>("accepted_email_opt_in_at",
                                                      wire::instant_codec),
    wire::values<&UserDetails::roles>("roles", wire::integer_codec),
    wire::values<&UserDetails::visibility_groups>("visibility_groups", wire::integer_codec),
    wire::row<&UserDetails::is_suspended>("suspended", wire::boolean_codec));

} // namespace

UserDetails details_of(const model::Credential& user)
{
    return wire::restored(details_table, user.extras.of(dialect_name));
}

void store_details(model::Credential& user, const UserDetails& details)
{
    user.extras.set(dialect_name, wire::stored_text(details_table, details));
}

} // namespace muster::dialects::nuweb
