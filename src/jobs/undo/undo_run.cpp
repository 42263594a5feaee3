// Runs an undo in pieces of rows, in the order in which the job changed them. Each piece is one
// write that also stores the progress, so that an interrupted undo continues exactly there.
#include <algorithm>
#include <optional>
#include <span>

#include "base/pace.h"
#include "jobs/job_run.h"
#include "jobs/kinds.h"
#include "jobs/undo/undo_plan.h"
#include "jobs/undo/undo_rest.h"
#include "jobs/undo/undo_row.h"
#include "wire/csv.h"

namespace muster::jobs {

namespace {

bool is_of_undone_row(Code code)
{
    return code != Code::unavailable && code != Code::timed_out && code != Code::internal;
}

class UndoRun {
public:
    explicit UndoRun(JobRun& run)
        : run_(run), plan_(undo_plan_of(run.job())), progress_(undo_progress_of(run.job()))
    {}

    Result<void> run()
    {
        TRY(run_.act_as_maker());
        if (plan_.is_rehearsal) {
            progress_ = {};
            uses_.emplace();
        }
        undone_ = TRY(read_undone(run_.rows(), run_.tenant(), run_.job().dialect, plan_));
        const JobFolder folder(run_.jobs_folder(), run_.tenant(), plan_.job);
        job_ = TRY(JobRevisions::read(undone_.revisions, folder.file(revisions_file)));
        declared_ = TRY(model::load_declared(run_.rows(), run_.tenant()));
        TRY(run_.folder().create());
        refused_.emplace(TRY(run_.open_alone(refused_file, progress_.refused_bytes)));
        for (const auto& range : job_.ranges()) {
            auto revision = std::max(range.first, progress_.after + 1);
            for (; revision <= range.last; ++revision) {
                TRY(undo_revision(revision));
                if (run_.stops()) return {};
            }
        }
        return remove_rest();
    }

private:
    using Rows = std::span<ChangedRow>;

    // Every revision that the job noted has changes, so one without them was pruned.
    Result<void> undo_revision(model::Revision revision)
    {
        model::ChangeQuery query;
        query.tenant = run_.tenant();
        query.after = revision - 1;
        query.limit = 1; // a whole revision
        const auto changes = TRY(run_.rows().changes(query));
        if (changes.empty() || changes.front().revision != revision) {
            return fail(Code::conflict, "job",
                        "the log does not hold the changes of the job any "
                        "more, so it cannot be undone");
        }
        auto rows = changed_rows(run_.tenant(), changes);
        Rows rest(rows);
        rest = rest.subspan(std::min(rest.size(), static_cast<std::size_t>(progress_.place)));
        while (!rest.empty()) {
            if (run_.stops()) return {};
            const auto most = std::min(rest.size(), limits::fill_rows);
            const auto piece = rest.first(most);
            TRY(read_histories(piece));
            const WriteTurn turn;
            const auto done = TRY(write_piece(piece, revision, most == rest.size()));
            rest = rest.subspan(done);
            if (done < most) turn.give_way();
        }
        return {};
    }

    Result<void> read_histories(Rows piece)
    {
        Pace pace;
        for (auto& row : piece) {
            pace.step();
            if (row.ref.kind == model::Kind::membership) continue;
            row.history = TRY(read_history(run_.rows(), row.ref, row.revision, job_, declared_));
        }
        return {};
    }

    // One write, or one that is undone. Returns how many rows it took.
    Result<std::size_t> write_piece(Rows piece, model::Revision revision, bool is_last)
    {
        UndoProgress progress;
        UndoneUses uses;
        std::size_t done = 0;
        const auto decide = [&](directory::Transaction& transaction) -> Result<void> {
            progress = progress_;
            uses = {};
            done = TRY(undo_rows(transaction, piece, progress, uses));
            progress.place += static_cast<std::int64_t>(done);
            if (is_last && done == piece.size()) {
                progress.after = revision;
                progress.place = 0;
            }
            return {};
        };
        TRY(store(decide, progress));
        progress_ = std::move(progress);
        if (!uses_) return done;
        for (const auto& [group, count] : uses.members) uses_->members[group] += count;
        for (const auto& [key, count] : uses.values) uses_->values[key] += count;
        return done;
    }

    using DecidePiece = std::function<Result<void>(directory::Transaction&)>;

