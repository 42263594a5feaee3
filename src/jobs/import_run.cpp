// Runs an import in chunks. Each chunk is one write that also stores the progress, so that an
// interrupted import continues exactly behind the last committed row. One thread writes a chunk
// while another reads the next.
#include <algorithm>
#include <future>
#include <span>
#include <unordered_set>

#include "base/pace.h"
#include "base/text.h"
#include "directory/fields.h"
#include "directory/groups.h"
#include "directory/memberships.h"
#include "jobs/import_rows.h"
#include "jobs/job_run.h"
#include "jobs/kinds.h"
#include "model/keys.h"
#include "model/lookup.h"
#include "wire/csv.h"

namespace muster::jobs {

namespace {

// A failure of the store says nothing about the row: the run ends, and can be resumed.
bool is_of_row(Code code)
{
    return code != Code::unavailable && code != Code::timed_out && code != Code::internal;
}

using RowChunk = std::vector<FileRow>;
using FileRows = std::span<const FileRow>;

// Identifies a state of the declared fields. Rows are parsed ahead of their write, with the
// fields of that time; when the mark differs at the write, they are parsed again.
struct FieldsMark {
    std::size_t count = 0;
    model::Revision newest = 0;
    friend bool operator==(const FieldsMark&, const FieldsMark&) = default;
};

FieldsMark mark_of(const model::DeclaredFields& declared)
{
    FieldsMark mark;
    for (const auto* field : declared.of(model::FieldEntity::customer)) {
        ++mark.count;
        mark.newest = std::max(mark.newest, field->revision);
    }
    return mark;
}

class ImportRun {
public:
    ImportRun(JobRun& run, const CustomerJson& customer_json)
        : customer_json_(customer_json), run_(run), plan_(import_plan_of(run.job())),
          progress_(import_progress_of(run.job())), place_{run.job().place, progress_.line,
                                                           progress_.after_cr},
          size_(run.job().size), content_(run.file(content_file))
    {}

    Result<void> run()
    {
        TRY(run_.act_as_maker());
        if (plan_.is_rehearsal) forget_progress();
        refused_.emplace(TRY(JobFile::open(run_.file(refused_file), JobFile::OpenMode::write)));
        if (!progress_.is_studied) TRY(study());
        TRY(load());
        if (place_.offset == 0 && progress_.refused_bytes == 0) TRY(write_refused_header());
        return run_chunks();
    }

private:
    void forget_progress()
    {
        progress_ = {};
        place_ = {};
    }

    SourceOptions source_options() const
    {
        return {content_, size_, plan_, declared_, run_.tenant(), customer_json_};
    }

    Result<void> study()
    {
        declared_ = TRY(model::load_declared(run_.rows(), run_.tenant()));
        if (plan_.declares) progress_.declared = TRY(detect_fields(source_options()));
        progress_.is_studied = true;
        return run_.write([&](directory::Transaction& transaction) -> Result<void> {
            if (!plan_.is_rehearsal) TRY(declare(transaction));
            return note(transaction, progress_, place_);
        });
    }

    Result<void> declare(directory::Transaction& transaction) const
    {
        for (const auto& wanted : progress_.declared) {
            model::CustomField field;
            field.key = wanted.key;
            field.type = model::parse_type(wanted.type).value_or(model::Type::text);
            field.format = wanted.format;
            field.unique = wanted.unique;
            TRY(directory::declare_field(transaction, std::move(field)));
        }
        return {};
    }

    // Reads the declared fields and opens the file where the import is.
    Result<void> load()
    {
        source_.reset();
        broken_.reset();
        declared_ = TRY(model::load_declared(run_.rows(), run_.tenant()));
        if (plan_.is_rehearsal && !progress_.declared.empty()) TRY(load_rehearsed());
        mark_ = mark_of(declared_);
        source_ = TRY(open_rows(source_options(), place_));
        return {};
    }

    // Declares the fields in a write that is undone, and takes them from there.
    Result<void> load_rehearsed()
    {
        return run_.rehearse([&](directory::Transaction& transaction) -> Result<void> {
            TRY(declare(transaction));
            declared_ = *TRY(transaction.declared());
            return {};
        });
    }

    Result<void> write_refused_header()
    {
        std::vector<std::string> names(refusal_columns.begin(), refusal_columns.end());
        for (auto& name : source_->header()) names.push_back(std::move(name));
        std::string text;
        wire::write_csv_record(text, names);
        TRY(refused_->write(0, text));
        progress_.refused_bytes = static_cast<std::int64_t>(text.size());
        return {};
    }

    Result<RowChunk> read_chunk()
    {
        RowChunk chunk;
        chunk.reserve(limits::job_rows);
        std::size_t bytes = 0;
        Pace pace;
        while (!broken_ && chunk.size() < limits::job_rows && bytes < limits::job_chunk_bytes) {
            FileRow& row = chunk.emplace_back();
            const auto found = source_->next(row);
            if (!found) broken_ = found.error(); // the rows before it are still imported
            if (!found || !*found) {
                chunk.pop_back();
                break;
            }
            for (const auto& cell : row.cells) bytes += cell.size();
            pace.step();
        }
        return chunk;
    }

