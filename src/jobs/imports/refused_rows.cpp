#include "jobs/imports/refused_rows.h"

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "jobs/import_columns.h"
#include "wire/encoding.h"

namespace muster::jobs {

namespace {

constexpr std::size_t raw_piece_bytes = 256 * 1024;
constexpr std::size_t write_from_bytes = 1024 * 1024;

std::string_view without_line_end(std::string_view text)
{
    while (text.ends_with('\n') || text.ends_with('\r')) text.remove_suffix(1);
    return text;
}

// How many bytes of the text end no character in the middle.
std::size_t whole_characters(std::string_view text)
{
    constexpr std::size_t longest_character = 4;
    std::size_t end = text.size();
    while (end > 0 && text.size() - end < longest_character &&
           (static_cast<unsigned char>(text[end - 1]) & 0x80U) != 0) {
        --end;
    }
    return end;
}

// How many bytes of an object are its brace and the members that an earlier refusal has put there.
std::size_t refusal_bytes(std::string_view object)
{
    const auto first = "{\"" + std::string(refusal_columns.front()) + "\":";
    const auto last = ",\"" + std::string(refusal_columns.back()) + "\":\"";
    const auto found = object.find(last);
    if (!object.starts_with(first) || found == object.npos) return 1;
    auto end = found + last.size();
    while (end < object.size() && object[end] != '"') end += object[end] == '\\' ? 2 : 1;
    return object.substr(std::min(end, object.size())).starts_with("\",") ? end + 2 : 1;
}

} // namespace

RefusedRows::RefusedRows(JobFile file, JobFile table, const ImportTable& form,
                         const ImportPlan& plan, std::int64_t bytes)
    : file_(std::move(file)), table_(std::move(table)), heading_(form.heading),
      separator_(form.separator), is_json_(plan.format == ImportFormat::ndjson),
      is_damaged_utf8_(form.is_damaged_utf8),
      encoding_(plan.encoding.empty() ? std::string(wire::utf8_name) : plan.encoding), bytes_(bytes)
{}

Result<RefusedRows> RefusedRows::open(JobFile file, const ImportTable& table,
                                      const ImportPlan& plan, std::int64_t bytes)
{
    auto rows = TRY(JobFile::open(table.path, JobFile::OpenMode::read));
    return RefusedRows(std::move(file), std::move(rows), table, plan, bytes);
}

Result<void> RefusedRows::begin()
{
    if (is_json_) {
        line_end_ = "\n";
        if (is_damaged_utf8_ && bytes_ == 0) out_ += wire::utf8_mark;
        return {};
    }
    std::string start;
    TRY(table_.read(0, raw_piece_bytes * 8, start)); // a heading is shorter than a record may be
    wire::CsvReader reader({}, {static_cast<std::size_t>(heading_.offset), 1, false}, separator_);
    reader.feed(std::string_view(start).substr(static_cast<std::size_t>(heading_.offset)));
    reader.finish();
    wire::CsvRecord record;
    if (!TRY(reader.next(record))) return {};
    const std::string_view raw =
        std::string_view(start).substr(record.offset, reader.place().offset - record.offset);
    const auto text = without_line_end(raw);
    if (text.size() < raw.size()) line_end_ = raw.substr(text.size());
    refused_before_ =
        record.fields.size() > refusal_columns.size() &&
        std::equal(refusal_columns.begin(), refusal_columns.end(), record.fields.begin());
    if (bytes_ > 0) return {};
    if (is_damaged_utf8_ && !start.starts_with(wire::utf8_mark)) out_ += wire::utf8_mark;
    out_ += start.substr(0, record.offset); // a byte order mark, and a line such as "sep=;"
    for (const auto name : refusal_columns) out_ += std::string(name) + separator_;
    out_ += text.substr(refused_before_ ? cells_bytes(text) : 0);
    out_ += line_end_;
    return {};
}

Result<void> RefusedRows::add(const FileRow& row, std::string_view field, const Error& error)
{
    std::string right = error.message;
    for (const auto& other : error.further) right += "; " + other.subject + ' ' + other.message;
    const std::vector<std::string> cells{std::to_string(row.line), std::string(field),
                                         std::string(name_of(error.code)), std::move(right)};
    if (is_json_) return add_json(row, cells);
    wire::write_csv_record(out_, cells, separator_);
    out_.resize(without_line_end(out_).size());
    out_ += separator_;
    std::string start;
    if (refused_before_) {
        const auto size = static_cast<std::size_t>(row.after.offset - row.begin);
        TRY(table_.read(row.begin, std::min(size, raw_piece_bytes), start));
    }
    return add_raw(row.begin + static_cast<std::int64_t>(cells_bytes(start)), row.after.offset);
}

// How many bytes of the row are the cells that an earlier refusal has put there.
std::size_t RefusedRows::cells_bytes(std::string_view row) const
{
    std::size_t place = 0;
    for (std::size_t cell = 0; cell < refusal_columns.size(); ++cell) {
        bool is_quoted = false;
        while (place < row.size() && (is_quoted || row[place] != separator_)) {
            if (row[place++] == '"') is_quoted = !is_quoted;
        }
        if (place++ >= row.size()) return 0; // the row is broken there
    }
    return place;
}

Result<void> RefusedRows::add_json(const FileRow& row, std::span<const std::string> cells)
{
    JsonWriter json(out_);
    json.begin_object();
    for (std::size_t i = 0; i < cells.size(); ++i) {
        json.name(refusal_columns[i]);
        if (i == 0)
            json.integer(static_cast<std::int64_t>(row.line));
        else
            json.text(is_utf8(cells[i]) ? std::string_view(cells[i]) : std::string_view());
    }
    std::string start;
    const auto size = static_cast<std::size_t>(row.after.offset - row.begin);
    TRY(table_.read(row.begin, std::min(size, raw_piece_bytes), start));
    const auto skipped = std::min(start.find_first_not_of(" \t\r\n\xEF\xBB\xBF"), start.size());
    const auto raw = std::string_view(start).substr(skipped);
    if (!raw.starts_with('{')) { // no object: the line follows as it is
        json.end_object();
        out_ += '\n';
        return add_raw(row.begin, row.after.offset);
    }
    const auto begin = refusal_bytes(raw);
    const bool is_empty = trim(raw.substr(begin)).starts_with('}');
    if (!is_empty) out_ += ',';
    return add_raw(row.begin + static_cast<std::int64_t>(skipped + begin), row.after.offset);
}

// Copies the row out of the table, however long it is.
Result<void> RefusedRows::add_raw(std::int64_t begin, std::int64_t end)
{
    std::string piece;
    while (begin < end) {
        const auto most = std::min<std::int64_t>(end - begin, raw_piece_bytes);
        TRY(table_.read(begin, static_cast<std::size_t>(most), piece));
        if (piece.empty()) break;
        begin += static_cast<std::int64_t>(piece.size());
        out_ += begin < end ? std::string_view(piece) : without_line_end(piece);
        if (out_.size() >= write_from_bytes) TRY(write_some(whole_characters(out_)));
    }
    out_.resize(without_line_end(out_).size());
    out_ += line_end_;
    return {};
}

Result<void> RefusedRows::write_some(std::size_t bytes)
{
    const auto encoded = TRY(wire::encode_text(encoding_, std::string_view(out_).substr(0, bytes)));
    TRY(file_.write(bytes_, encoded));
    bytes_ += static_cast<std::int64_t>(encoded.size());
    out_.erase(0, bytes);
    is_dirty_ = true;
    return {};
}

Result<void> RefusedRows::flush()
{
    if (!out_.empty()) TRY(write_some(out_.size()));
    if (!is_dirty_) return {};
    TRY(file_.sync());
    is_dirty_ = false;
    return {};
}

void RefusedRows::go_back(std::int64_t bytes)
{
    out_.clear();
    bytes_ = bytes;
}

} // namespace muster::jobs
