// Reads, writes and judges plans of imports. Knows no file.
#include "jobs/import_plan.h"

#include <array>

#include "model/declared.h"
#include "model/lookup.h"
#include "wire/stored_json.h"

namespace muster::jobs {

using wire::flag_in;
using wire::integer_in;
using wire::object_text;
using wire::stored_json;
using wire::text_in;

namespace {

// The numbers of the progress by name, in the order in which they are shown.
struct ImportCount {
    std::string_view name;
    std::int64_t ImportProgress::*member;
};
constexpr std::array<ImportCount, 6> import_counts{{{"rows", &ImportProgress::rows},
                                                    {"inserted", &ImportProgress::inserted},
                                                    {"updated", &ImportProgress::updated},
                                                    {"unchanged", &ImportProgress::unchanged},
                                                    {"refused", &ImportProgress::refused},
                                                    {"joined", &ImportProgress::joined}}};
constexpr std::array<ImportCount, 2> import_places{
    {{"line", &ImportProgress::line}, {"refused_bytes", &ImportProgress::refused_bytes}}};

template <std::size_t size>
std::size_t position_of(const std::array<std::string_view, size>& names, std::string_view name)
{
    std::size_t at = 0;
    while (at < size && names[at] != name) ++at;
    return at;
}

Result<std::string> key_of(const model::Rows& rows, model::TenantId tenant, const ImportPlan& plan)
{
    const auto& key = plan.key;
    if (key == "id" || key == "external_id" || key == "email") return key;
    const std::string name = plan.key_name();
    const auto declared = TRY(model::load_declared(rows, tenant));
    const auto* field = declared.find(model::FieldEntity::customer, name);
    if (field == nullptr && plan.declares) return "fields." + name;
    if (field != nullptr && field->unique) return "fields." + field->key;
    return fail(Code::invalid_value, "key",
                "must be id, external_id, email or a unique declared field");
}

Result<void> check_group(const model::Rows& rows, model::TenantId tenant, model::GroupId id)
{
    const auto group = model::live_group(rows, tenant, id);
    if (!group && group.error().code != Code::not_found) return fail(group.error());
    if (!group) return fail(Code::not_found, "group", "must be the id of a group");
    if (group->is_dynamic()) {
        return fail(Code::conflict, "group", "has a rule, which alone says who is in it");
    }
    return {};
}

} // namespace

std::string text_of(const ImportPlan& plan)
{
    return object_text([&](JsonWriter& out) { write_plan(out, plan); });
}

void write_plan(JsonWriter& out, const ImportPlan& plan)
{
    out.name("format").text(import_formats[static_cast<std::size_t>(plan.format)]);
    out.name("mode").text(import_modes[static_cast<std::size_t>(plan.mode)]);
    out.name("key").text(plan.key);
    out.name("group_id");
    plan.group ? out.integer(plan.group.value) : out.null();
    out.name("members").text(import_member_acts[plan.removes ? 1 : 0]);
    out.name("declare").boolean(plan.declares);
    out.name("dry_run").boolean(plan.is_rehearsal);
}

ImportPlan import_plan_of(const model::Job& job)
{
    const Json json = stored_json(job.options);
    ImportPlan plan;
    plan.format = static_cast<ImportFormat>(position_of(import_formats, text_in(json, "format")));
    plan.mode = static_cast<directory::RowMode>(position_of(import_modes, text_in(json, "mode")));
    plan.key = text_in(json, "key");
    plan.group = {integer_in(json, "group_id")};
    plan.removes = text_in(json, "members") == import_member_acts[1];
    plan.declares = flag_in(json, "declare");
    plan.is_rehearsal = flag_in(json, "dry_run");
    return plan;
}

void write_progress(JsonWriter& out, const ImportProgress& progress)
{
    for (const auto& [name, member] : import_counts) out.name(name).integer(progress.*member);
    out.name("declared").begin_array();
    for (const auto& field : progress.declared) {
        out.begin_object().name("key").text(field.key).name("type").text(field.type);
        if (!field.format.empty()) out.name("format").text(field.format);
        out.name("unique").boolean(field.unique).name("blanks").integer(field.blanks);
        out.end_object();
    }
    out.end_array();
}

std::string text_of(const ImportProgress& progress)
{
    return object_text([&](JsonWriter& out) {
        write_progress(out, progress);
        for (const auto& [name, member] : import_places) out.name(name).integer(progress.*member);
        out.name("is_studied").boolean(progress.is_studied);
        out.name("after_cr").boolean(progress.after_cr);
    });
}

ImportProgress import_progress_of(const model::Job& job)
{
    ImportProgress progress;
    if (job.progress.empty()) return progress;
    const Json json = stored_json(job.progress);
    for (const auto& [name, member] : import_counts) progress.*member = integer_in(json, name);
    for (const auto& [name, member] : import_places) progress.*member = integer_in(json, name);
    progress.is_studied = flag_in(json, "is_studied");
    progress.after_cr = flag_in(json, "after_cr");
    const Json* declared = json.find("declared");
    if (declared == nullptr || !declared->is_array()) return progress;
    for (const auto& field : *declared->as_array()) {
        progress.declared.push_back({text_in(field, "key"), text_in(field, "type"),
                                     text_in(field, "format"), flag_in(field, "unique"),
                                     integer_in(field, "blanks")});
    }
    return progress;
}

Result<ImportPlan> check_plan(const model::Rows& rows, model::TenantId tenant, ImportPlan plan)
{
    plan.key = TRY(key_of(rows, tenant, plan));
    if (plan.group) TRY(check_group(rows, tenant, plan.group));
    if (plan.removes && !plan.group) {
        return fail(Code::invalid_value, "members", "needs a group to take them out of");
    }
    return plan;
}

} // namespace muster::jobs
