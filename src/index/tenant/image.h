// All that the index holds of one tenant, kept in step with its rows. Not thread-safe. Knows no
// store.
#pragma once

#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "index/columns/column.h"
#include "index/columns/set.h"
#include "model/declared.h"
#include "model/store.h"
#include "rule/rule.h"

namespace muster::index {

struct Operand {
    std::string name; // "email", "fields.tenure", "extras.<dialect>.path"
    std::vector<Column> columns;
};

struct GroupSet {
    bool is_there = false; // stored, and not removed
    std::string text;      // of the rule; empty: static
    rule::RuleRef rule;    // what it says, when it can be read
    Set members;           // by hand
};

// Which operands there are: those of every customer, and the chosen ones of extras.
bool is_indexed(std::string_view operand, const std::vector<std::string>& extras);

class Image {
public:
    Image(model::TenantId tenant, std::vector<std::string> extras);

    // Takes one row as it stands now; whatever is not indexed is passed over.
    void put(const model::Entity& row);
    // The same in two steps, where many come at once: what is known of one, which no question sees
    // of who is not there yet, and then that these are there.
    void prepare(const model::Customer& customer);
    void admit(std::span<const std::int64_t> ids);
    void set_revision(model::Revision revision) { revision_ = revision; }
    // After many rows: makes small what filling made large.
    void trim();

    model::TenantId tenant() const { return tenant_; }
    model::Revision revision() const { return revision_; }
    const Set& live() const { return live_; }
    const Operand* operand(std::string_view name) const;
    const std::vector<Operand>& operands() const { return operands_; }
    const GroupSet* group(model::GroupId id) const; // nullptr: nothing is known of it
    const std::map<model::GroupId, GroupSet>& groups() const { return groups_; }
    const std::vector<std::string>& extras() const { return extras_; }

    // What a snapshot kept, into an image that is still empty. Takes nothing that could not have
    // been written, so far as it matters to memory and to searches that must end; false otherwise.
    bool read(FrameReader& in);

private:
    enum class Cells { blank, known }; // of a customer that is new, and of one that is there

    void put_customer(const model::Customer& customer);
    void put_cells(const model::Customer& customer, Cells cells);
    void welcome(std::int64_t id);
    void put_fields(const model::Customer& customer, Cells cells);
    void put_extras(const model::Customer& customer, Cells cells);
    void drop_customer(std::int64_t id);
    void put_membership(const model::Membership& membership);
    void put_group(const model::Group& group);
    void put_field(const model::CustomField& field);
    void read_rule(GroupSet& group) const;
    std::size_t operand_to_set(const std::string& name);
    void set(std::size_t operand, std::int64_t id, const model::Value& value, Cells cells);
    void trim_chunk(std::size_t chunk);
    bool read_column(FrameReader& in);

    model::TenantId tenant_;
    std::vector<std::string> extras_;
    model::Revision revision_ = 0;
    Set live_; // customers that are stored and not removed
    std::vector<Operand> operands_;
    std::map<std::string, std::size_t, std::less<>> places_; // of operands, by name
    std::map<model::GroupId, GroupSet> groups_;
    std::map<model::FieldId, model::CustomField> fields_;
    model::DeclaredFields declared_;
};

// Everything of an image that a file keeps, as it stands; shares what is large.
struct Frozen {
    model::Revision revision = 0;
    Set live;
    std::vector<std::pair<std::string, ColumnView>> columns; // by operand
    std::vector<std::pair<std::int64_t, Set>> members;       // by group
};
Frozen freeze(const Image& image);
void write(const Frozen& frozen, FrameWriter& out);

} // namespace muster::index
