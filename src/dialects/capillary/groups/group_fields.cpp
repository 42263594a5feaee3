// The records of groups, and their extras. Knows no requests.
#include "dialects/capillary/groups/group_fields.h"

#include "base/text.h"
#include "dialects/capillary/capillary.h"
#include "dialects/capillary/codecs.h"
#include "dialects/capillary/inputs.h"
#include "model/vendor_numbers.h"
#include "wire/stored_json.h"

namespace muster::dialects::capillary {

namespace {

using wire::Access;
using wire::Codec;
using wire::omit;
using wire::row;
using G = model::GroupColumn;

constexpr std::size_t group_text_chars = 50; // of names and external ids
// Members of the extras.
constexpr std::string_view unnamed_member = "unnamed"; // the name that stands for "no name"
constexpr std::string_view primary_member = "primaryGiven";

Result<model::Value> read_short_text(const Json& json)
{
    auto value = TRY(wire::text_codec.read(json));
    const auto text = trim(model::text_of(value));
    if (count_chars(text) > group_text_chars) {
        return fail(Code::invalid_value, {}, "must have at most 50 characters");
    }
    return text.empty() ? model::Value{} : model::Value{std::string(text)};
}

constexpr Codec short_text_codec{"text of at most 50 characters", write_text_value,
                                 read_short_text};
constexpr std::string_view status_names[]{"ACTIVE", "INACTIVE", "DELETED"};
constexpr Codec status_codec{.name = "a status",
                             .write = write_text_value,
                             .read = read_text_value,
                             .choices = status_names};

// A text of blanks is a name too: it removes the name.
std::string_view get_draft_name(const GroupDraft& draft)
{
    return draft.name ? std::string_view(*draft.name) : std::string_view{};
}
void set_draft_name(GroupDraft& draft, const model::Value& value)
{
    draft.name = std::string(model::text_of(value));
}

// Bodies are never written.
void write_no_fields(JsonWriter& out, const GroupDraft&) { out.null(); }
Result<void> read_draft_fields(const Json& json, GroupDraft& draft)
{
    draft.extended = TRY(read_named_values(json, group_problems::bad_details));
    return {};
}

constexpr auto group_draft_table = wire::record(
    {"Group"},
    row<&GroupDraft::external_id>("externalId", short_text_codec)
        .about("Required for a new group. In an update it finds the group when there is no id; "
               "beside an id it is the new external id.",
               R"("family-17")"),
    row<get_draft_name, set_draft_name>("groupName", short_text_codec)
        .about("Optional; an empty text removes the name.", R"("The Lovelace family")"),
    row<&GroupDraft::size>("maxGroupSize", wire::lenient_integer_codec)
        .about("Required for a new group: how many members it may have.", "10"),
    wire::described<GroupDraft>("id", wire::lenient_integer_codec, Access::write_only)
        .about("The group to update."),
    wire::custom<write_no_fields, read_draft_fields>("extendedFields", extended_fields_schema,
                                                     Access::write_only)
        .about("Values of the tenant's custom fields by their names."));

std::string_view status_of_group(const model::Group& group) { return status_name(group.status); }

constexpr auto group_table = wire::record(
    {{}}, omit(G::id, "id shows the vendor number where there is one"),
    row<[](const model::Group& group) { return model::shown_id(group, dialect_name); }>(
        "id", wire::integer_codec, Access::read_only),
    row(G::external_id, "externalId", wire::text_codec, Access::read_only),
    omit(G::status, "status_of_group shows it"),
    row<status_of_group>("groupStatus", status_codec, Access::read_only),
    row(G::created_by, "createdBy", wire::integer_codec, Access::read_only)
        .with(wire::Absent::zero)
        .about("The till or client that created the group."),
    omit(G::name, "name_of shows it"),
    row<name_of>("groupName", wire::text_codec, Access::read_only),
    omit(G::capacity, "maxGroupSize, which has a default"),
    omit(G::description, "this API has no such field"), omit(G::rule, "this API has no such field"),
    omit(G::membership_logged_until, "bookkeeping"),
    omit(G::member_count, "shown by the calls that list members"),
    omit(G::vendor_numbers, "id shows it"), omit(G::updated_by, "this API has no such field"),
    omit(G::created_at, "createdOn, in the organisation's zone"),
    omit(G::updated_at, "this API has no such field"), omit(G::removed_at, "groupStatus shows it"),
    omit(G::revision, "this API has no such field"));

const wire::Record<model::Group>& group_record() { return group_table; }
const model::Group& group_of_view(const GroupView& view) { return view.group; }
std::int64_t size_of_view(const GroupView& view)
{
    return view.group.capacity.value_or(view.settings.max_group_size);
}

constexpr auto group_view_table =
    wire::record({{}}, wire::embed<group_of_view, group_record>(),
                 row<size_of_view>("maxGroupSize", wire::integer_codec, Access::read_only)
                     .about("The product's limit for groups that have no size of their own."));

Json group_extras(const model::Group& group)
{
    return wire::stored_json(std::string(group.extras.of(dialect_name)));
}

void store_group_extras(model::Group& group, const Json& extras)
{
    group.extras.set(dialect_name, extras.as_object()->empty() ? std::string{} : extras.text());
}

} // namespace

const wire::Record<GroupDraft>& group_draft_record() { return group_draft_table; }
const wire::Record<GroupView>& group_view_record() { return group_view_table; }

Result<GroupDraft> read_group(const Json& body)
{
    GroupDraft draft;
    const auto read = wire::read_members(body, group_draft_record(), draft,
                                         {.ignores_case = true, .null_means_absent = true});
    if (!read) return refuse(group_problems::bad_details);
    return draft;
}

void write_group(JsonWriter& out, const model::Group& group, const OrganisationSettings& settings,
                 const wire::Selection& selection)
{
    wire::write_members(out, group_view_record(), GroupView{group, settings}, selection);
}

std::string_view status_name(model::GroupStatus status)
{
    switch (status) {
    case model::GroupStatus::active: return status_names[0];
    case model::GroupStatus::inactive: return status_names[1];
    case model::GroupStatus::removed: return status_names[2];
    }
    return status_names[0];
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
