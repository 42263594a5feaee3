// Reads records byte by byte, from pieces of any size. Knows no columns.
#include "wire/csv.h"

#include "wire/encoding.h"

namespace muster::wire {

namespace {

// Bytes that mean something.
using Meaningful = std::array<bool, 256>;
constexpr Meaningful meaningful(std::string_view bytes)
{
    Meaningful table{};
    for (const char c : bytes) table[static_cast<unsigned char>(c)] = true;
    return table;
}
constexpr Meaningful inside = meaningful("\"\n\r");

bool needs_quotes(std::string_view value, char separator)
{
    if (value.empty()) return false;
    return value.find_first_of("\"\r\n") != std::string_view::npos ||
           value.find(separator) != std::string_view::npos || value.front() == ' ' ||
           value.back() == ' ' || value.starts_with(utf8_mark);
}

} // namespace

CsvReader::CsvReader(CsvLimits limits, const CsvPlace& place, char separator)
    : limits_(limits), separator_(separator), stops_(meaningful("\"\n\r")), dropped_(place.offset),
      at_start_(place.offset == 0),
      state_(place.after_cr ? ReadState::after_cr : ReadState::record_start), line_(place.line)
{
    stops_[static_cast<unsigned char>(separator)] = true;
}

void CsvReader::feed(std::string_view bytes)
{
    fed_.erase(0, position_);
    dropped_ += position_;
    position_ = 0;
    fed_ += bytes;
}

// Skips the mark; false when more bytes are needed to know.
bool CsvReader::past_start()
{
    if (!at_start_) return true;
    const std::string_view text(fed_);
    if (!finished_ && text.size() < utf8_mark.size() && utf8_mark.starts_with(text)) {
        return false;
    }
    if (text.starts_with(utf8_mark)) position_ = utf8_mark.size();
    at_start_ = false;
    return true;
}

Result<bool> CsvReader::next(CsvRecord& record)
{
    if (!past_start()) return false;
    while (position_ < fed_.size()) {
        take_run();
        if (position_ == fed_.size()) break;
        if (!step(fed_[position_++])) continue;
        give(record);
        return true;
    }
    if (!finished_) return false;
    if (state_ == ReadState::quoted) {
        return fail(Code::invalid_value, "csv",
                    "line " + std::to_string(quote_line_) + ": this quote is never closed");
    }
    if (state_ == ReadState::record_start || state_ == ReadState::after_cr) return false;
    end_field();
    state_ = ReadState::record_start;
    give(record);
    return true;
}

// Takes all bytes at once up to the next one that means something.
void CsvReader::take_run()
{
    if (state_ == ReadState::quote_in_quoted || state_ == ReadState::behind_quoted ||
        state_ == ReadState::after_cr) {
        return;
    }
    const bool quoted = state_ == ReadState::quoted;
    const Meaningful& stops = quoted ? inside : stops_;
    std::size_t end = position_;
    while (end < fed_.size() && !stops[static_cast<unsigned char>(fed_[end])]) ++end;
    if (end == position_) return;
    if (state_ == ReadState::record_start) begin_record(position_);
    if (!quoted) state_ = ReadState::plain;
    append(std::string_view(fed_).substr(position_, end - position_));
    cr_in_quotes_ = false;
    position_ = end;
}

// One byte that may mean something; true when it ends a record.
bool CsvReader::step(char c)
{
    if (state_ == ReadState::quoted) {
        if (c == '"')
            state_ = ReadState::quote_in_quoted;
        else
            append({&c, 1});
        count_line(c);
        return false;
    }
    if (state_ == ReadState::after_cr) {
        state_ = ReadState::record_start;
        if (c == '\n') return false; // the second half of CR LF
    }
    if (c == '\n' || c == '\r') return end_record(c);
    if (state_ == ReadState::record_start) begin_record(position_ - 1);
    if (c == separator_) {
        end_field();
        state_ = ReadState::field_start;
    } else {
        step_in_value(c);
    }
    return false;
}

// A byte that ends no value: a quote, or what follows a closing quote.
void CsvReader::step_in_value(char c)
{
    const bool closed = state_ == ReadState::quote_in_quoted || state_ == ReadState::behind_quoted;
    if (c == '"' && state_ == ReadState::quote_in_quoted) {
        append("\"");
        state_ = ReadState::quoted;
    } else if (closed && (c == ' ' || c == '\t')) {
        state_ = ReadState::behind_quoted;
    } else if (closed) {
        refuse(Code::invalid_value,
               "after a closing quote there must be a separator or the end of the line; double "
               "the quotes inside a quoted value");
        append({&c, 1});
        state_ = ReadState::plain;
    } else if (c == '"' && field_.find_first_not_of(' ') == field_.npos) {
        field_.clear();
        quote_line_ = line_;
        state_ = ReadState::quoted;
    } else {
        append({&c, 1});
        state_ = ReadState::plain;
    }
}

bool CsvReader::end_record(char c)
{
    const bool is_empty_line = state_ == ReadState::record_start;
    if (!is_empty_line) end_field();
    state_ = ReadState::record_start;
    if (c == '\r' && position_ == fed_.size()) {
        state_ = ReadState::after_cr;
    } else if (c == '\r' && fed_[position_] == '\n') {
        ++position_;
    }
    ++line_;
    return !is_empty_line;
}

// Lines inside quotes: LF counts, and CR unless LF follows it.
void CsvReader::count_line(char c)
{
    if (c == '\r' || (c == '\n' && !cr_in_quotes_)) ++line_;
    cr_in_quotes_ = c == '\r';
}

void CsvReader::begin_record(std::size_t position)
{
    building_.line = line_;
    building_.offset = dropped_ + position;
    building_.fields.clear();
    building_.problem.reset();
    record_bytes_ = 0;
    field_.clear();
    cr_in_quotes_ = false;
}

void CsvReader::give(CsvRecord& record)
{
    record.line = building_.line;
    record.offset = building_.offset;
    record.fields.swap(building_.fields);
    record.problem = std::move(building_.problem);
    building_.fields.reserve(record.fields.size()); // the next is likely as wide
}

void CsvReader::append(std::string_view piece)
{
    record_bytes_ += piece.size();
    if (record_bytes_ <= limits_.record_bytes) {
        field_ += piece;
    } else {
        refuse(Code::too_large,
               "a record may have at most " + std::to_string(limits_.record_bytes) + " bytes");
    }
}

void CsvReader::end_field()
{
    if (building_.fields.size() < limits_.fields) {
        building_.fields.push_back(std::move(field_));
    } else {
        refuse(Code::too_large,
               "a record may have at most " + std::to_string(limits_.fields) + " values");
    }
    field_.clear();
}

// The first problem of a record says what to mend.
void CsvReader::refuse(Code code, const std::string& message)
{
    if (building_.problem) return;
    building_.problem = Error{code, {}, message, {}, {}, {}};
}

void write_csv_record(std::string& out, std::span<const std::string> fields, char separator)
{
    bool is_first = true;
    for (const auto& field : fields) {
        if (!is_first) out += separator;
        is_first = false;
        // A lone empty value would be an empty line, which readers skip.
        if (!needs_quotes(field, separator) && !(fields.size() == 1 && field.empty())) {
            out += field;
            continue;
        }
        out += '"';
        for (const char c : field) {
            if (c == '"') out += '"';
            out += c;
        }
        out += '"';
    }
    out += "\r\n";
}

} // namespace muster::wire
