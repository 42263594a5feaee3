// Reads, writes and judges plans of imports. Knows no file.
#include "jobs/import_plan.h"

#include <array>

#include "model/declared.h"
#include "model/lookup.h"
#include "wire/names.h"

namespace muster::jobs {

namespace {

using wire::Absent;
using wire::Access;
using wire::boolean_codec;
using wire::integer_codec;
using wire::named;
using wire::row;
using wire::text_codec;

constexpr auto import_plan_table = wire::record(
    {}, named<&ImportPlan::format, import_formats>("format").about("Of the file."),
    named<&ImportPlan::mode, import_modes>("mode").about("Which customers may be new."),
    row<&ImportPlan::key>("key", text_codec).about("What names a customer.", R"("email")"),
    row<&ImportPlan::group>("group_id", integer_codec)
        .with(Absent::null)
        .about("The customers of the file join this group, or leave it."),
    named<&ImportPlan::removes, import_member_acts>("members").about(
        "Whether they join or leave the group."),
    row<&ImportPlan::declares>("declare", boolean_codec)
        .about("Declares the fields of the file that are not declared yet."),
    row<&ImportPlan::is_rehearsal>("dry_run", boolean_codec)
        .about("Counts and lists what would happen, and writes nothing."));

constexpr auto detected_table = wire::record(
    {}, row<&DetectedField::key>("key", text_codec), row<&DetectedField::type>("type", text_codec),
    row<&DetectedField::format>("format", text_codec)
        .about("Of decimals: the number of decimal places."),
    row<&DetectedField::unique>("unique", boolean_codec),
    row<&DetectedField::blanks>("blanks", integer_codec).about("Rows without a value."));

// Clients do not see where a run continues.
constexpr auto import_progress_table = wire::record(
    {}, row<&ImportProgress::rows>("rows", integer_codec).about("Rows read."),
    row<&ImportProgress::inserted>("inserted", integer_codec),
    row<&ImportProgress::updated>("updated", integer_codec),
    row<&ImportProgress::unchanged>("unchanged", integer_codec),
    row<&ImportProgress::refused>("refused", integer_codec),
    row<&ImportProgress::joined>("joined", integer_codec)
        .about("Customers who joined the group; with members=remove: who left it."),
    wire::list<&ImportProgress::declared, detected_table>("declared")
        .about("The fields that the import declares."),
    row<&ImportProgress::line>("line", integer_codec, Access::write_only),
    row<&ImportProgress::refused_bytes>("refused_bytes", integer_codec, Access::write_only),
    row<&ImportProgress::is_studied>("is_studied", boolean_codec, Access::write_only),
    row<&ImportProgress::after_cr>("after_cr", boolean_codec, Access::write_only));

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

const wire::Record<ImportPlan>& import_plan_record() { return import_plan_table; }
const wire::Record<ImportProgress>& import_progress_record() { return import_progress_table; }

std::string text_of(const ImportPlan& plan) { return wire::stored_text(import_plan_table, plan); }

ImportPlan import_plan_of(const model::Job& job)
{
    return wire::restored(import_plan_table, job.options);
}

std::string text_of(const ImportProgress& progress)
{
    return wire::stored_text(import_progress_table, progress);
}

ImportProgress import_progress_of(const model::Job& job)
{
    return wire::restored(import_progress_table, job.progress);
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
