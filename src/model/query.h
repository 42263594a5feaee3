// Queries to the store: which rows, in which order, which page. Engines translate them.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

#include "model/entities.h"
#include "model/rule_ref.h"

namespace muster::model {

// A condition over one row, as a tree. An operand is a member ("email"), a declared field
// ("fields.tenure") or a path in the extras of one dialect ("extras.<dialect>.billing.city").
// A comparison is false when the row has no value, or when the types differ; integers, numbers and
// decimals count as one type, and a list equals nothing. Unlike rules, filters have no third truth
// value: `negate` makes such a comparison true. An unknown operand has no value.
struct Filter {
    enum class Op {
        all,              // every part; no parts: true
        any,              // some part; no parts: false
        negate,           // not the one part
        equal,            // values[0]; texts are compared exactly
        less,             // values[0]
        less_or_equal,    // values[0]
        greater,          // values[0]
        greater_or_equal, // values[0]
        in,               // equal to one of the values; none: false
        contains,         // the text contains values[0], both folded (base/text fold)
        equal_folded,     // the texts are equal after folding
        is_null,          // has no value
        member_of,        // customers only: live member of one of the groups in values
        satisfies,        // customers only: the rule is true for it; only the index answers it
    };

    Op op = Op::all;
    std::string operand;
    std::vector<Value> values;
    std::vector<Filter> parts;
    rule::RuleRef rule{}; // of satisfies only
};

inline Filter all_of(std::vector<Filter> parts)
{
    return {Filter::Op::all, {}, {}, std::move(parts)};
}
inline Filter any_of(std::vector<Filter> parts)
{
    return {Filter::Op::any, {}, {}, std::move(parts)};
}
inline Filter negate(Filter part) { return {Filter::Op::negate, {}, {}, {std::move(part)}}; }
inline Filter where(std::string operand, Filter::Op op, Value value)
{
    return {op, std::move(operand), {std::move(value)}, {}};
}
inline Filter equals(std::string operand, Value value)
{
    return where(std::move(operand), Filter::Op::equal, std::move(value));
}
inline Filter is_one_of(std::string operand, std::vector<Value> values)
{
    return {Filter::Op::in, std::move(operand), std::move(values), {}};
}
inline Filter has_no(std::string operand)
{
    return {Filter::Op::is_null, std::move(operand), {}, {}};
}
inline Filter member_of(std::vector<Value> groups)
{
    return {Filter::Op::member_of, {}, std::move(groups), {}};
}

inline Filter satisfies(rule::RuleRef rule)
{
    return {Filter::Op::satisfies, {}, {}, {}, std::move(rule)};
}

// Rows with equal values are ordered by row_id, in the direction of the sort. Texts are compared
// folded. A text member without a value counts as empty text. Other missing values, and all missing
// values of declared fields and extras, come last in both directions.
struct Sort {
    std::string operand = "id"; // for memberships, "id" means row_id
    bool descending = false;
};

// The id of the row; group << 32 | customer for a membership.
std::int64_t row_id(const Entity& entity);

// The position between two pages: after the row with this sort value and row_id.
struct Cursor {
    Value value;
    std::int64_t id = 0;
};

struct Query {
    Kind kind = Kind::customer;
    TenantId tenant;
    Filter filter;
    Sort sort;
    std::optional<Cursor> after; // when set, offset is ignored
    std::int64_t offset = 0;
    std::int64_t limit = 100;
    bool with_total = false;
    bool with_removed = false; // tombstones, removed groups, past memberships, revoked credentials;
                               // all memberships of a removed group are past
    // Greater than 0: the page ends early, behind the row with which its rows have so many bytes.
    std::size_t bytes = 0;
};

struct Page {
    std::vector<Entity> rows;
    std::optional<std::int64_t> total; // matches of the filter, when asked for
    std::optional<Cursor> next;        // nullopt on the last page
};

// One entry of the change log.
enum class Action { created, updated, removed };
std::string_view name_of(Action action);

struct Change {
    Revision revision = 0;
    Time at{};
    std::string principal;
    std::string dialect;
    Action action = Action::created;
    Kind kind = Kind::customer;
    std::int64_t id = 0;       // of a membership: the group
    std::int64_t customer = 0; // of a membership only
    std::string before;        // JSON object of the members that changed; empty when created
    std::string after;         // JSON object too; empty when removed or erased
};

struct ChangeQuery {
    TenantId tenant;
    Revision after = 0;
    std::int64_t limit = 100; // exceeded when the last revision of the page has more changes
    std::optional<Kind> kind;
    std::int64_t id = 0; // with kind: only changes of this entity; 0: of all
    // Greater than 0: the page ends early, behind the revision with which `before` and `after` have
    // so many bytes.
    std::size_t bytes = 0;
};

} // namespace muster::model
