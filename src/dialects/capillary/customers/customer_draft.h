// What a body says about a customer, judged as far as one can without the directory.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "dialects/capillary/customers/extended.h"
#include "dialects/capillary/customers/identifiers.h"
#include "dialects/capillary/customers/profiles.h"
#include "dialects/capillary/errors.h"

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
    Issues warnings;
};

enum class Purpose { add, update };

// 8084 when there are no details (an update may do without a profile), 8004 and 3217 for the
// source, 8014, 8020 for identifiers that spoil the call; those that do not are left out with a
// warning.
Result<CustomerDraft> read_customer(const RequestContext& call, Purpose purpose,
                                    const Settings& settings);

// Names, channels, custom fields, extended fields, loyalty type: merged into what is there. An add
// brings all identifiers, an update those of types that the customer has none of.
Result<Issues> apply_draft(const CustomerDraft& draft, Purpose purpose,
                           const model::DeclaredFields& declared, const Settings& settings,
                           model::Customer& customer);
// One identifier; an invalid one as in the body of a customer: left out with a warning, or an
// error.
Result<void> read_identifier(const Json& json, const Settings& settings, CustomerDraft& draft);

} // namespace muster::dialects::capillary
