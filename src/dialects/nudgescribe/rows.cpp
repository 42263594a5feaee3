// Matches the headings of an upload to profile fields and reads its cells.
#include "dialects/nudgescribe/rows.h"

#include <algorithm>

#include "base/text.h"
#include "wire/csv.h"
#include "wire/table_form.h"

namespace muster::dialects::nudgescribe {

namespace {

constexpr std::size_t max_upload_rows = 100'000; // promise 7

// The meaning of a heading. Unknown when it is neither customer_id nor a field.
struct UploadColumn {
    bool is_id = false;
    const ProfileField* field = nullptr;
};

UploadColumn column_of(const ProfileSchema& profile, std::string_view header)
{
    UploadColumn column;
    column.field = profile.find(header);
    const std::string text = lower_ascii(trim(header));
    column.is_id = column.field == nullptr && (text == "customer_id" || text == "customer id");
    return column;
}

muster::Failure too_many_rows() { return bad_request("file", "must have at most 100000 rows"); }

std::vector<UploadColumn> read_header(const ProfileSchema& profile,
                                      const std::vector<std::string>& cells,
                                      std::vector<UploadProblem>& problems)
{
    std::vector<UploadColumn> columns;
    for (const auto& cell : cells) {
        const UploadColumn column = column_of(profile, cell);
        const bool is_known = column.is_id || column.field != nullptr;
        const bool is_repeated =
            is_known && std::any_of(columns.begin(), columns.end(), [&](const UploadColumn& other) {
                return other.is_id == column.is_id && other.field == column.field;
            });
        if (!is_known) problems.push_back({{}, cell, "There is no such profile field"});
        if (is_repeated) problems.push_back({{}, cell, "The header is given twice"});
        columns.push_back(column);
    }
    for (const auto& field : profile.fields()) {
        const bool is_there =
            std::any_of(columns.begin(), columns.end(),
                        [&](const UploadColumn& one) { return one.field == &field; });
        if (field.is_required && !is_there) {
            problems.push_back({{}, field.name, "The header of this required field is missing"});
        }
    }
    return columns;
}

UploadRow read_record(const std::vector<UploadColumn>& columns,
                      const std::vector<std::string>& cells)
{
    UploadRow row;
    for (std::size_t i = 0; i < columns.size() && i < cells.size(); ++i) {
        if (columns[i].is_id) row.customer_id = trim(cells[i]);
        if (columns[i].field != nullptr) row.cells.emplace_back(columns[i].field, cells[i]);
    }
    return row;
}

// `row` is the number that the record would have; the header has none.
UploadProblem malformed(const wire::CsvRecord& record, std::size_t row)
{
    const std::string text = "The CSV is malformed: line " + std::to_string(record.line) + ": " +
                             record.problem->message;
    return {static_cast<std::int64_t>(row), {}, text};
}

Result<Upload> read_file(const std::string& text, const ProfileSchema& profile)
{
    Upload upload;
    const auto form = wire::recognize_table(text);
    wire::CsvReader reader({}, {form.begin, form.line, false}, form.separator);
    reader.feed(std::string_view(text).substr(form.begin));
    reader.finish();
    wire::CsvRecord record;
    std::optional<std::vector<UploadColumn>> columns;
    for (;;) {
        const auto more = reader.next(record);
        if (!more) {
            upload.problems.push_back({{}, {}, "The CSV is malformed: " + more.error().message});
            return upload;
        }
        if (!*more) break;
        if (record.problem) {
            upload.problems.push_back(malformed(record, upload.rows.size() + 1));
            if (!columns) return upload;
            upload.rows.emplace_back();
            if (upload.rows.size() > max_upload_rows) return too_many_rows();
            continue;
        }
        if (!columns) {
            columns = read_header(profile, record.fields, upload.problems);
            continue;
        }
        upload.rows.push_back(read_record(*columns, record.fields));
        const auto number = static_cast<std::int64_t>(upload.rows.size());
        if (record.fields.size() != columns->size()) {
            upload.problems.push_back({number,
                                       {},
                                       "The row has " + std::to_string(record.fields.size()) +
                                           " cells, the header has " +
                                           std::to_string(columns->size())});
        }
        if (upload.rows.size() > max_upload_rows) return too_many_rows();
    }
    if (!columns) upload.problems.push_back({{}, {}, "The file has no header row"});
    return upload;
}

// The text of a member's value; null is empty text. nullopt for lists, objects and booleans.
std::optional<std::string> cell_text(const Json& value)
{
    if (value.is_null()) return std::string{};
    if (const auto* text = value.as_text()) return *text;
    if (value.as_integer() != nullptr || value.as_double() != nullptr) return value.text();
    return std::nullopt;
}

UploadRow read_object(const ProfileSchema& profile, const Json::Object& object, std::int64_t number,
                      std::vector<UploadProblem>& problems)
{
    UploadRow row;
    for (const auto& member : object) {
        const UploadColumn column = column_of(profile, member.name);
        const auto text = cell_text(member.value);
        const bool is_repeated =
            (column.is_id && !row.customer_id.empty()) ||
            std::any_of(row.cells.begin(), row.cells.end(), [&](const auto& cell) {
                return column.field != nullptr && cell.first == column.field;
            });
        if (is_repeated) {
            problems.push_back({number, member.name, "The profile field is given twice"});
        } else if (!column.is_id && column.field == nullptr) {
            problems.push_back({number, member.name, "There is no such profile field"});
        } else if (!text) {
            problems.push_back({number, member.name, "The value must be text, a number or null"});
        } else if (column.is_id) {
            row.customer_id = trim(*text);
        } else {
            row.cells.emplace_back(column.field, *text);
        }
    }
    return row;
}

Result<Upload> read_list(const Json& list, const ProfileSchema& profile)
{
    Upload upload;
    const Json one = list.is_object() ? Json(Json::Array{list}) : Json();
    const auto* array = list.is_object() ? one.as_array() : list.as_array();
    if (array == nullptr) return bad_request("customers", "must be a list of objects");
    if (array->size() > max_upload_rows)
        return bad_request("customers", "must have at most 100000 rows");
    for (const auto& item : *array) {
        const auto* object = item.as_object();
        if (object == nullptr) return bad_request("customers", "must be a list of objects");
        const auto number = static_cast<std::int64_t>(upload.rows.size()) + 1;
        upload.rows.push_back(read_object(profile, *object, number, upload.problems));
    }
    return upload;
}

} // namespace

Result<Upload> read_upload(const RequestBody& request, const ProfileSchema& profile)
{
    const Json* file = request.find("file");
    const Json* list = request.find("customers");
    if (file != nullptr && list != nullptr) {
        return bad_request("file", "cannot be sent together with customers");
    }
    if (list != nullptr) return read_list(*list, profile);
    const auto text = TRY(request.text("file"));
    if (text.empty()) return fail(Code::missing_field, "file", "is required, or customers");
    return read_file(text, profile);
}

} // namespace muster::dialects::nudgescribe
