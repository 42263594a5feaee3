#include "index/tenant/image.h"

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "model/schema.h"
#include "rule/check.h"

namespace muster::index {

using namespace model;
using namespace rule;

namespace {

constexpr std::string_view of_fields = "fields.";
constexpr std::string_view of_extras = "extras.";

using Member = model::Member<Customer>;

// Secrets are never asked for, and who is removed is not here.
bool stores_row(const Member& member)
{
    return member.keeping == Keeping::plain &&
           member.name !=
               Schema<Customer>::members[static_cast<std::size_t>(CustomerColumn::removed_at)].name;
}

const std::vector<const Member*>& kept_members()
{
    static const auto members = [] {
        std::vector<const Member*> kept;
        for (const auto& member : Schema<Customer>::members) {
            if (stores_row(member)) kept.push_back(&member);
        }
        return kept;
    }();
    return members;
}

// As filters see JSON (model/query.h): lists and objects are lists.
Value value_of_json(const Json& json)
{
    if (json.is_null()) return {};
    if (const auto* flag = json.as_bool()) return *flag;
    if (const auto* whole = json.as_integer()) return *whole;
    if (const auto* real = json.as_double()) return *real;
    const auto* text = json.as_text();
    return text == nullptr ? Value{TextList{}} : Value{*text};
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
    if (operand.starts_with(of_extras)) {
        return std::find(extras.begin(), extras.end(), operand) != extras.end();
    }
    const auto* member = find_member<Customer>(operand);
    return member == nullptr || stores_row(*member);
}

Image::Image(TenantId tenant, std::vector<std::string> extras)
    : tenant_(tenant), extras_(std::move(extras))
{
    // Members come first, extras next, so that put() needs no names for them.
    for (const auto* member : kept_members()) operand_to_set(std::string(member->name));
    for (const auto& name : extras_) operand_to_set(name);
}

void Image::put(const Entity& row)
{
    if (const auto* customer = std::get_if<Customer>(&row)) return put_customer(*customer);
    if (const auto* membership = std::get_if<Membership>(&row)) return put_membership(*membership);
    if (const auto* group = std::get_if<Group>(&row)) return put_group(*group);
    if (const auto* field = std::get_if<CustomField>(&row)) return put_field(*field);
}

std::size_t Image::operand_to_set(const std::string& name)
{
    const auto [place, is_new] = places_.try_emplace(name, operands_.size());
    if (is_new) operands_.push_back({name, {}});
    return place->second;
}

const Operand* Image::operand(std::string_view name) const
{
    const auto place = places_.find(name);
    return place == places_.end() ? nullptr : &operands_[place->second];
}

void Image::set(std::size_t operand, std::int64_t id, const Value& value, Cells cells)
{
    const auto form = form_of(value);
    if (!form && cells == Cells::blank) return;
    bool is_set = false;
    auto& columns = operands_[operand].columns;
    for (auto& column : columns) {
        if (form == column.form()) {
            column.set(id, value);
            is_set = true;
        } else {
            column.clear(id);
        }
    }
    if (form && !is_set) columns.emplace_back(*form).set(id, value);
}

void Image::put_customer(const Customer& customer)
{
    const std::int64_t id = customer.id.value;
    if (customer.removed_at) return drop_customer(id);
    prepare(customer);
    admit({&id, 1});
}

void Image::prepare(const Customer& customer)
{
    if (live_.contains(customer.id.value)) return put_cells(customer, Cells::known);
    welcome(customer.id.value);
    put_cells(customer, Cells::blank);
}

void Image::admit(std::span<const std::int64_t> ids)
{
    const std::size_t chunks = live_.chunks();
    for (const std::int64_t id : ids) live_.add(id);
    // Those before the last one are full now.
    for (std::size_t chunk = std::max<std::size_t>(chunks, 1); chunk < live_.chunks(); ++chunk) {
        trim_chunk(chunk - 1);
    }
}

void Image::put_cells(const Customer& customer, Cells cells)
{
    std::size_t operand = 0;
    for (const auto* member : kept_members()) {
        set(operand++, customer.id.value, member->get(customer), cells);
    }
    put_extras(customer, cells);
    put_fields(customer, cells);
}

void Image::welcome(std::int64_t id)
{
    for (auto& operand : operands_) {
        for (auto& column : operand.columns) column.welcome(id);
    }
}

void Image::put_fields(const Customer& customer, Cells cells)
{
    std::string name(of_fields);
    for (const auto& [key, value] : customer.fields) {
        name.replace(of_fields.size(), name.npos, key);
        set(operand_to_set(name), customer.id.value, value, cells);
    }
    if (cells == Cells::blank) return;
    for (std::size_t i = kept_members().size() + extras_.size(); i < operands_.size(); ++i) {
        const auto key = std::string_view(operands_[i].name).substr(of_fields.size());
        if (customer.fields.find(key) == nullptr) set(i, customer.id.value, {}, cells);
    }
}

// A dialect's document is read once for all of its operands, which stand together.
void Image::put_extras(const Customer& customer, Cells cells)
{
    if (customer.extras.empty() && cells == Cells::blank) return;
    std::string_view dialect;
    Json document;
    for (std::size_t i = 0; i < extras_.size(); ++i) {
        const auto path = split(std::string_view(extras_[i]).substr(of_extras.size()), '.');
        if (path.front() != dialect) {
            dialect = path.front();
            const auto text = customer.extras.of(dialect);
            auto parsed = text.empty() ? Result<Json>(Json{}) : parse_json(text);
            document = parsed ? std::move(*parsed) : Json{};
        }
        set(kept_members().size() + i, customer.id.value,
            value_at(document, std::span(path).subspan(1)), cells);
    }
}

void Image::drop_customer(std::int64_t id)
{
    if (!live_.remove(id)) return;
    for (auto& operand : operands_) {
        for (auto& column : operand.columns) column.forget(id);
    }
}

void Image::put_membership(const Membership& membership)
{
    auto& members = groups_[membership.group].members;
    if (membership.is_live()) {
        members.add(membership.customer.value);
    } else {
        members.remove(membership.customer.value);
    }
}

void Image::put_group(const Group& group)
{
    auto& known = groups_[group.id];
    known.is_there = group.status != GroupStatus::removed;
    if (known.text == group.rule) return;
    known.text = group.rule;
    read_rule(known);
}

void Image::put_field(const CustomField& field)
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
    for (auto& [id, group] : groups_) {
        if (!group.text.empty()) read_rule(group);
    }
}

void Image::read_rule(GroupSet& group) const
{
    group.rule.reset();
    if (group.text.empty()) return;
    auto rule = rule::read_rule(group.text, RuleNames{declared_, tenant_});
    if (rule) group.rule = std::make_shared<const Rule>(std::move(*rule));
}

const GroupSet* Image::group(GroupId id) const
{
    const auto known = groups_.find(id);
    return known == groups_.end() ? nullptr : &known->second;
}

void Image::trim_chunk(std::size_t chunk)
{
    Mask live;
    live_.copy_to(chunk, live);
    for (auto& operand : operands_) {
        for (auto& column : operand.columns) column.trim(chunk, live);
    }
}

void Image::trim()
{
    for (std::size_t chunk = 0; chunk < live_.chunks(); ++chunk) trim_chunk(chunk);
}

Frozen freeze(const Image& image)
{
    Frozen frozen{image.revision(), image.live(), {}, {}};
    for (const auto& operand : image.operands()) {
        for (const auto& column : operand.columns) {
            frozen.columns.emplace_back(operand.name, column.view());
        }
    }
    for (const auto& [id, group] : image.groups()) {
        if (group.members.count() > 0) frozen.members.emplace_back(id.value, group.members);
    }
    return frozen;
}

void write(const Frozen& frozen, FrameWriter& out)
{
    frozen.live.write(out);
    out.number(frozen.columns.size());
    for (const auto& [name, column] : frozen.columns) {
        out.text(name);
        out.number(static_cast<std::uint64_t>(column.form.type));
        out.number(column.form.scale);
        Column::write(column, out);
    }
    out.number(frozen.members.size());
    for (const auto& [group, members] : frozen.members) {
        out.number(static_cast<std::uint64_t>(group));
        members.write(out);
    }
}

// Names are of the operands there are, or of declared fields; each has a form once.
bool Image::read_column(FrameReader& in)
{
    constexpr std::size_t most_name_bytes = 64 * 1024;
    constexpr std::uint64_t most_places = 18; // that fit 64 bits
    const std::string name = in.text(most_name_bytes);
    const auto type = in.number();
    const auto scale = in.number();
    const bool is_known =
        places_.contains(name) || (name.starts_with(of_fields) && name.size() > of_fields.size());
    if (!in.is_good() || !is_known || type > static_cast<std::uint64_t>(Form::Type::text)) {
        return false;
    }
    const Form form{static_cast<Form::Type>(type), static_cast<std::uint8_t>(scale)};
    const std::uint64_t most_scale = form.type == Form::Type::decimal ? most_places : 0;
    auto& columns = operands_[operand_to_set(name)].columns;
    const bool is_there = std::any_of(columns.begin(), columns.end(),
                                      [&](const Column& column) { return column.form() == form; });
    if (scale > most_scale || is_there) return false;
    return columns.emplace_back(form).read(in, live_);
}

bool Image::read(FrameReader& in)
{
    if (!live_.read(in) || live_.contains(0)) return false; // the first row is nobody's
    for (auto columns = in.number(); columns > 0; --columns) {
        if (!read_column(in)) return false;
    }
    std::uint64_t last = 0;
    for (auto groups = in.number(); groups > 0; --groups) {
        const auto group = in.number();
        if (group <= last || group > limits::entity_id) return false;
        last = group;
        if (!groups_[GroupId{static_cast<std::int64_t>(group)}].members.read(in)) return false;
    }
    return in.is_at_end();
}

} // namespace muster::index
