// Turns rows into cells and set members.
#include "index/tenant/tenant_index.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "model/filter_match.h"
#include "model/schema.h"
#include "model/tenant_zone.h"
#include "rule/check.h"

namespace muster::index {

using namespace model;
using namespace rule;

namespace {

constexpr std::string_view fields_prefix = "fields.";
constexpr std::string_view extras_prefix = "extras.";

using Member = model::Member<Customer>;

// Secrets must not be searchable. removed_at is null for every customer that is in the index, and
// vendor numbers are found by key only.
bool is_searchable(const Member& member)
{
    const auto is = [&](CustomerColumn column) {
        return member.name == model::member<Customer>(column).name;
    };
    return member.keeping == Keeping::plain && !is(CustomerColumn::removed_at) &&
           !is(CustomerColumn::vendor_numbers);
}

const std::vector<const Member*>& searchable_members()
{
    static const auto members = [] {
        std::vector<const Member*> all;
        for (const auto& member : Schema<Customer>::members) {
            if (is_searchable(member)) all.push_back(&member);
        }
        return all;
    }();
    return members;
}

// Rules search the items of declared lists only; of a member, it is enough whether it has a value.
Value indexed_value(const Member& member, const Customer& customer)
{
    Value value = member.get(customer);
    return std::holds_alternative<TextList>(value) ? Value{TextList{}} : value;
}

Value value_at(const Json& document, std::span<const std::string_view> path)
{
    const Json* place = &document;
    for (const auto name : path) {
        place = place->find(name);
        if (place == nullptr) return {};
    }
    return value_of_json(*place);
}

} // namespace

bool is_indexed(std::string_view operand, const std::vector<std::string>& extras)
{
    if (operand.starts_with(extras_prefix)) {
        return std::find(extras.begin(), extras.end(), operand) != extras.end();
    }
    const auto* member = find_member<Customer>(operand);
    return member == nullptr || is_searchable(*member);
}

TenantIndex::TenantIndex(TenantId tenant, std::vector<std::string> extras)
    : tenant_(tenant), extras_(std::move(extras))
{
    // The members come first and the extras next: put_cells() finds them by position. Declared
    // fields follow in the order in which they are first seen.
    for (const auto* member : searchable_members()) operand_to_set(std::string(member->name));
    for (const auto& name : extras_) operand_to_set(name);
}

void TenantIndex::put(const Entity& row, const ChangedMembers* changed)
{
    if (const auto* customer = std::get_if<Customer>(&row)) return put_customer(*customer, changed);
    if (const auto* membership = std::get_if<Membership>(&row)) return put_membership(*membership);
    if (const auto* group = std::get_if<Group>(&row)) return put_group(*group);
    if (const auto* field = std::get_if<CustomField>(&row)) return put_field(*field);
    const auto* settings = std::get_if<Tenant>(&row);
    if (settings != nullptr && settings->id == tenant_) return put_settings(*settings);
}

std::size_t TenantIndex::operand_to_set(const std::string& name)
{
    const auto [place, is_new] = operand_places_.try_emplace(name, operands_.size());
    if (is_new) operands_.push_back({name, {}});
    return place->second;
}

const IndexedOperand* TenantIndex::operand(std::string_view name) const
{
    const auto place = operand_places_.find(name);
    return place == operand_places_.end() ? nullptr : &operands_[place->second];
}

void TenantIndex::set(std::size_t operand, std::int64_t id, const Value& value, CellState cells)
{
    const auto type = column_type_of(value);
    if (!type && cells == CellState::blank) return;
    bool is_set = false;
    auto& columns = operands_[operand].columns;
    for (auto& column : columns) {
        if (type == column.type()) {
            column.set(id, value);
            is_set = true;
        } else {
            column.clear(id);
        }
    }
    if (type && !is_set) columns.emplace_back(*type).set(id, value);
}

void TenantIndex::put_customer(const Customer& customer, const ChangedMembers* changed)
{
    const std::int64_t id = customer.id.value;
    if (customer.removed_at) return drop_customer(id);
    if (changed != nullptr && live_.contains(id)) return put_changed_cells(customer, *changed);
    prepare(customer);
    publish({&id, 1});
}

void TenantIndex::prepare(const Customer& customer)
{
    if (live_.contains(customer.id.value)) return put_cells(customer, CellState::known);
    reset_row(customer.id.value);
    put_cells(customer, CellState::blank);
}

void TenantIndex::publish(std::span<const std::int64_t> ids)
{
    const std::size_t chunks = live_.chunks();
    for (const std::int64_t id : ids) live_.add(id);
    // When a new chunk was begun, the chunks before it are full.
    for (std::size_t chunk = std::max<std::size_t>(chunks, 1); chunk < live_.chunks(); ++chunk) {
        trim_chunk(chunk - 1);
    }
}

void TenantIndex::put_cells(const Customer& customer, CellState cells)
{
    std::size_t operand = 0;
    for (const auto* member : searchable_members()) {
        set(operand++, customer.id.value, indexed_value(*member, customer), cells);
    }
    put_extras(customer, cells);
    put_fields(customer, cells);
}

void TenantIndex::put_changed_cells(const Customer& customer, const ChangedMembers& changed)
{
    const auto* first = Schema<Customer>::members.data();
    std::size_t operand = 0;
    for (const auto* member : searchable_members()) {
        const auto column = static_cast<CustomerColumn>(member - first);
        // The store sets the revision after the two states were compared.
        if (changed.has(column) || column == CustomerColumn::revision) {
            set(operand, customer.id.value, indexed_value(*member, customer), CellState::known);
        }
        ++operand;
    }
    if (!changed.extras.empty()) put_extras(customer, CellState::known);
    std::string name(fields_prefix);
    for (const auto& key : changed.fields) {
        name.replace(fields_prefix.size(), name.npos, key);
        const auto* value = customer.fields.find(key);
        set(operand_to_set(name), customer.id.value, value == nullptr ? Value{} : *value,
            CellState::known);
    }
}

void TenantIndex::reset_row(std::int64_t id)
{
    for (auto& operand : operands_) {
        for (auto& column : operand.columns) column.reset_row(id);
    }
}

void TenantIndex::put_fields(const Customer& customer, CellState cells)
{
    std::string name(fields_prefix);
    for (const auto& [key, value] : customer.fields) {
        name.replace(fields_prefix.size(), name.npos, key);
        set(operand_to_set(name), customer.id.value, value, cells);
    }
    if (cells == CellState::blank) return;
    for (std::size_t i = searchable_members().size() + extras_.size(); i < operands_.size(); ++i) {
        const auto key = std::string_view(operands_[i].name).substr(fields_prefix.size());
        if (customer.fields.find(key) == nullptr) set(i, customer.id.value, {}, cells);
    }
}

// The operands of a dialect follow each other (their names are sorted), so its JSON is parsed once.
void TenantIndex::put_extras(const Customer& customer, CellState cells)
{
    if (customer.extras.empty() && cells == CellState::blank) return;
    std::string_view dialect;
    Json document;
    for (std::size_t i = 0; i < extras_.size(); ++i) {
        const auto path = split(std::string_view(extras_[i]).substr(extras_prefix.size()), '.');
        if (path.front() != dialect) {
            dialect = path.front();
            const auto text = customer.extras.of(dialect);
            auto parsed = text.empty() ? Result<Json>(Json{}) : parse_json(text);
            document = parsed ? std::move(*parsed) : Json{};
        }
        set(searchable_members().size() + i, customer.id.value,
            value_at(document, std::span(path).subspan(1)), cells);
    }
}

void TenantIndex::drop_customer(std::int64_t id)
{
    if (!live_.remove(id)) return;
    for (auto& operand : operands_) {
        for (auto& column : operand.columns) column.forget(id);
    }
}

void TenantIndex::put_membership(const Membership& membership)
{
    auto& group = groups_[membership.group];
    const auto customer = membership.customer.value;
    if (membership.is_live() && !group.is_removed) {
        group.members.add(customer);
        group.beginnings.set(customer, cell_of(Value{membership.since}));
    } else {
        group.members.remove(customer);
        group.beginnings.remove(customer);
    }
}

void TenantIndex::put_group(const Group& group)
{
    auto& known = groups_[group.id];
    const bool was_there = std::exchange(known.is_there, group.status != GroupStatus::removed);
    const bool was_removed = std::exchange(known.is_removed, group.removed_at.has_value());
    if (known.is_removed) { // some memberships may still be to be ended in the store
        known.members = Set{};
        known.beginnings = Beginnings{};
    }
    const bool has_same_rule = known.text == group.rule;
    if (!has_same_rule) {
        known.text = group.rule;
        read_rule(known);
    }
    if (has_same_rule && was_there == known.is_there && was_removed == known.is_removed) return;
    watch(group.id, known);
}

void TenantIndex::put_field(const CustomField& field)
{
    if (field.entity != FieldEntity::customer) return;
    if (field.removed_at) {
        fields_.erase(field.id);
    } else {
        fields_[field.id] = field;
    }
    std::vector<CustomField> fields;
    for (const auto& [id, one] : fields_) fields.push_back(one);
    declared_ = DeclaredFields(std::move(fields));
    read_all_rules();
}

// The columns hold instants and dates, which no zone changes.
void TenantIndex::put_settings(const Tenant& settings)
{
    const auto known = time_zone_of(settings);
    const auto zone = known ? std::optional(*known) : std::nullopt;
    if (std::exchange(zone_, zone) != zone) read_all_rules();
}

void TenantIndex::read_all_rules()
{
    for (auto& [id, group] : groups_) {
        if (group.text.empty()) continue;
        read_rule(group);
        watch(id, group);
    }
}

void TenantIndex::read_rule(IndexedGroup& group) const
{
    group.rule.reset();
    if (group.text.empty() || !zone_) return;
    auto rule = rule::read_rule(group.text, RuleNames{declared_, tenant_, nullptr, {}, *zone_});
    if (rule) group.rule = std::make_shared<const Rule>(std::move(*rule));
}

Value TenantIndex::value(std::int64_t customer, std::string_view name) const
{
    const auto* known = operand(name);
    if (known == nullptr) return {};
    for (const auto& column : known->columns) {
        if (auto value = column.get(customer)) return *std::move(value);
    }
    return {};
}

const IndexedGroup* TenantIndex::group(GroupId id) const
{
    const auto known = groups_.find(id);
    return known == groups_.end() ? nullptr : &known->second;
}

void TenantIndex::trim_chunk(std::size_t chunk)
{
    Mask live;
    live_.copy_to(chunk, live);
    for (auto& operand : operands_) {
        for (auto& column : operand.columns) column.trim(chunk, live);
    }
}

void TenantIndex::trim()
{
    for (std::size_t chunk = 0; chunk < live_.chunks(); ++chunk) trim_chunk(chunk);
}

SnapshotContent capture(const TenantIndex& index)
{
    SnapshotContent content{index.revision(), index.live(), {}, {}};
    for (const auto& operand : index.operands()) {
        for (const auto& column : operand.columns) {
            content.columns.emplace_back(operand.name, column.view());
        }
    }
    for (const auto& [id, group] : index.groups()) {
        if (group.members.count() == 0) continue;
        content.groups.push_back({id.value, group.members, group.beginnings});
    }
    return content;
}

void write(const SnapshotContent& content, ChecksummedWriter& out)
{
    content.live.write(out);
    out.number(content.columns.size());
    for (const auto& [name, column] : content.columns) {
        out.text(name);
        out.number(static_cast<std::uint64_t>(column.type.cell_type));
        out.number(column.type.scale);
        Column::write(column, out);
    }
    out.number(content.groups.size());
    for (const auto& group : content.groups) {
        out.number(static_cast<std::uint64_t>(group.id));
        group.members.write(out);
        group.beginnings.write(out);
    }
}

// The name must be one of the operands or of a declared field, and each type may occur once per
// name.
bool TenantIndex::read_column(ChecksummedReader& in)
{
    constexpr std::size_t most_name_bytes = 64 * 1024;
    constexpr std::uint64_t most_places = 18; // decimal places that fit into 64 bits
    const std::string name = in.text(most_name_bytes);
    const auto cell_type = in.number();
    const auto scale = in.number();
    const bool is_known = operand_places_.contains(name) ||
                          (name.starts_with(fields_prefix) && name.size() > fields_prefix.size());
    if (!in.is_good() || !is_known || cell_type > static_cast<std::uint64_t>(CellType::text)) {
        return false;
    }
    const ColumnType type{static_cast<CellType>(cell_type), static_cast<std::uint8_t>(scale)};
    const std::uint64_t most_scale = type.cell_type == CellType::decimal ? most_places : 0;
    auto& columns = operands_[operand_to_set(name)].columns;
    const bool is_there = std::any_of(columns.begin(), columns.end(),
                                      [&](const Column& column) { return column.type() == type; });
    if (scale > most_scale || is_there) return false;
    return columns.emplace_back(type).read(in, live_);
}

bool TenantIndex::read(ChecksummedReader& in)
{
    if (!live_.read(in) || live_.contains(0)) return false; // id 0 is never given
    for (auto columns = in.number(); columns > 0; --columns) {
        if (!read_column(in)) return false;
    }
    std::uint64_t last = 0;
    for (auto groups = in.number(); groups > 0; --groups) {
        const auto id = in.number();
        if (id <= last || id > limits::entity_id) return false;
        last = id;
        auto& group = groups_[GroupId{static_cast<std::int64_t>(id)}];
        if (!group.members.read(in) || !group.beginnings.read(in)) return false;
        if (group.members.count() != group.beginnings.count()) return false;
    }
    return in.is_at_end();
}

} // namespace muster::index
