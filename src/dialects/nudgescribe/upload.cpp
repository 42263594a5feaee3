// Stores an upload row by row inside one write and reports the problems of all rows.
#include "dialects/nudgescribe/upload.h"

#include <set>

#include "base/text.h"
#include "dialects/nudgescribe/documents.h"
#include "directory/customers.h"
#include "directory/memberships.h"
#include "model/keys.h"
#include "model/lookup.h"

namespace muster::dialects::nudgescribe {

namespace {

using directory::Transaction;

// A report stays readable however bad the file is (promise 7).
constexpr std::size_t max_problems = 1000;

// "fields.tenure", the subject of a directory error, is the profile field "tenure".
std::string profile_field_name(const Error& error)
{
    const std::string_view subject = error.subject;
    constexpr std::string_view prefix = "fields.";
    return std::string(subject.starts_with(prefix) ? subject.substr(prefix.size()) : subject);
}

// Stores the rows of one upload.
class UploadWriter {
public:
    UploadWriter(Transaction& transaction, const ProfileSchema& profile, model::GroupId group,
                 UnmatchedRows unmatched)
        : transaction_(transaction), unique_(profile.unique_field()), group_(group),
          unmatched_(unmatched)
    {}

    // Errors about the values belong to the row; is_row_error tells them from failures of the
    // store.
    Result<void> store(const UploadRow& row, UploadReport& report)
    {
        const auto known = TRY(match(row));
        const auto edit = [&](model::Customer& customer) -> Result<void> {
            for (const auto& [field, text] : row.cells) TRY(set_value(*field, text, customer));
            return {};
        };
        if (known) {
            TRY(directory::update_customer(transaction_, known, edit));
            TRY(join(known));
            ++report.updated_count;
            return {};
        }
        if (unmatched_ == UnmatchedRows::refuse) {
            return fail(Code::invalid_value, unique_ == nullptr ? "customer_id" : unique_->name,
                        "matches no customer of this workspace");
        }
        model::Customer draft;
        TRY(edit(draft));
        const auto made = TRY(directory::create_customer(transaction_, std::move(draft)));
        TRY(join(made.id));
        ++report.inserted_count;
        return {};
    }

private:
    Result<model::CustomerId> match_by_id(const std::string& text)
    {
        const auto unknown = [] {
            return fail(Code::invalid_value, "customer_id", "names no customer of this workspace");
        };
        const auto id = parse_integer(text);
        if (!id) return unknown();
        const auto found = model::live_customer(transaction_.rows(), transaction_.tenant(),
                                                model::CustomerId{*id});
        if (found) return found->id;
        if (found.error().code == Code::not_found) return unknown();
        return fail(found.error());
    }

    // The stored customer that the row names; 0 when there is none.
    Result<model::CustomerId> match(const UploadRow& row)
    {
        if (!row.customer_id.empty()) return match_by_id(row.customer_id);
        const std::string* text = nullptr;
        for (const auto& [field, cell] : row.cells) {
            if (field == unique_ && !trim(cell).empty()) text = &cell;
        }
        if (text == nullptr) return model::CustomerId{};
        const auto key = TRY(unique_value_key(transaction_, *unique_, *text));
        if (!seen_.insert(key.text).second) {
            return fail(Code::already_exists, unique_->name, "stands twice in this upload");
        }
        return model::customer_id_of(transaction_.rows(), key);
    }

    Result<void> join(model::CustomerId customer)
    {
        const auto joined = directory::join(transaction_, group_, customer);
        if (joined || joined.error().code == Code::already_exists) return {};
        return fail(joined.error());
    }

    Transaction& transaction_;
    const ProfileField* unique_;
    model::GroupId group_;
    UnmatchedRows unmatched_;
    std::set<std::string> seen_; // the unique values of the rows so far
};

bool is_row_error(Code code)
{
    return code != Code::unavailable && code != Code::timed_out && code != Code::internal;
}

void add_problem(UploadReport& report, UploadProblem problem)
{
    if (report.problems.size() < max_problems) report.problems.push_back(std::move(problem));
}

constexpr auto problem_table = wire::record(
    {"UploadProblem"},
    wire::row<&UploadProblem::row>("row", wire::integer_codec)
        .with(wire::Absent::null)
        .about("Counted from 1 without the header; null for the header."),
    wire::row<&UploadProblem::field>("field", wire::text_codec)
        .with(wire::Absent::null)
        .about("Null when the problem concerns no single field."),
    wire::row<&UploadProblem::message>("message", wire::text_codec).with(wire::Absent::empty_text));

constexpr auto report_table = wire::record(
    {"UploadReport"},
    wire::row<[](const UploadReport& report) { return report.is_valid(); }>(
        "is_valid", wire::boolean_codec, wire::Access::read_only),
    wire::row<&UploadReport::is_stored>("is_stored", wire::boolean_codec),
    wire::row<&UploadReport::row_count>("row_count", wire::integer_codec),
    wire::row<&UploadReport::invalid_row_count>("invalid_row_count", wire::integer_codec),
    wire::row<&UploadReport::inserted_count>("inserted_count", wire::integer_codec),
    wire::row<&UploadReport::updated_count>("updated_count", wire::integer_codec),
    wire::list<&UploadReport::problems, problem_table>("problems", wire::Access::read_only));

} // namespace

Result<UploadReport> store_upload(Transaction& transaction, const ProfileSchema& profile,
                                  const Upload& upload, model::GroupId group,
                                  UnmatchedRows unmatched)
{
    UploadReport report;
    report.row_count = static_cast<std::int64_t>(upload.rows.size());
    std::set<std::int64_t> bad_rows;
    for (const auto& problem : upload.problems) {
        if (problem.row) bad_rows.insert(*problem.row);
        add_problem(report, problem);
    }
    UploadWriter writer(transaction, profile, group, unmatched);
    for (std::size_t i = 0; i < upload.rows.size(); ++i) {
        const auto number = static_cast<std::int64_t>(i) + 1;
        if (bad_rows.contains(number)) continue;
        const auto stored = writer.store(upload.rows[i], report);
        if (stored) continue;
        if (!is_row_error(stored.error().code)) return fail(stored.error());
        bad_rows.insert(number);
        add_problem(report, {number, profile_field_name(stored.error()), stored.error().message});
        for (const auto& other : stored.error().further) {
            add_problem(report, {number, profile_field_name(other), other.message});
        }
    }
    report.invalid_row_count = static_cast<std::int64_t>(bad_rows.size());
    return report;
}

const wire::AnyRecord& upload_report() { return report_table; }

http::Response report_reply(const UploadReport& report)
{
    std::string body;
    JsonWriter out(body);
    wire::write_object<UploadReport>(out, report_table, report);
    return json_response(std::move(body));
}

std::string summary(const UploadReport& report)
{
    const UploadProblem& first = report.problems.front();
    std::string text = "Nothing was stored: " + std::to_string(report.invalid_row_count) + " of " +
                       std::to_string(report.row_count) + " rows are not valid; first problem: ";
    text += first.row ? "row " + std::to_string(*first.row) : std::string("header");
    if (!first.field.empty()) text += ", " + first.field;
    return text + ": " + first.message;
}

} // namespace muster::dialects::nudgescribe