    Result<void> store(const DecidePiece& decide, const UndoProgress& progress)
    {
        const auto note = [&](directory::Transaction& transaction) {
            return run_.note_rows(transaction, progress.rows, undone_.rows, text_of(progress));
        };
        return run_.persist([&]() -> Result<void> {
            if (plan_.is_rehearsal) {
                TRY(run_.rehearse(decide));
                return run_.write(note);
            }
            return run_.write([&](directory::Transaction& transaction) -> Result<void> {
                TRY(decide(transaction));
                return note(transaction);
            });
        });
    }

    // Until other writers wait.
    Result<std::size_t> undo_rows(directory::Transaction& transaction, Rows piece,
                                  UndoProgress& progress, UndoneUses& uses) const
    {
        std::string refused;
        std::size_t done = 0;
        Pace pace;
        for (const auto& row : piece) {
            if (ends_for_others(transaction, done)) break;
            pace.step();
            ++done;
            const auto outcome = undo_row(transaction, row, job_, uses);
            if (outcome) {
                count(*outcome, progress);
                continue;
            }
            if (!is_of_undone_row(outcome.error().code)) return fail(outcome.error());
            ++progress.rows;
            ++progress.refused;
            list_refused(row, outcome.error(), refused);
        }
        TRY(write_refused(std::move(refused), progress));
        return done;
    }

    static void count(UndoOutcome outcome, UndoProgress& progress)
    {
        if (outcome != UndoOutcome::nothing) ++progress.rows;
        switch (outcome) {
        case UndoOutcome::nothing: break;
        case UndoOutcome::unchanged: ++progress.unchanged; break;
        case UndoOutcome::removed: ++progress.removed; break;
        case UndoOutcome::restored: ++progress.restored; break;
        case UndoOutcome::left: ++progress.left; break;
        case UndoOutcome::joined: ++progress.joined; break;
        }
    }

    // A membership has both ids, a group only the second one.
    static void list_refused(const ChangedRow& row, const Error& error, std::string& out)
    {
        const auto& ref = row.ref;
        const auto customer = ref.kind == model::Kind::customer ? ref.id : ref.customer;
        const auto group = ref.kind == model::Kind::customer ? 0 : ref.id;
        const auto shown = [](std::int64_t id) {
            return id == 0 ? std::string{} : std::to_string(id);
        };
        wire::write_csv_record(
            out, std::vector<std::string>{shown(customer), shown(group), error.subject,
                                          std::string(name_of(error.code)), error.message});
    }

    Result<void> write_refused(std::string refused, UndoProgress& progress) const
    {
        if (refused.empty()) return {};
        if (progress.refused_bytes == 0) {
            refused.insert(0, "id,group_id,refused_field,refused_reason,refused_right\r\n");
        }
        TRY(refused_->write(progress.refused_bytes, refused));
        TRY(refused_->sync());
        progress.refused_bytes += static_cast<std::int64_t>(refused.size());
        return {};
    }

    // After all rows, since these use the groups and fields.
    Result<void> remove_rest()
    {
        const auto size = std::ssize(undone_.groups) + std::ssize(undone_.fields);
        while (progress_.rest < size) {
            if (run_.stops()) return {};
            const WriteTurn turn;
            UndoProgress progress;
            const auto decide = [&](directory::Transaction& transaction) -> Result<void> {
                progress = progress_;
                for (std::size_t done = 0; progress.rest < size && done < limits::fill_rows;
                     ++done, ++progress.rest) {
                    if (ends_for_others(transaction, done)) break;
                    TRY(remove_if_unused(transaction, undone_, job_, uses_,
                                         static_cast<std::size_t>(progress.rest), progress));
                }
                return {};
            };
            TRY(store(decide, progress));
            progress_ = std::move(progress);
            turn.give_way();
        }
        return {};
    }

    JobRun& run_;
    const UndoPlan plan_;
    UndoProgress progress_; // as of the last commit
    UndoneJob undone_;
    JobRevisions job_;
    model::DeclaredFields declared_;
    std::optional<UndoneUses> uses_; // of a dry run
    std::optional<JobFile> refused_;
};

} // namespace

JobKind undo_kind(std::string_view dialect)
{
    JobKind kind{dialect, undo_name, &changing_queue,
                 [](JobRun& job) { return UndoRun(job).run(); }};
    // The list of the refused has gone: an undo that is resumed begins another one.
    kind.forget_people = [](model::Job& job) {
        if (job.status != model::JobStatus::failed) return;
        auto progress = undo_progress_of(job);
        progress.refused_bytes = 0;
        job.progress = text_of(progress);
    };
    return kind;
}

} // namespace muster::jobs
