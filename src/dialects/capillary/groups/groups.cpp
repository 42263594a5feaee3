// The handlers of groups: read, call the core once, write. Knows no storage.
#include "dialects/capillary/groups/groups.h"

#include "base/text.h"
#include "dialects/capillary/core_words.h"
#include "dialects/capillary/customers/extended.h"
#include "dialects/capillary/fields.h"
#include "dialects/capillary/groups/group_lookup.h"
#include "dialects/capillary/groups/group_view.h"
#include "dialects/capillary/inputs.h"
#include "directory/groups.h"
#include "model/keys.h"

namespace muster::dialects::capillary {

namespace {

struct Changed {
    model::Group group;
    Issues warnings;
};

Result<Json> read_details(const RequestContext& call)
{
    auto body = TRY(read_body(call));
    const auto* members = body ? body->as_object() : nullptr;
    if (!body || (members != nullptr && members->empty())) {
        return refuse(group_problems::no_details);
    }
    if (members == nullptr) return refuse(group_problems::bad_details);
    return *std::move(body);
}

Result<void> check_size(std::int64_t size, const Settings& settings)
{
    if (size < 1) return refuse(group_problems::not_positive);
    if (size > settings.max_group_size) {
        return refuse(group_problems::over_limit, std::to_string(settings.max_group_size));
    }
    return {};
}

Result<void> check_new(const GroupDraft& draft, const Settings& settings)
{
    if (draft.external_id.empty()) return refuse(group_problems::no_external_id);
    if (!draft.size) return refuse(problems::mandatory, "maxGroupSize");
    return check_size(*draft.size, settings);
}

// 1633 when another live group has it.
Result<void> check_free(const directory::Transaction& transaction, const std::string& external_id,
                        model::GroupId self)
{
    const auto key = model::external_id_key(model::Kind::group, transaction.tenant(), external_id);
    const auto holder = model::find<model::Group>(transaction.rows(), key);
    if (!holder && holder.error().code != Code::not_found) return fail(holder.error());
    if (holder && holder->id != self) {
        return refuse(group_problems::external_id_taken, external_id);
    }
    return {};
}

Result<Issues> merge_fields(directory::Transaction& transaction, const NamedValues& values,
                            const Settings& settings, model::Group& group)
{
    const auto* declared = TRY(transaction.declared());
    const MergeRules rules{model::FieldEntity::group, group_problems::undeclared_field,
                           group_problems::field_misfit, settings.rejects_empty_fields};
    return merge_extended(*declared, values, rules, group.fields);
}

Result<Changed> make(directory::Transaction& transaction, const GroupDraft& draft,
                     const Settings& settings)
{
    TRY(check_free(transaction, draft.external_id, {}));
    model::Group group;
    group.external_id = draft.external_id;
    group.capacity = draft.size;
    set_name(group, draft.name.value_or(""));
    auto warnings = TRY(merge_fields(transaction, draft.extended, settings, group));
    auto made = TRY(directory::create_group(transaction, std::move(group)));
    return Changed{std::move(made), std::move(warnings)};
}

// By id, else by external id, which then is no new one.
Result<GroupName> target_of(const Json& body, GroupDraft& draft)
{
    const auto* id = member(body, "id");
    const auto text = id == nullptr ? std::optional<std::string>("") : scalar_text(*id);
    if (!text) return refuse(group_problems::bad_details);
    if (!trim(*text).empty()) return GroupName{GroupName::By::id, std::string(trim(*text))};
    if (draft.external_id.empty()) return refuse(group_problems::bad_details);
    return GroupName{GroupName::By::external_id, std::exchange(draft.external_id, {})};
}

Result<void> check_change(const directory::Transaction& transaction, const model::Group& group,
                          const GroupDraft& draft, const Settings& settings)
{
    const bool renames = !draft.external_id.empty() && draft.external_id != group.external_id;
    if (!renames && !draft.name && !draft.size && draft.extended.empty()) {
        return refuse(group_problems::nothing_to_update);
    }
    if (draft.size) TRY(check_size(*draft.size, settings));
    if (renames) TRY(check_free(transaction, draft.external_id, group.id));
    return {};
}

Result<Changed> change(directory::Transaction& transaction, const GroupName& target,
                       const GroupDraft& draft, const Settings& settings)
{
    const auto found =
        TRY(find_group(transaction.rows(), transaction.tenant(), target, Reach::usable));
    TRY(check_change(transaction, found, draft, settings));
    Issues warnings;
    const auto edit = [&](model::Group& group) -> Result<void> {
        const std::string name(draft.name ? *draft.name : name_of(group));
        if (!draft.external_id.empty()) group.external_id = draft.external_id;
        if (draft.size) group.capacity = draft.size;
        if (draft.name || name.empty()) set_name(group, name);
        warnings = TRY(merge_fields(transaction, draft.extended, settings, group));
        return {};
    };
    auto group = TRY(directory::update_group(transaction, found.id, edit));
    return Changed{std::move(group), std::move(warnings)};
}

} // namespace

Result<std::string> create_group(RequestContext& call)
{
    const auto body = TRY(read_details(call));
    const auto draft = TRY(read_group(body));
    const auto settings = settings_of(call.tenant);
    TRY(check_new(draft, settings));
    const auto made = TRY(group_words(call.write(
        [&](directory::Transaction& transaction) { return make(transaction, draft, settings); })));
    std::string answer;
    JsonWriter out(answer);
    out.begin_object().name("entity").integer(made.group.id.value);
    write_issues(out, "warnings", made.warnings);
    out.end_object();
    return answer;
}

Result<std::string> update_group(RequestContext& call)
{
    const auto body = TRY(read_details(call));
    auto draft = TRY(read_group(body));
    const auto target = TRY(target_of(body, draft));
    const auto settings = settings_of(call.tenant);
    const auto changed = TRY(group_words(call.write([&](directory::Transaction& transaction) {
        return change(transaction, target, draft, settings);
    })));
    return write_updated(call, changed.group, changed.warnings);
}

Result<std::string> get_group(RequestContext& call)
{
    const auto name = TRY(group_name_of(call));
    const auto group = TRY(find_group(call.rows(), call.tenant.id, name, Reach::any));
    return write_details(call, group);
}

Result<std::string> delete_group(RequestContext& call)
{
    const auto name = TRY(group_name_without_primary_of(call));
    TRY(group_words(call.write([&](directory::Transaction& transaction) -> Result<void> {
        const auto group =
            TRY(find_group(transaction.rows(), transaction.tenant(), name, Reach::live));
        return directory::remove_group(transaction, group.id);
    })));
    return std::string(R"({"warnings":[]})");
}

} // namespace muster::dialects::capillary