    // Freeing thousands of rows takes as long as a time slice: Pace lets other threads run
    // meanwhile.
    static void drop(RowChunk& spent)
    {
        Pace pace;
        for (; !spent.empty(); spent.pop_back()) pace.step();
    }

    // An empty chunk marks the end of the file.
    Result<void> run_chunks()
    {
        auto chunk = read_chunk();
        Result<RowChunk> spent;
        while (chunk && !chunk->empty()) {
            if (run_.stops()) return {};
            auto written = std::async(std::launch::async, [&] { return write_chunk(*chunk); });
            drop(*spent);
            auto next = read_chunk();
            const auto done = written.get();
            if (!done && done.error().code == Code::stale) {
                TRY(load()); // the declared fields have changed: parse the chunk again
                next = read_chunk();
            } else if (!done) {
                return done;
            }
            spent = std::exchange(
                chunk, std::move(next)); // frees its rows while the next chunk is written
        }
        if (!chunk) return fail(chunk.error());
        if (broken_) return fail(*broken_);
        return {};
    }

    Result<void> write_chunk(FileRows rows)
    {
        while (!rows.empty() && !run_.stops()) {
            const WriteTurn turn;
            rows = rows.subspan(TRY(write_rows(rows)));
            if (ended_for_others_) turn.give_way();
        }
        return {};
    }

    // One write. Returns how many rows it took.
    Result<std::size_t> write_rows(FileRows rows)
    {
        ImportProgress progress;
        std::vector<std::size_t> inserted;
        std::size_t decided = 0;
        const auto decide_rows = [&](directory::Transaction& transaction) -> Result<void> {
            progress = progress_;
            inserted.clear();
            decided = TRY(decide(transaction, rows, progress, inserted));
            return {};
        };
        const auto note_rows = [&](directory::Transaction& transaction) {
            return note(transaction, progress, rows[decided - 1].after);
        };
        TRY(run_.persist([&]() -> Result<void> {
            if (plan_.is_rehearsal) {
                TRY(run_.rehearse(decide_rows));
                return run_.write(note_rows);
            }
            return run_.write([&](directory::Transaction& transaction) -> Result<void> {
                TRY(decide_rows(transaction));
                return note_rows(transaction);
            });
        }));
        seen_.insert(inserted.begin(), inserted.end());
        progress_ = std::move(progress);
        place_ = rows[decided - 1].after;
        return decided;
    }

    Result<void> note(directory::Transaction& transaction, ImportProgress& progress,
                      const RowPlace& after) const
    {
        progress.line = after.line;
        progress.after_cr = after.after_cr;
        return run_.note(transaction, [&](model::Job& job) {
            job.place = after.offset;
            job.progress = text_of(progress);
            return Result<void>{};
        });
    }

    // Writes the rows one after the other, until other writers wait.
    Result<std::size_t> decide(directory::Transaction& transaction, FileRows rows,
                               ImportProgress& progress, std::vector<std::size_t>& inserted)
    {
        if (plan_.is_rehearsal) TRY(declare(transaction));
        const auto* declared = TRY(transaction.declared());
        if (!plan_.is_rehearsal && mark_of(*declared) != mark_) {
            return fail(Code::stale, "fields", "the declared fields have changed");
        }
        std::string refused;
        std::size_t decided = 0;
        Pace pace;
        for (const auto& row : rows) {
            ended_for_others_ = ends_for_others(transaction, decided);
            if (ended_for_others_) break;
            if (progress.updated - progress_.updated >= limits::job_updates) break;
            pace.step();
            ++decided;
            ++progress.rows;
            const auto written = write_one(transaction, row, progress, inserted);
            if (written) continue;
            if (!is_of_row(written.error().code)) return fail(written.error());
            ++progress.refused;
            list_refused(row, written.error(), refused);
        }
        TRY(write_refused(refused, progress));
        return decided;
    }

    // The file is durable before the write that counts its bytes commits.
    Result<void> write_refused(const std::string& refused, ImportProgress& progress) const
    {
        if (refused.empty()) return {};
        TRY(refused_->write(progress.refused_bytes, refused));
        TRY(refused_->sync());
        progress.refused_bytes += static_cast<std::int64_t>(refused.size());
        return {};
    }

    Result<void> write_one(directory::Transaction& transaction, const FileRow& row,
                           ImportProgress& progress, std::vector<std::size_t>& inserted) const
    {
        if (row.error) return fail(*row.error);
        if (TRY(repeats_itself(row))) {
            ++progress.updated;
            return {};
        }
        directory::CustomerRules rules;
        rules.unique_email = plan_.key == "email";
        if (plan_.group && !plan_.removes) TRY(check_room(transaction, row));
        const directory::Edit<model::Customer> edit = [&](model::Customer& customer) {
            return source_->merge(row, customer);
        };
        const auto written =
            TRY(directory::write_row(transaction, row.customer, edit, plan_.mode, rules));
        count(written.outcome, progress);
        if (plan_.is_rehearsal && written.outcome == directory::RowOutcome::inserted) {
            remember(row, inserted);
        }
        return change_membership(transaction, written.customer, progress);
    }

