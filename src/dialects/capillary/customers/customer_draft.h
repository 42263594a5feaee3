// What a body says about a customer, checked as far as is possible without reading rows.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "dialects/capillary/customers/customer_extras.h"
#include "dialects/capillary/customers/identifiers.h"
#include "dialects/capillary/errors.h"
#include "dialects/capillary/extended_fields.h"

namespace muster::dialects::capillary {

struct CustomerDraft {
    std::string source; // "INSTORE"
    std::string account;
    std::optional<std::string> first_name;
    std::optional<std::string> last_name;
    std::vector<Identifier> identifiers; // valid ones
    std::vector<Card> cards;
    Json fields = Json::object();
    Json channels = Json::array();
    std::string loyalty_type; // empty: not given
    std::string associated_with;
    NamedValues extended;
    Issues warnings; // one for each identifier or channel that was dropped
};

enum class DraftPurpose { add, update };

inline constexpr std::size_t most_body_identifiers = 100;

// Fails with 8084 without details (an update needs no profile), 8004 and 3217 for the source, 8014
// and 8020 for a bad primary identifier or external id. Other bad identifiers are dropped with a
// warning.
Result<CustomerDraft> read_customer(const RequestContext& call, DraftPurpose purpose,
                                    const OrganisationSettings& settings);

// Merges names, channels, custom fields, extended fields and the loyalty type into the customer. An
// add adds all identifiers, an update only those of types that the customer has none of. Returns
// the warnings about extended fields.
Result<Issues> apply_draft(const CustomerDraft& draft, DraftPurpose purpose,
                           const model::DeclaredFields& declared,
                           const OrganisationSettings& settings, model::Customer& customer);
// Adds one identifier to the draft; a bad one becomes a warning or an error, as in read_customer().
Result<void> read_identifier(const Json& json, const OrganisationSettings& settings,
                             CustomerDraft& draft);

} // namespace muster::dialects::capillary
