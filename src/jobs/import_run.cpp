// Runs an import in chunks. Each chunk is one write that also stores the progress, so that an
// interrupted import continues exactly behind the last committed row. One thread writes a chunk
// while another reads the next.
#include <algorithm>
#include <future>
#include <span>

#include "base/pace.h"
#include "directory/fields.h"
#include "jobs/imports/import_content.h"
#include "jobs/imports/import_memberships.h"
#include "jobs/imports/members_in_file.h"
#include "jobs/imports/refused_rows.h"
#include "jobs/imports/rehearsal.h"
#include "jobs/job_run.h"
#include "jobs/kinds.h"
#include "wire/table_form.h"

namespace muster::jobs {

namespace {

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
          size_(run.job().size), memberships_(plan_, run.tenant())
    {}

    Result<void> run()
    {
        TRY(run_.act_as_maker());
        if (plan_.is_rehearsal) forget_progress();
        // An import of an older version has no columns yet.
        const bool is_mapped = plan_.format == ImportFormat::ndjson || !progress_.columns.empty();
        if (!progress_.is_studied || !is_mapped) TRY(study());
        find_table();
        TRY(load());
        TRY(open_lists());
        TRY(run_chunks());
        if (run_.stops()) return {};
        return replace_members();
    }

private:
    void forget_progress()
    {
        progress_ = {};
        place_ = {};
    }

    SourceOptions source_options() const
    {
        return {table_, plan_, declared_, progress_.columns, run_.tenant(), customer_json_};
    }

    // Recognises the file and maps its columns. Nothing is written before all of that has worked:
    // an import that fails here leaves nothing behind.
    Result<void> study()
    {
        declared_ = TRY(model::load_declared(run_.rows(), run_.tenant()));
        const auto prepared = TRY(
            prepare_content(run_.folder(), size_, plan_, [this] { return run_.prove_active(); }));
        table_ = prepared.table;
        plan_.format = prepared.format;
        plan_.encoding = prepared.encoding;
        plan_.delimiter = prepared.delimiter;
        plan_.finds_format = false;
        auto found = TRY(study_file(source_options()));
        plan_.key = std::move(found.mapping.key);
        if (!progress_.is_studied) progress_.declared = std::move(found.mapping.declared);
        progress_.columns = std::move(found.mapping.columns);
        progress_.proposals = std::move(found.proposals);
        progress_.table_bytes = prepared.is_converted ? table_.size : 0;
        progress_.begin = table_.heading.offset;
        progress_.begin_line = table_.heading.line;
        progress_.is_damaged_utf8 = table_.is_damaged_utf8;
        TRY(check_may_declare());
        const bool is_first = !std::exchange(progress_.is_studied, true);
        return run_.write([&](directory::Transaction& transaction) -> Result<void> {
            if (is_first && !plan_.is_rehearsal && !progress_.declared.empty()) {
                TRY(declare(transaction));
                TRY(run_.note_revision(transaction, progress_.revisions));
            }
            TRY(run_.note(transaction, [&](model::Job& job) {
                job.options = text_of(plan_);
                return Result<void>{};
            }));
            return note(transaction, progress_, place_);
        });
    }

    // Where the study has put the file.
    void find_table()
    {
        const bool is_converted = progress_.table_bytes > 0;
        table_.path = run_.file(is_converted ? table_file : content_file);
        table_.size = is_converted ? progress_.table_bytes : size_;
        table_.heading = {progress_.begin, progress_.begin_line, false};
        table_.separator = wire::parse_separator(plan_.delimiter).value_or(',');
        table_.is_damaged_utf8 = progress_.is_damaged_utf8;
    }

    Result<void> open_lists()
    {
        auto refused = TRY(run_.open_alone(refused_file, progress_.refused_bytes));
        refused_.emplace(
            TRY(RefusedRows::open(std::move(refused), table_, plan_, progress_.refused_bytes)));
        TRY(refused_->begin());
        TRY(refused_->flush());
        progress_.refused_bytes = refused_->bytes();
        if (plan_.members == ImportMembers::replace) {
            members_.emplace(TRY(run_.open_alone(members_file, progress_.seen_bytes)));
        }
        return {};
    }

