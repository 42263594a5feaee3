// The field table of groups, and their extras. Knows no requests.
#include "dialects/capillary/groups/group_fields.h"

#include "base/text.h"
#include "dialects/capillary/capillary.h"
#include "dialects/capillary/inputs.h"
#include "wire/fields.h"
#include "wire/stored_json.h"

namespace muster::dialects::capillary {

namespace {

using wire::Access;
using wire::Form;
using wire::omit;
using wire::row;
using G = model::GroupColumn;

constexpr std::size_t group_text_chars = 50; // of names and external ids
// Members of the extras.
constexpr std::string_view unnamed_member = "unnamed"; // the name that stands for "no name"
constexpr std::string_view primary_member = "primaryGiven";

void write_text(JsonWriter& out, const model::Value& value) { out.text(model::text_of(value)); }

Result<model::Value> read_short_text(const Json& json)
{
    auto value = TRY(wire::text_form.read(json));
    const auto text = trim(model::text_of(value));
    if (count_chars(text) > group_text_chars) {
        return fail(Code::invalid_value, {}, "must have at most 50 characters");
    }
    return text.empty() ? model::Value{} : model::Value{std::string(text)};
}

void write_group_status(JsonWriter& out, const model::Value& value)
{
    model::Group group;
    model::member<model::Group>(G::status).set(group, value);
    out.text(status_name(group.status));
}

Result<model::Value> read_no_status(const Json&) { return model::Value{}; } // read-only member

constexpr Form short_text_form{"text of at most 50 characters", write_text, read_short_text};
constexpr Form status_form{"a status", write_group_status, read_no_status};

constexpr auto group_fields = wire::field_table(
    dialect_name, row(G::id, "id", wire::integer_form, Access::read_only),
    row(G::external_id, "externalId", short_text_form),
    row(G::status, "groupStatus", status_form, Access::read_only),
    row(G::created_by, "createdBy", wire::integer_form, Access::read_only).with(wire::Absent::zero),
    row(G::name, "groupName", short_text_form),
    row(G::capacity, "maxGroupSize", wire::lenient_integer_form),
    omit(G::description, "this API has no such field"), omit(G::rule, "this API has no such field"),
    omit(G::membership_logged_until, "bookkeeping"),
    omit(G::member_count, "shown by the calls that list members"),
    omit(G::updated_by, "this API has no such field"),
    omit(G::created_at, "createdOn, in the organisation's zone"),
    omit(G::updated_at, "this API has no such field"), omit(G::removed_at, "groupStatus shows it"),
    omit(G::revision, "this API has no such field"));

bool is_touched(const wire::Touched& touched, G field)
{
    for (std::size_t i = 0; i < group_fields.rows().size(); ++i) {
        if (group_fields.rows()[i].field == static_cast<int>(field)) return touched[i];
    }
    return false;
}

Json group_extras(const model::Group& group)
{
    return wire::stored_json(std::string(group.extras.of(dialect_name)));
}

void store_group_extras(model::Group& group, const Json& extras)
{
    group.extras.set(dialect_name, extras.as_object()->empty() ? std::string{} : extras.text());
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

void write_group(JsonWriter& out, const model::Group& group, const OrganisationSettings& settings,
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
    Json extras = group_extras(group);
    group.name = name.empty() ? group.external_id : name;
    if (name.empty()) {
        extras.set(unnamed_member, group.name);
    } else {
        extras.erase(unnamed_member);
    }
    store_group_extras(group, extras);
}

std::string_view name_of(const model::Group& group)
{
    const auto placeholder = wire::text_in(group_extras(group), unnamed_member);
    // Another API may have named the group since: then the placeholder is no longer its name.
    if (placeholder == group.name) return {};
    return group.name;
}

bool had_primary(const model::Group& group)
{
    return group_extras(group).find(primary_member) != nullptr;
}

void record_primary(model::Group& group)
{
    Json extras = group_extras(group);
    extras.set(primary_member, true);
    store_group_extras(group, extras);
}

} // namespace muster::dialects::capillary
