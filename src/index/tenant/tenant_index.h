// Everything the index holds for one tenant. The owner applies every committed row to it. Not
// thread-safe: TenantIndexes holds it under a mutex. Knows no store.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "index/columns/beginnings.h"
#include "index/columns/column.h"
#include "index/columns/set.h"
#include "index/tenant/group_sizes.h"
#include "index/tenant/time_order.h"
#include "model/declared.h"
#include "model/store.h"
#include "rule/rule.h"

namespace muster::index {

struct IndexedOperand {
    std::string name; // "email", "fields.tenure", "extras.<dialect>.path"
    std::vector<Column> columns;
};

struct IndexedGroup {
    bool is_there = false; // stored and not removed
    bool is_removed = false;
    std::string text;      // of the rule; empty: the group is static
    rule::RuleRef rule;    // the parsed text; null when it cannot be read, as with a removed field
    Set members;           // of a static group
    Beginnings beginnings; // of these memberships
};

// Whether queries may use the operand: members and declared fields of customers, and the chosen
// operands of extras.
bool is_indexed(std::string_view operand, const std::vector<std::string>& extras);

class TenantIndex {
public:
    TenantIndex(model::TenantId tenant, std::vector<std::string> extras);

    // Applies the newest state of one row. Rows of kinds that are not indexed change nothing.
    // `changed`: how the row differs from the state that the index has; nullptr: not known.
    void put(const model::Entity& row, const model::ChangedMembers* changed = nullptr);
    // Two-phase bulk insert, so that a long write need not hold the lock at one stretch: prepare()
    // writes the cells of a customer, invisible to queries while its id is not live. publish() then
    // makes all these customers live at once.
    void prepare(const model::Customer& customer);
    void publish(std::span<const std::int64_t> ids);
    // After the rows of one commit were put: the sizes of dynamic groups follow. While the index is
    // being filled no size is known, so nothing need follow.
    void follow(std::span<const model::MutationRef> mutations);
    void set_revision(model::Revision revision) { revision_ = revision; }
    // After many rows: frees the memory that only filling needs.
    void trim();

    model::TenantId tenant() const { return tenant_; }
    model::Revision revision() const { return revision_; }
    const Set& live() const { return live_; }
    const IndexedOperand* operand(std::string_view name) const;
    const std::vector<IndexedOperand>& operands() const { return operands_; }
    const IndexedGroup* group(model::GroupId id) const; // nullptr: unknown
    const std::map<model::GroupId, IndexedGroup>& groups() const { return groups_; }
    const std::vector<std::string>& extras() const { return extras_; }
    // Queries add what they have counted.
    GroupSizes& sizes() const { return sizes_; }
    // The orders that rules with NOW() need and that are not there. The caller makes them without
    // the lock; until then the sizes of such groups are counted by scans.
    std::vector<TimeOrders::Making> begin_missing_orders() const;
    // Brings the sizes of groups that change with time to this moment.
    void advance_sizes(Time now) const;
    // The customers for whom the rule may have another truth at the second moment, in any order,
    // perhaps several times. nullopt: not known, or too many.
    std::optional<std::vector<std::int64_t>> passed(const rule::Rule& rule, Time from,
                                                    Time to) const;
    const TimeOrders& time_orders() const { return time_orders_; }
    // The dynamic groups of the customer, by rising id.
    std::vector<model::GroupId> groups_of(model::CustomerId customer, Time now) const;
    // Null when the customer has none.
    model::Value value(std::int64_t customer, std::string_view operand) const;

    // Reads what write() has written, into an empty index. Snapshot files are not trusted: false
    // for any content that could allocate without bound, read outside of the columns, or let a
    // search run for ever.
    bool read(ChecksummedReader& in);

private:
    class IndexSource;
    class IndexedRow;
    class IndexedTime;

    // Whether the cells of a row are blank (a new customer) or may hold values (a known one).
    enum class CellState { blank, known };

    void put_customer(const model::Customer& customer, const model::ChangedMembers* changed);
    void put_cells(const model::Customer& customer, CellState cells);
    void put_changed_cells(const model::Customer& customer, const model::ChangedMembers& changed);
    void reset_row(std::int64_t id);
    void put_fields(const model::Customer& customer, CellState cells);
    void put_extras(const model::Customer& customer, CellState cells);
    void drop_customer(std::int64_t id);
    void put_membership(const model::Membership& membership);
    void put_group(const model::Group& group);
    void put_field(const model::CustomField& field);
    void put_settings(const model::Tenant& settings);
    void read_all_rules();
    void watch(model::GroupId id, const IndexedGroup& group);
    void follow_times(std::span<const model::MutationRef> mutations) const;
    void follow_since(const model::Membership& membership) const;
    TimeSource times_of(const std::string& operand) const;
    void collect_terms(const rule::Rule& rule, std::set<model::GroupId>& seen,
                       std::vector<rule::MovingTerm>& terms) const;
    void read_rule(IndexedGroup& group) const;
    std::size_t operand_to_set(const std::string& name);
    void set(std::size_t operand, std::int64_t id, const model::Value& value, CellState cells);
    void trim_chunk(std::size_t chunk);
    bool read_column(ChecksummedReader& in);

    model::TenantId tenant_;
    std::vector<std::string> extras_;
    model::Revision revision_ = 0;
    Set live_; // customers that exist: every plan starts from these
    std::vector<IndexedOperand> operands_;
    std::map<std::string, std::size_t, std::less<>> operand_places_; // in operands_, by name
    std::map<model::GroupId, IndexedGroup> groups_;
    std::map<model::FieldId, model::CustomField> fields_;
    model::DeclaredFields declared_;
    // nullptr: UTC. nullopt: the machine does not know the tenant's zone, so no rule can be read.
    std::optional<const TimeZone*> zone_ = nullptr;
    mutable GroupSizes sizes_;       // of the dynamic groups in groups_
    mutable TimeOrders time_orders_; // of the operands in sizes_.thresholds()
};

// The part of an index that a snapshot file holds, at one revision. Copying it is cheap, because it
// shares the chunks: it is captured under the lock and written without it.
struct SnapshotContent {
    model::Revision revision = 0;
    Set live;
    std::vector<std::pair<std::string, ColumnView>> columns; // by operand
    struct StaticGroup {
        std::int64_t id;
        Set members;
        Beginnings beginnings;
    };
    std::vector<StaticGroup> groups;
};
SnapshotContent capture(const TenantIndex& index);
void write(const SnapshotContent& content, ChecksummedWriter& out);

} // namespace muster::index
