// What happens to the rules of groups that name a group or a field which is removed (promise 14).
#pragma once

#include "directory/transaction.h"

namespace muster::directory {

enum class RulesThatName : std::uint8_t {
    refuse_removal, // conflict; the message lists the groups that have such rules
    lose_the_part,  // the conditions that name it become REMOVED('…'), which is always unknown
};

// Each removal calls one of these before it changes anything else: the membership changes that the
// removal causes are then judged by the new rules. A changed rule is logged as a change of its
// group.
Result<void> release_from_rules(Transaction& transaction, const Group& removed,
                                RulesThatName named);
Result<void> release_from_rules(Transaction& transaction, const CustomField& removed,
                                RulesThatName named);

// conflict when a rule has MEMBER OF … SINCE with the group, which is to get a rule itself: then no
// beginnings of memberships would be stored.
Result<void> check_no_rule_asks_since(Transaction& transaction, const Group& group);

} // namespace muster::directory
