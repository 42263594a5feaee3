// The group as this API spells it: its field table, and what is kept in its extras.
#pragma once

#include <optional>
#include <string>

#include "dialects/capillary/customers/extended.h"
#include "dialects/capillary/settings.h"
#include "model/entities.h"
#include "wire/selection.h"

namespace muster::dialects::capillary {

// What a body says about a group.
struct GroupDraft {
    std::string external_id;          // empty: not given
    std::optional<std::string> name;  // empty: shall have none
    std::optional<std::int64_t> size; // none: not given
    NamedValues extended;
};

// 1645 when a member has the wrong type or is too long.
Result<GroupDraft> read_group(const Json& body);

// The members id, externalId, groupStatus, createdBy, groupName, maxGroupSize, those selected.
void write_group(JsonWriter& out, const model::Group& group, const Settings& settings,
                 const wire::Selection& selection = wire::everything);

std::string_view status_name(model::GroupStatus status);

// Groups need no name here, but the core wants one: the external id stands in for it (promise 11).
void set_name(model::Group& group, const std::string& name);
// Empty when the group has none.
std::string_view name_of(const model::Group& group);

// Whether the group ever had a primary member that joined through this API.
bool had_primary(const model::Group& group);
void note_primary(model::Group& group);

} // namespace muster::dialects::capillary
