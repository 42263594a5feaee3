// The group's own members in bodies and answers, and what this API stores in the extras of a group.
#pragma once

#include <optional>
#include <string>

#include "dialects/capillary/extended_fields.h"
#include "dialects/capillary/settings.h"
#include "model/entities.h"
#include "wire/record.h"

namespace muster::dialects::capillary {

// What a body says about a group.
struct GroupDraft {
    std::string external_id;          // empty: not given
    std::optional<std::string> name;  // nullopt: not given; empty: remove the name
    std::optional<std::int64_t> size; // nullopt: not given
    NamedValues extended;
};
const wire::Record<GroupDraft>& group_draft_record();

// A group as answers show it.
struct GroupView {
    const model::Group& group;
    const OrganisationSettings& settings;
};
const wire::Record<GroupView>& group_view_record();

// 1645 when a member has the wrong type or is too long.
Result<GroupDraft> read_group(const Json& body);

// The selected ones of the members id, externalId, groupStatus, createdBy, groupName, maxGroupSize.
void write_group(JsonWriter& out, const model::Group& group, const OrganisationSettings& settings,
                 const wire::Selection& selection = wire::everything);

std::string_view status_name(model::GroupStatus status);

// A group needs no name in this API, but the directory demands one: a group without a name gets its
// external id as its name, and its extras say so (promise 11).
void set_name(model::Group& group, const std::string& name);
// Empty when the group has no name in this API.
std::string_view name_of(const model::Group& group);

// Whether a primary member has ever joined through this API. The role is given only once, also
// after that member has left (promise 13).
bool had_primary(const model::Group& group);
void record_primary(model::Group& group);

} // namespace muster::dialects::capillary
