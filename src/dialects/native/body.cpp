// Knows no resource, except that customers have an address.
#include "dialects/native/body.h"

#include "wire/value_json.h"

namespace muster::dialects::native {

namespace {

muster::Failure misfit(std::string_view name, std::string_view expected, const Json& found)
{
    return bad_member(pointer_to(name), "must be " + std::string(expected) + ", not " +
                                            std::string(type_name(found)));
}

// "address": null clears each member of the address.
void spread_null_address(Json& members)
{
    constexpr std::array<std::string_view, 6> parts{"line1",  "line2",       "city",
                                                    "region", "postal_code", "country"};
    Json* address = members.find("address");
    if (address == nullptr || !address->is_null()) return;
    for (const auto part : parts) address->set(part, Json());
}

} // namespace

Result<Json> read_body(const RequestContext& call)
{
    auto body = TRY(call.json());
    if (body.is_object()) return body;
    return fail(Code::invalid_value, "body",
                "must be a JSON object, not " + std::string(type_name(body)));
}

std::optional<Json> take(Json& object, std::string_view name)
{
    Json* member = object.find(name);
    if (member == nullptr) return std::nullopt;
    Json taken = std::move(*member);
    object.erase(name);
    return taken;
}

Result<std::optional<std::string>> take_text(Json& object, std::string_view name)
{
    const auto member = take(object, name);
    if (!member || member->is_null()) return std::optional<std::string>{};
    if (const auto* text = member->as_text()) return std::optional(*text);
    return misfit(name, "text", *member);
}

Result<std::optional<std::int64_t>> take_integer(Json& object, std::string_view name)
{
    const auto member = take(object, name);
    if (!member || member->is_null()) return std::optional<std::int64_t>{};
    if (const auto* whole = member->as_integer()) return std::optional(*whole);
    return misfit(name, "an integer", *member);
}

Result<std::optional<bool>> take_boolean(Json& object, std::string_view name)
{
    const auto member = take(object, name);
    if (!member || member->is_null()) return std::optional<bool>{};
    if (const auto* flag = member->as_bool()) return std::optional(*flag);
    return misfit(name, "true or false", *member);
}

Result<void> refuse_others(const Json& object)
{
    const auto* members = object.as_object();
    if (members == nullptr || members->empty()) return {};
    return bad_member(pointer_step(members->front().name), "there is no such member",
                      Code::unknown_field);
}

Result<MergePatch> read_draft(Json object, std::string_view values_name)
{
    MergePatch draft;
    if (!values_name.empty()) draft.values = take(object, values_name);
    if (draft.values && !draft.values->is_null() && !draft.values->is_object()) {
        return misfit(values_name, "an object", *draft.values);
    }
    draft.members = std::move(object);
    spread_null_address(draft.members);
    return draft;
}

Result<model::Value> read_member(std::string_view parent, const Json::Member& member)
{
    auto value = wire::read_value(member.value, member.name);
    if (value) return value;
    Error error = std::move(value).error();
    error.where = pointer_to(parent) + pointer_step(member.name);
    return fail(std::move(error));
}

Result<void> merge_fields(directory::Transaction& transaction, model::FieldEntity entity,
                          const std::optional<Json>& patch, model::FieldValues& values)
{
    if (!patch) return {};
    return merge_fields(*TRY(transaction.declared()), entity, patch, values);
}

Result<void> merge_fields(const model::DeclaredFields& declared, model::FieldEntity entity,
                          const std::optional<Json>& patch, model::FieldValues& values)
{
    if (!patch) return {};
    if (patch->is_null()) values = {};
    const auto* members = patch->as_object();
    if (members == nullptr) return {};
    for (const auto& member : *members) {
        const auto* field = declared.find(entity, member.name);
        if (field == nullptr) {
            return bad_member("/fields" + pointer_step(member.name),
                              "no field of this name is declared", Code::unknown_field);
        }
        values.set(field->key, TRY(read_member("fields", member)));
    }
    return {};
}

} // namespace muster::dialects::native
