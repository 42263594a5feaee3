// Bodies of the native API: JSON objects, read as merge patches (RFC 7396). Absent members stay as
// they are, null clears, unknown members are refused. A body that was read can be sent back.
#pragma once

#include <optional>
#include <string_view>

#include "dialects/native/errors.h"
#include "dialects/native/records.h"

namespace muster::dialects::native {

// The body as an object; invalid_value otherwise.
Result<Json> read_body(const RequestContext& call);

// Removes a member from the object and returns it; nullopt when it is absent.
std::optional<Json> take(Json& object, std::string_view name);
// The same for members of one type; null counts as absent. invalid_value at "/name".
Result<std::optional<std::string>> take_text(Json& object, std::string_view name);
Result<std::optional<std::int64_t>> take_integer(Json& object, std::string_view name);
Result<std::optional<bool>> take_boolean(Json& object, std::string_view name);

// unknown_field for a member that is left after all known members were taken.
Result<void> refuse_others(const Json& object);

// A body in two parts: the members in the table of the resource, and the values by key.
struct MergePatch {
    Json members;
    std::optional<Json> values; // "fields" or "settings"
};

// Empty `values_name`: the resource has no values by key. invalid_value when they are no object.
Result<MergePatch> read_draft(Json object, std::string_view values_name);

// Merges the values into `values`; keys get the spelling of the declared field. unknown_field.
Result<void> merge_fields(const model::DeclaredFields& declared, model::FieldEntity entity,
                          const std::optional<Json>& patch, model::FieldValues& values);
Result<void> merge_fields(directory::Transaction& transaction, model::FieldEntity entity,
                          const std::optional<Json>& patch, model::FieldValues& values);
// The value of one of them: invalid_value at "/parent/name".
Result<model::Value> read_member(std::string_view parent, const Json::Member& member);

// Merges the members into the entity.
template <class E>
Result<void> merge_members(const Json& members, E& entity,
                           wire::Purpose purpose = wire::Purpose::update)
{
    TRY(wire::read_members(members, record_of<E>(), entity, {purpose, true, false, false}));
    return {};
}

template <class E>
Result<void> merge_members(const MergePatch& draft, E& entity,
                           wire::Purpose purpose = wire::Purpose::update)
{
    return merge_members(draft.members, entity, purpose);
}

} // namespace muster::dialects::native
