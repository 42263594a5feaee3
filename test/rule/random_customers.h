// Random customers with their groups, and which of them a rule selects by rule/evaluate.h. For
// tests that compare the reference with a database.
#pragma once

#include "rule/check.h"
#include "rule/evaluate.h"
#include "rule/print.h"
#include "rule/random_rules.h"
#include "rule/rule_analysis.h"

namespace muster::rule::test {

struct RandomData {
    RandomData() = default;
    RandomData(RandomRules& random, std::int64_t count)
        : customers(random.customers(count)), memberships(random.memberships(count)),
          now(random.now()), zone(random.zone())
    {}

    std::vector<std::int64_t> find(const Rule& rule) const
    {
        std::vector<std::int64_t> ids;
        for (const auto& customer : customers) {
            const auto since = [&](GroupId group) -> std::optional<Time> {
                const auto found = memberships.find({group, customer.id});
                return found == memberships.end() ? std::nullopt : std::optional(found->second);
            };
            if (evaluate(rule, customer, now, since) == Truth::yes)
                ids.push_back(customer.id.value);
        }
        return ids;
    }

    std::vector<Customer> customers;
    MembersSince memberships;
    Time now{};
    const TimeZone* zone = nullptr;
};

// What is wrong after the rule was printed and parsed again; empty when nothing is.
inline std::string printing_error(const Rule& rule, const TimeZone* zone = nullptr)
{
    const std::string text = print(rule);
    const auto again = read_rule(text, {random_fields(), {}, nullptr, {}, zone});
    if (!again) return again.error().message;
    return equal_rules(*again, rule) ? "" : "reads back as " + print(*again);
}

} // namespace muster::rule::test