    static void count(directory::RowOutcome outcome, ImportProgress& progress)
    {
        switch (outcome) {
        case directory::RowOutcome::inserted: ++progress.inserted; break;
        case directory::RowOutcome::updated: ++progress.updated; break;
        case directory::RowOutcome::unchanged: ++progress.unchanged; break;
        }
    }

    // A row is taken as a whole or not at all, so the group is checked before the customer is put.
    Result<void> check_room(directory::Transaction& transaction, const FileRow& row) const
    {
        const auto group = TRY(model::live_group(transaction.rows(), run_.tenant(), plan_.group));
        const bool is_full = group.capacity && group.member_count >= *group.capacity;
        if (group.status == model::GroupStatus::active && !is_full) return {};
        model::CustomerId known = row.customer.id;
        if (row.customer.key) {
            const auto found = model::find<model::Customer>(transaction.rows(), *row.customer.key);
            if (found) known = found->id;
        }
        const auto stay =
            model::live_membership(transaction.rows(), run_.tenant(), plan_.group, known);
        if (stay) return {};
        if (is_full) {
            return fail(Code::full, "group",
                        "the group has its " + std::to_string(*group.capacity) +
                            " members already");
        }
        return fail(Code::conflict, "group", "the group is inactive");
    }

    Result<void> change_membership(directory::Transaction& transaction, model::CustomerId customer,
                                   ImportProgress& progress) const
    {
        if (!plan_.group) return {};
        Result<void> done;
        if (plan_.removes) {
            done = directory::leave(transaction, plan_.group, customer);
        } else if (auto joined = directory::join(transaction, plan_.group, customer); !joined) {
            done = fail(std::move(joined).error());
        }
        const Code as_it_was = plan_.removes ? Code::not_found : Code::already_exists;
        if (!done && done.error().code == as_it_was) return {};
        if (done) ++progress.joined;
        return done;
    }

    // Whether an earlier row of a dry run inserted a customer with the same key. A dry run undoes
    // each chunk, so the store does not have that customer. Such a row would update it (true), or
    // be refused with already_exists, when the mode is create or only another unique value is the
    // same.
    Result<bool> repeats_itself(const FileRow& row) const
    {
        if (seen_.empty()) return false;
        if (row.customer.key && seen_.contains(hash_of(*row.customer.key))) {
            if (plan_.mode != directory::RowMode::create) return true;
            return fail(Code::already_exists, "key", "an earlier row has this key");
        }
        if (!row.customer.fresh) return false;
        for (const auto& key : row.customer.fresh->keys_after) {
            if (!is_unique(key) || !seen_.contains(hash_of(key))) continue;
            return fail(Code::already_exists, key.name, "an earlier row has this value already");
        }
        return false;
    }

    bool is_unique(const model::Key& key) const
    {
        return key.name == "external_id" || key.name.starts_with("fields.") ||
               key.name == plan_.key;
    }

    void remember(const FileRow& row, std::vector<std::size_t>& inserted) const
    {
        if (seen_.size() >= limits::rehearsed_keys) return;
        for (const auto& key : row.customer.fresh->keys_after) {
            if (is_unique(key)) inserted.push_back(hash_of(key));
        }
    }

    static std::size_t hash_of(const model::Key& key)
    {
        return std::hash<std::string>()(key.name + '\n' + key.text);
    }

    void list_refused(const FileRow& row, const Error& error, std::string& out) const
    {
        std::vector<std::string> cells{std::to_string(row.line), field_of(error),
                                       std::string(name_of(error.code)), error.message};
        for (const auto& other : error.further) {
            cells[3] += "; " + field_of(other) + ' ' + other.message;
        }
        for (const auto& cell : row.cells) {
            cells.push_back(is_utf8(cell) ? cell : "(not valid UTF-8)");
        }
        wire::write_csv_record(out, cells);
    }

    std::string field_of(const Error& error) const
    {
        std::string name = error.subject;
        if (name == "key") return plan_.key_name();
        if (name.empty() && error.where.starts_with('/')) {
            name = error.where.substr(1);
            std::replace(name.begin(), name.end(), '/', '.');
        }
        return name.starts_with("fields.") ? name.substr(7) : name;
    }

    const CustomerJson& customer_json_;
    JobRun& run_;
    const ImportPlan plan_;
    ImportProgress progress_; // as of the last commit
    RowPlace place_;          // as of the last commit
    const std::int64_t size_;
    const std::string content_;
    std::optional<JobFile> refused_;
    model::DeclaredFields declared_;
    FieldsMark mark_;
    std::unique_ptr<RowSource> source_;
    bool ended_for_others_ = false;        // the last write ended early, because others wait
    std::optional<Error> broken_;          // the error behind which the file cannot be read
    std::unordered_set<std::size_t> seen_; // dry run: hashes of the keys of inserted rows
};

} // namespace

JobKind import_kind(std::string_view dialect, const CustomerJson& customer_json)
{
    const auto run = [&customer_json](JobRun& job) { return ImportRun(job, customer_json).run(); };
    return {dialect, import_name, &changing_queue, run, content_file};
}

} // namespace muster::jobs
