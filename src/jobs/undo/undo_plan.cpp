// Reads and writes plans of undos, and judges whether a job can be undone. Changes nothing.
#include "jobs/undo/undo_plan.h"

#include "directory/jobs.h"
#include "jobs/export_plan.h"
#include "jobs/fill_plan.h"
#include "jobs/import_plan.h"
#include "jobs/removal_plan.h"

namespace muster::jobs {

namespace {

using wire::Access;
using wire::integer_codec;
using wire::row;
using wire::text_codec;

constexpr auto undo_plan_table = wire::record(
    {}, row<&UndoPlan::job>("job_id", integer_codec).about("The import or fill that is undone."),
    row<&UndoPlan::is_rehearsal>("dry_run", wire::boolean_codec).about("Only counts and lists."));

// Clients do not see where a run continues.
constexpr auto undo_progress_table = wire::record(
    {},
    row<&UndoProgress::rows>("rows", integer_codec)
        .about("Customers, memberships and groups looked at."),
    row<&UndoProgress::removed>("removed", integer_codec)
        .about("Customers whom the job had created, and who are erased."),
    row<&UndoProgress::restored>("restored", integer_codec)
        .about("Customers and groups that have their earlier members back."),
    row<&UndoProgress::left>("left", integer_codec)
        .about("Memberships that the job had begun, and that ended."),
    row<&UndoProgress::joined>("joined", integer_codec)
        .about("Memberships that the job had ended, and that go on."),
    row<&UndoProgress::unchanged>("unchanged", integer_codec)
        .about("Rows that were as before the job already."),
    row<&UndoProgress::refused>("refused", integer_codec)
        .about("Rows that were left as they are, most because they changed since the job."),
    wire::values<&UndoProgress::removed_groups>("removed_groups", text_codec)
        .about("Groups that the job had created, and that were removed."),
    wire::values<&UndoProgress::remaining_groups>("remaining_groups", text_codec)
        .about("Groups that the job had created, and that are in use."),
    wire::values<&UndoProgress::removed_fields>("removed_fields", text_codec)
        .about("Fields that the job had declared, and that were removed."),
    wire::values<&UndoProgress::remaining_fields>("remaining_fields", text_codec)
        .about("Fields that the job had declared, and that are in use."),
    row<&UndoProgress::after>("after", integer_codec, Access::write_only),
    row<&UndoProgress::place>("place", integer_codec, Access::write_only),
    row<&UndoProgress::rest>("rest", integer_codec, Access::write_only),
    row<&UndoProgress::refused_bytes>("refused_bytes", integer_codec, Access::write_only));

muster::Failure not_undone(std::string message)
{
    return fail(Code::conflict, "job", std::move(message));
}

constexpr std::string_view erased = "removes customers, who are erased: nothing of them is left to "
                                    "bring back";
constexpr std::string_view dry = "was a dry run, which changed nothing";

Result<UndoneJob> read_undone_import(const model::Job& job)
{
    const auto plan = import_plan_of(job);
    if (plan.removes) return not_undone(std::string(erased));
    if (plan.is_rehearsal) return not_undone(std::string(dry));
    auto progress = import_progress_of(job);
    UndoneJob undone{std::move(progress.revisions), std::move(progress.created_groups), {}, 0};
    for (const auto& field : progress.declared) undone.fields.push_back(field.key);
    undone.rows = progress.inserted + progress.updated + progress.joined + progress.left;
    return undone;
}

Result<UndoneJob> read_undone_fill(const model::Job& job)
{
    if (fill_plan_of(job).is_rehearsal) return not_undone(std::string(dry));
    auto progress = fill_progress_of(job);
    return UndoneJob{std::move(progress.revisions), {}, {}, progress.joined + progress.left};
}

Result<UndoneJob> read_undone_by_kind(const model::Job& job)
{
    if (job.work == import_name) return read_undone_import(job);
    if (job.work == fill_name) return read_undone_fill(job);
    if (job.work == removal_name) return not_undone(std::string(erased));
    if (job.work == export_name) return not_undone("is an export, which changes nothing");
    if (job.work == undo_name) {
        return not_undone(
            "is an undo: customers whom it removed are erased; import the file again");
    }
    return fail(Code::not_found, "job", "must be the id of an import or a fill");
}

} // namespace

const wire::Record<UndoPlan>& undo_plan_record() { return undo_plan_table; }
const wire::Record<UndoProgress>& undo_progress_record() { return undo_progress_table; }

std::string text_of(const UndoPlan& plan) { return wire::stored_text(undo_plan_table, plan); }

UndoPlan undo_plan_of(const model::Job& job)
{
    return wire::restored(undo_plan_table, job.options);
}

std::string text_of(const UndoProgress& progress)
{
    return wire::stored_text(undo_progress_table, progress);
}

UndoProgress undo_progress_of(const model::Job& job)
{
    return wire::restored(undo_progress_table, job.progress);
}

Result<UndoneJob> read_undone(const model::Rows& rows, model::TenantId tenant,
                              std::string_view dialect, const UndoPlan& plan)
{
    const auto job = model::get(rows, tenant, plan.job);
    if (!job && job.error().code != Code::not_found) return fail(job.error());
    if (!job || job->dialect != dialect) {
        return fail(Code::not_found, "job", "must be the id of an import or a fill");
    }
    auto undone = TRY(read_undone_by_kind(*job));
    if (!directory::is_over(job->status)) return not_undone("is not over; wait or cancel it first");
    if (undone.revisions.empty() && undone.rows > 0) {
        return not_undone("was run by an older version of the server, which noted no revisions");
    }
    return undone;
}

} // namespace muster::jobs
