// The port for queries about sets of customers. Each result is exact at the moment of the query and
// belongs to one revision (promises 4 and 5). src/index implements it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "model/query.h"
#include "model/rule_ref.h"

namespace muster::model {

struct SetQuery {
    std::vector<rule::RuleRef> where; // checked (rule/check.h)
    Time now{};                       // the value of NOW()
    std::int64_t limit = 0;           // ids per rule, lowest first; 0: counts only
    bool with_overlap = false;
    // The answer must belong to this revision, else conflict; see Rows::read_at_once.
    std::optional<Revision> at = {};
};

struct Matches {
    std::int64_t count = 0;
    std::vector<std::int64_t> ids;
};

struct SetQueryResult {
    Revision revision = 0;
    std::vector<Matches> results;                   // in the order of the rules
    std::vector<std::vector<std::int64_t>> overlap; // [i][j]: how many are in both
};

// A rule at a moment. Without a rule no customer matches.
struct RuleAt {
    rule::RuleRef rule;
    Time now{};
};

struct Difference {
    Revision revision = 0;
    Matches added;   // true after, not before
    Matches removed; // true before, not after
};

// The subject of the error unavailable when a query came while the tenant was being loaded into
// memory. Work in the background then tries again later.
inline constexpr std::string_view loading_subject = "loading";

// Groups the customers for whom a rule is true by their values: each combination of values is one
// segment.
struct SegmentQuery {
    rule::RuleRef where;         // checked
    Time now{};                  // the value of NOW()
    std::vector<std::string> by; // members and custom fields; none: all customers are one segment
    std::int64_t limit = 0;      // too_large when there are more segments
    bool with_customers = false;
};

struct Segment {
    std::vector<Value> values; // in the order of `by`
    std::int64_t count = 0;
    std::int64_t first = 0;              // its lowest customer id
    std::vector<std::int64_t> customers; // rising, if asked for
};

// Thread-safe. Every method may return unavailable (no memory for the tenant, or still loading it),
// or an error of the store when it reads the tenant for the first time.
class Finder {
public:
    virtual ~Finder() = default;
    virtual Result<SetQueryResult> find(TenantId tenant, const SetQuery& query) const = 0;
    // Which customers enter and leave between the two; at most `limit` ids each, lowest first. `at`
    // as in SetQuery.
    virtual Result<Difference> compare(TenantId tenant, const RuleAt& before, const RuleAt& after,
                                       std::int64_t limit,
                                       std::optional<Revision> at = {}) const = 0;
    // In the order of their lowest customer.
    virtual Result<std::vector<Segment>> segments(TenantId tenant,
                                                  const SegmentQuery& query) const = 0;
};

} // namespace muster::model
