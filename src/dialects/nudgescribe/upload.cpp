// Stores an upload row by row and reports the problems of all rows.
#include "dialects/nudgescribe/upload.h"

#include "base/text.h"
#include "dialects/nudgescribe/documents.h"
#include "dialects/nudgescribe/request.h"
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

bool is_row_error(Code code)
{
    return code != Code::unavailable && code != Code::timed_out && code != Code::internal;
}

void add_problem(UploadReport& report, UploadProblem problem)
{
    if (report.problems.size() < max_problems) report.problems.push_back(std::move(problem));
}

// What an error of a row is in the report: more than one problem when several cells are wrong.
void add_problems(UploadReport& report, std::int64_t row, const Error& error)
{
    add_problem(report, {row, profile_field_name(error), error.message});
    for (const auto& other : error.further) {
        add_problem(report, {row, profile_field_name(other), other.message});
    }
}

Result<model::CustomerId> match_by_id(Transaction& transaction, const std::string& text)
{
    const auto unknown = [] {
        return fail(Code::invalid_value, "customer_id", "names no customer of this workspace");
    };
    const auto found = model::known_by<model::Customer>(transaction.rows(), transaction.tenant(),
                                                        dialect_name, text);
    if (found) return found->id;
    if (found.error().code == Code::not_found) return unknown();
    return fail(found.error());
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

UploadWriter::UploadWriter(const ProfileSchema& profile, const Upload& upload, UploadTarget target,
                           UploadPurpose purpose)
    : profile_(profile), upload_(upload), target_(target), purpose_(purpose)
{
    report_.row_count = static_cast<std::int64_t>(upload.rows.size());
    for (const auto& problem : upload.problems) {
        if (problem.row) bad_rows_.insert(*problem.row);
        add_problem(report_, problem);
    }
}

bool UploadWriter::is_done() const { return next_ == upload_.rows.size(); }

UploadReport UploadWriter::report() const
{
    auto report = report_;
    report.invalid_row_count = static_cast<std::int64_t>(bad_rows_.size());
    return report;
}

Result<void> UploadWriter::take(Transaction& transaction)
{
    piece_ = {};
    piece_.end = next_;
    while (piece_.end < upload_.rows.size()) {
        const std::size_t done = piece_.end - next_;
        const bool may_end = done > 0 && done % limits::piece_items == 0;
        if (may_end && (done >= limits::bulk_piece || transaction.writer().others_wait())) break;
        const auto& row = upload_.rows[piece_.end];
        const auto number = static_cast<std::int64_t>(++piece_.end);
        if (bad_rows_.contains(number)) continue;
        const auto stored = store(transaction, row);
        if (stored) continue;
        if (!is_row_error(stored.error().code)) return fail(stored.error());
        piece_.errors.emplace_back(number, stored.error());
    }
    return {};
}

void UploadWriter::accept()
{
    next_ = piece_.end;
    joined_ += piece_.joined;
    report_.inserted_count += piece_.inserted;
    report_.updated_count += piece_.updated;
    seen_.merge(piece_.seen);
    for (const auto& [number, error] : piece_.errors) {
        bad_rows_.insert(number);
        add_problems(report_, number, error);
    }
}

// Every wrong cell of the row is in the error, and every required field that it leaves empty.
Result<UploadWriter::CellValues> UploadWriter::read_cells(const UploadRow& row, bool is_new) const
{
    CellValues values;
    std::vector<Error> problems;
    std::set<const ProfileField*> given;
    const auto must_be_given = [&](const ProfileField& field) {
        problems.push_back({Code::missing_field, field.name, "is required", {}, {}, {}});
    };
    for (const auto& [field, text] : row.cells) {
        given.insert(field);
        auto value = read_value(*field, text);
        if (!value)
            problems.push_back(value.error());
        else if (is_null(*value) && field->is_required)
            must_be_given(*field);
        else
            values.emplace_back(field, *std::move(value));
    }
    for (const auto& field : profile_.fields()) {
        if (is_new && field.is_required && !given.contains(&field)) must_be_given(field);
    }
    if (problems.empty()) return values;
    Error first = problems.front();
    first.further.assign(problems.begin() + 1, problems.end());
    return fail(std::move(first));
}

// Errors about the values belong to the row; is_row_error separates them from failures of the
// store.
Result<void> UploadWriter::store(Transaction& transaction, const UploadRow& row)
{
    const auto known = TRY(match(transaction, row));
    if (purpose_ == UploadPurpose::rehearse) TRY(check_repetition(transaction, row));
    const auto values = TRY(read_cells(row, !known));
    const auto edit = [&](model::Customer& customer) -> Result<void> {
        for (const auto& [field, value] : values) set_value(*field, value, customer);
        return {};
    };
    if (known) {
        TRY(directory::update_customer(transaction, known, edit));
        TRY(join(transaction, known));
        ++piece_.updated;
        return {};
    }
    if (target_.unmatched == UnmatchedRows::refuse) {
        const auto* unique = profile_.unique_field();
        return fail(Code::invalid_value, unique == nullptr ? "customer_id" : unique->name,
                    "matches no customer of this workspace");
    }
    model::Customer draft;
    TRY(edit(draft));
    const auto made = TRY(directory::create_customer(transaction, std::move(draft)));
    TRY(join(transaction, made.id));
    ++piece_.inserted;
    return {};
}

// False when the value was remembered before.
bool UploadWriter::remember(const model::Key& key)
{
    std::string text = key.name + '\n' + key.text;
    return !seen_.contains(text) && piece_.seen.insert(std::move(text)).second;
}

// The stored customer that the row names; 0 when there is none.
Result<model::CustomerId> UploadWriter::match(Transaction& transaction, const UploadRow& row)
{
    if (!row.customer_id.empty()) return match_by_id(transaction, row.customer_id);
    const auto* unique = profile_.unique_field();
    const std::string* text = nullptr;
    for (const auto& [field, cell] : row.cells) {
        if (field == unique && !trim(cell).empty()) text = &cell;
    }
    if (text == nullptr) return model::CustomerId{};
    const auto key = TRY(unique_value_key(transaction.tenant(), *unique, *text));
    if (!remember(key)) {
        return fail(Code::already_exists, unique->name, "stands twice in this upload");
    }
    return model::customer_id_of(transaction.rows(), key);
}

// A rehearsed piece is undone, so the store does not know the values that its rows took. Those by
// which rows match are remembered by match().
Result<void> UploadWriter::check_repetition(Transaction& transaction, const UploadRow& row)
{
    for (const auto& [field, cell] : row.cells) {
        const bool is_unique =
            field->is_unique || (field->member != nullptr && field->name == "external_id");
        const bool is_matched = field == profile_.unique_field() && row.customer_id.empty();
        if (!is_unique || is_matched || trim(cell).empty()) continue;
        if (remember(TRY(unique_value_key(transaction.tenant(), *field, cell)))) continue;
        return fail(Code::already_exists, field->name, "another one has this value already");
    }
    return {};
}

Result<void> UploadWriter::join(Transaction& transaction, model::CustomerId customer)
{
    const auto joined = directory::join(transaction, target_.group, customer);
    if (!joined && joined.error().code == Code::already_exists) return {};
    if (!joined) return fail(joined.error());
    ++piece_.joined;
    if (purpose_ == UploadPurpose::store || joined_ == 0) return {};
    // Those of the undone pieces take their places, too.
    auto group = TRY(model::live_group(transaction.rows(), transaction.tenant(), target_.group));
    group.member_count += joined_ - 1; // before this one
    return directory::check_capacity(group, transaction.principal());
}

Result<UploadReport> store_upload(Transaction& transaction, const ProfileSchema& profile,
                                  const Upload& upload, UploadTarget target)
{
    UploadWriter writer(profile, upload, target, UploadWriter::UploadPurpose::store);
    while (!writer.is_done()) {
        TRY(writer.take(transaction));
        writer.accept();
    }
    return writer.report();
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
