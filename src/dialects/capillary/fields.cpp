// Compiles the field table of groups. Knows no requests.
#include "dialects/capillary/fields.h"

#include "base/text.h"
#include "dialects/capillary/inputs.h"
#include "wire/fields.h"

namespace muster::dialects::capillary {

namespace {

using wire::Access;
using wire::Form;
using wire::omit;
using wire::row;
using G = model::GroupColumn;

constexpr std::string_view dialect = "capillary";
constexpr std::size_t most_chars = 50; // of names and external ids
constexpr std::string_view unnamed_member = "unnamed";
constexpr std::string_view primary_member = "primaryGiven";

void write_text(JsonWriter& out, const model::Value& value) { out.text(model::text_of(value)); }

Result<model::Value> read_short_text(const Json& json)
{
    auto value = TRY(wire::text_form.read(json));
    const auto text = trim(model::text_of(value));
    if (count_chars(text) > most_chars) {
        return fail(Code::invalid_value, {}, "must have at most 50 characters");
    }
    return text.empty() ? model::Value{} : model::Value{std::string(text)};
}

void write_status(JsonWriter& out, const model::Value& value)
{
    model::Group group;
    model::member<model::Group>(G::status).set(group, value);
    out.text(status_name(group.status));
}

Result<model::Value> read_status(const Json&) { return model::Value{}; } // never asked: read-only

constexpr Form short_text_form{"text of at most 50 characters", write_text, read_short_text};
constexpr Form status_form{"a status", write_status, read_status};

constexpr auto group_fields = wire::field_table(
    dialect, row(G::id, "id", wire::integer_form, Access::read_only),
    row(G::external_id, "externalId", short_text_form),
    row(G::status, "groupStatus", status_form, Access::read_only),
    row(G::created_by, "createdBy", wire::integer_form, Access::read_only).with(wire::Absent::zero),
    row(G::name, "groupName", short_text_form),
    row(G::capacity, "maxGroupSize", wire::lenient_integer_form),
    omit(G::description, "this API has no such field"), omit(G::rule, "this API has no such field"),
    omit(G::membership_logged_until, "bookkeeping"),
    omit(G::member_count, "told by the lists of members"),
    omit(G::updated_by, "this API has no such field"),
    omit(G::created_at, "createdOn, in the organisation's zone"),
    omit(G::updated_at, "this API has no such field"), omit(G::removed_at, "told by groupStatus"),
    omit(G::revision, "this API has no such field"));

bool is_touched(const wire::Touched& touched, G field)
{
    for (std::size_t i = 0; i < group_fields.rows().size(); ++i) {
        if (group_fields.rows()[i].field == static_cast<int>(field)) return touched[i];
    }
    return false;
}

Json extras_of(const model::Group& group)
{
    const auto text = group.extras.of(dialect);
    auto extras = text.empty() ? Result<Json>(Json::object()) : parse_json(text);
    return extras ? *std::move(extras) : Json::object();
}

void keep_extras(model::Group& group, const Json& extras)
{
    group.extras.set(dialect, extras.as_object()->empty() ? std::string{} : extras.text());
}

} // namespace

Result<GroupDraft> read_group(const Json& body)
{
    model::Group group;
    const auto touched = wire::read_members<model::Group>(
        body, group_fields, group, {.ignores_case = true, .null_means_absent = true});
    if (!touched) return refuse(group_problems::bad_details);
    GroupDraft draft;
    draft.external_id = group.external_id;
    if (is_touched(*touched, G::name)) draft.name = group.name;
    draft.size = group.capacity;
    draft.extended = TRY(read_extended(body, group_problems::bad_details));
    return draft;
}

void write_group(JsonWriter& out, const model::Group& group, const Settings& settings,
                 const wire::Selection& selection)
{
    model::Group shown = group;
    shown.name = std::string(name_of(group));
    if (!shown.capacity) shown.capacity = settings.max_group_size;
    wire::write_members<model::Group>(out, group_fields, shown, selection);
}

std::string_view status_name(model::GroupStatus status)
{
    switch (status) {
    case model::GroupStatus::active: return "ACTIVE";
    case model::GroupStatus::inactive: return "INACTIVE";
    case model::GroupStatus::removed: return "DELETED";
    }
    return "ACTIVE";
}

void set_name(model::Group& group, const std::string& name)
{
    Json extras = extras_of(group);
    group.name = name.empty() ? group.external_id : name;
    if (name.empty()) {
        extras.set(unnamed_member, group.name);
    } else {
        extras.erase(unnamed_member);
    }
    keep_extras(group, extras);
}

std::string_view name_of(const model::Group& group)
{
    const Json extras = extras_of(group);
    const auto* stand_in = extras.find(unnamed_member);
    const auto* text = stand_in == nullptr ? nullptr : stand_in->as_text();
    if (text != nullptr && *text == group.name) return {};
    return group.name;
}

bool had_primary(const model::Group& group)
{
    return extras_of(group).find(primary_member) != nullptr;
}

void note_primary(model::Group& group)
{
    Json extras = extras_of(group);
    extras.set(primary_member, true);
    keep_extras(group, extras);
}

} // namespace muster::dialects::capillary