    // A row that was refused may name a member, who must not leave because of it.
    Result<void> replace_members()
    {
        if (!members_) return {};
        if (progress_.refused > 0 && !plan_.is_rehearsal) {
            return fail(Code::conflict, "file",
                        std::to_string(progress_.refused) +
                            " rows were refused, so nobody has left the group; correct them and "
                            "import the whole file again");
        }
        return members_->remove_others(
            run_, plan_, progress_,
            [&](directory::Transaction& transaction, ImportProgress& progress) {
                return note(transaction, progress, place_);
            });
    }

    // Only a file with fields that are not declared yet needs more than the scope of an import. A
    // dry run only shows them.
    Result<void> check_may_declare() const
    {
        const bool declares = !plan_.is_rehearsal && !progress_.declared.empty();
        if (!declares || run_.principal().has_scope("manage")) return {};
        std::string keys;
        for (const auto& wanted : progress_.declared)
            keys += (keys.empty() ? "" : ", ") + wanted.key;
        return fail(
            Code::forbidden, "file",
            "no such fields: " + keys +
                "; a key with the scope manage can declare them, and skip=HEADING drops their "
                "columns");
    }

    Result<void> declare(directory::Transaction& transaction) const
    {
        for (const auto& wanted : progress_.declared) {
            model::CustomField field;
            field.key = wanted.key;
            field.label = wanted.label;
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
        std::size_t decided = 0;
        const auto decide_rows = [&](directory::Transaction& transaction) -> Result<void> {
            progress = progress_;
            written_.clear();
            refused_->go_back(progress_.refused_bytes);
            decided = TRY(decide(transaction, rows, progress));
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
        rehearsal_.commit();
        progress_ = std::move(progress);
        place_ = rows[decided - 1].after;
        return decided;
    }

    Result<void> note(directory::Transaction& transaction, ImportProgress& progress,
                      const RowPlace& after) const
    {
        progress.line = after.line;
        progress.after_cr = after.after_cr;
        const bool has_changed = progress.changes() != progress_.changes();
        if (has_changed && !plan_.is_rehearsal) {
            TRY(run_.note_revision(transaction, progress.revisions));
        }
        return run_.note(transaction, [&](model::Job& job) {
            job.place = after.offset;
            job.progress = text_of(progress);
            return Result<void>{};
        });
    }

    // Writes the rows one after the other, until other writers wait.
    Result<std::size_t> decide(directory::Transaction& transaction, FileRows rows,
                               ImportProgress& progress)
    {
        rehearsal_.begin();
        if (plan_.is_rehearsal) TRY(declare(transaction));
        const auto* declared = TRY(transaction.declared());
        if (!plan_.is_rehearsal && mark_of(*declared) != mark_) {
            return fail(Code::stale, "fields", "the declared fields have changed");
        }
        std::size_t decided = 0;
        Pace pace;
        for (const auto& row : rows) {
            ended_for_others_ = ends_for_others(transaction, decided);
            if (ended_for_others_) break;
            const auto changed = progress.updated + progress.removed;
            if (changed - progress_.updated - progress_.removed >= limits::job_updates) break;
            pace.step();
            ++decided;
            if (row.is_blank) {
                ++progress.blank_rows;
                continue;
            }
            ++progress.rows;
            const auto written = write_one(transaction, row, progress);
            if (written) continue;
            if (!is_of_row(written.error().code)) return fail(written.error());
            ++progress.refused;
            TRY(refused_->add(row, field_of(written.error()), written.error()));
        }
        // Both files are durable before the write that counts their bytes commits.
        TRY(refused_->flush());
        progress.refused_bytes = refused_->bytes();
        if (members_) TRY(members_->add(written_, progress.seen_bytes));
        return decided;
    }

    Result<void> write_one(directory::Transaction& transaction, const FileRow& row,
                           ImportProgress& progress)
    {
        if (row.error) return fail(*row.error);
        if (plan_.removes) return remove_one(transaction, row, progress);
        if (plan_.is_rehearsal) {
            return rehearsal_.write_one(transaction, {*source_, source_options()}, row, progress);
        }
        TRY(write_customer(transaction, row, progress));
        return {};
    }

    // Returns the customer; none when the plan leaves it as it is.
    Result<model::CustomerId> write_customer(directory::Transaction& transaction,
                                             const FileRow& row, ImportProgress& progress)
    {
        TRY(check_created(transaction, row));
        TRY(memberships_.check(transaction, row));
        directory::CustomerRules rules;
        rules.unique_email = plan_.has_key("email");
        rules.unique_phone = plan_.has_key("phone");
        const auto mode = plan_.only_new ? directory::RowMode::create : plan_.mode;
        const auto written =
            directory::write_row(transaction, row.customer, edit_of(row, progress), mode, rules);
        if (!written && is_left_alone(written.error())) {
            ++progress.unchanged;
            return model::CustomerId{};
        }
        const auto done = TRY(written);
        count(done.outcome, progress);
        if (members_) written_.push_back(done.customer);
        TRY(memberships_.change(transaction, row, done.customer, progress));
        return done.customer;
    }

    Result<void> remove_one(directory::Transaction& transaction, const FileRow& row,
                            ImportProgress& progress)
    {
        const auto known = TRY(directory::find_row(transaction, row.customer));
        if (!known || (plan_.is_rehearsal && !rehearsal_.remove(known->id))) {
            return fail(Code::not_found, "key", "there is no customer with this key");
        }
        TRY(directory::remove_customer(transaction, known->id));
        ++progress.removed;
        return {};
    }

    static Result<void> check_created(const directory::Transaction& transaction, const FileRow& row)
    {
        if (!row.customer.fresh) return {};
        const auto& customer = std::get<model::Customer>(row.customer.fresh->after);
        if (customer.created_at <= transaction.now()) return {};
        return fail(Code::invalid_value, "created_at", "must not be in the future");
    }

    // With only_new, a customer who is there is not touched.
    bool is_left_alone(const Error& error) const
    {
        return plan_.only_new && error.code == Code::already_exists && error.subject == "key";
    }
    // Sets what the row names. A consent that was withdrawn survives an old file.
    directory::Edit<model::Customer> edit_of(const FileRow& row, ImportProgress& progress) const
    {
        return [&](model::Customer& customer) -> Result<void> {
            const auto consent = customer.consent;
            TRY(source_->merge(row, customer));
            const bool is_withdrawn = consent.has_value() && !*consent;
            if (is_withdrawn && customer.consent != consent && !plan_.overwrites_consent) {
                customer.consent = consent;
                ++progress.consents_kept;
            }
            return {};
        };
    }

    static void count(directory::RowOutcome outcome, ImportProgress& progress)
    {
        switch (outcome) {
        case directory::RowOutcome::inserted: ++progress.inserted; break;
        case directory::RowOutcome::updated: ++progress.updated; break;
        case directory::RowOutcome::unchanged: ++progress.unchanged; break;
        }
    }

    std::string field_of(const Error& error) const
    {
        std::string name = error.subject;
        if (name == "key") name = plan_.keys().empty() ? "key" : plan_.keys().front();
        if (name.empty() && error.where.starts_with('/')) {
            name = error.where.substr(1);
            std::replace(name.begin(), name.end(), '/', '.');
        }
        return name.starts_with("fields.") ? name.substr(7) : name;
    }

    const CustomerJson& customer_json_;
    JobRun& run_;
    ImportPlan plan_;         // with what the study has recognised
    ImportProgress progress_; // as of the last commit
    RowPlace place_;          // as of the last commit
    const std::int64_t size_;
    ImportTable table_;
    std::optional<RefusedRows> refused_;
    std::optional<MembersInFile> members_;   // when they replace those of the group
    std::vector<model::CustomerId> written_; // by the write that runs
    model::DeclaredFields declared_;
    FieldsMark mark_;
    std::unique_ptr<RowSource> source_;
    ImportMemberships memberships_;
    Rehearsal rehearsal_{
        plan_, run_.tenant(),
        [this](directory::Transaction& transaction, const FileRow& row, ImportProgress& progress) {
            return write_customer(transaction, row, progress);
        }};
    bool ended_for_others_ = false; // the last write ended early, because others wait
    std::optional<Error> broken_;   // the error behind which the file cannot be read
};

} // namespace

JobKind import_kind(std::string_view dialect, const CustomerJson& customer_json)
{
    const auto run = [&customer_json](JobRun& job) { return ImportRun(job, customer_json).run(); };
    JobKind kind{dialect, import_name, &changing_queue, run, {content_file, table_file}};
    kind.forget_people = [](model::Job& forgotten) {
        auto progress = import_progress_of(forgotten);
        for (auto& column : progress.columns) column.examples.clear();
        for (auto& proposal : progress.proposals) proposal.reason.clear();
        forgotten.progress = text_of(progress);
    };
    return kind;
}

} // namespace muster::jobs
