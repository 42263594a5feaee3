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

// A condition over one row, a tree. Operands are members by name ("email"), declared fields
// ("fields.tenure") or one dialect's extras by path ("extras.<dialect>.billing.city").
// A comparison with a missing value is false (also under `negate`: there is no third value here),
// and so is one between values of different types: integers, numbers and decimals are one type,
// a list compares to nothing. An operand that names nothing is missing.
struct Filter {
    enum class Op {
        all,              // every part; no parts: true
        any,              // some part; no parts: false
        negate,           // not the one part
        equal,            // values[0]; texts compared exactly
        less,             // values[0]
        less_or_equal,    // values[0]
        greater,          // values[0]
        greater_or_equal, // values[0]
        in,               // equal to one of the values; none: false
        contains,         // text contains values[0] as a piece, both folded (base/text fold)
        equal_folded,     // texts equal after folding
        is_null,          // has no value
        member_of,        // customers only: live member of one of the groups in values
        satisfies,        // customers only: the rule is true for it; only where there is an index
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

// Rows with equal values follow by id (row_id), in the direction of the sort. Texts are compared
// folded. A missing text member counts as empty text; other missing values, of declared fields and
// extras whatever their type, come last in both directions.
struct Sort {
    std::string operand = "id"; // of memberships: row_id
    bool descending = false;
};

// The id; of a membership the group's, then the customer's: group << 32 | customer.
std::int64_t row_id(const Entity& entity);

// Where the next page begins: after the row with this sort value and row_id.
struct Cursor {
    Value value;
    std::int64_t id = 0;
};

struct Query {
    Kind kind = Kind::customer;
    TenantId tenant;
    Filter filter;
    Sort sort;
    std::optional<Cursor> after; // wins over offset
    std::int64_t offset = 0;
    std::int64_t limit = 100;
    bool with_total = false;
    bool with_removed = false; // tombstones, removed groups, past memberships, revoked credentials
};

struct Page {
    std::vector<Entity> rows;
    std::optional<std::int64_t> total; // matches of the filter, when asked for
    std::optional<Cursor> next;        // none on the last page
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
    std::string after;         // likewise; empty when removed or erased
};

struct ChangeQuery {
    TenantId tenant;
    Revision after = 0;
    std::int64_t limit = 100; // whole revisions: a page may be longer by the rest of its last one
    std::optional<Kind> kind;
    std::int64_t id = 0; // with kind: of one entity; 0: all
};

} // namespace muster::model
