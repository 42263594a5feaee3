// What a body says about a customer, judged as far as one can without the directory.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "dialects/capillary/errors.h"
#include "dialects/capillary/extended.h"
#include "dialects/capillary/identifiers.h"
#include "dialects/capillary/profiles.h"

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

// 8084 when there are no details, 8004 and 3217 for the source, 8014, 8020 for identifiers that
// spoil the call; those that do not are left out with a warning.
Result<CustomerDraft> read_customer(const Call& call, const Settings& settings);

// Names, channels, custom fields, extended fields, loyalty type: merged into what is there.
Result<Issues> apply_draft(const CustomerDraft& draft, const core::DeclaredFields& declared,
                           const Settings& settings, core::Customer& customer);

} // namespace muster::dialects::capillary
