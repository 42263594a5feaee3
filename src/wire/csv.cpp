// Reads records byte by byte, from pieces of any size. Knows no columns.
#include "wire/csv.h"

#include <array>

namespace muster::wire {

namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

// Bytes that mean something: outside of quotes, and inside.
using Meaningful = std::array<bool, 256>;
constexpr Meaningful meaningful(std::string_view bytes)
{
    Meaningful table{};
    for (const char c : bytes) table[static_cast<unsigned char>(c)] = true;
    return table;
}
constexpr Meaningful outside = meaningful(",\"\n\r");
constexpr Meaningful inside = meaningful("\"\n\r");

bool needs_quotes(std::string_view value)
{
    if (value.empty()) return false;
    return value.find_first_of(",\"\r\n") != std::string_view::npos || value.front() == ' ' ||
           value.back() == ' ' || value.starts_with(byte_order_mark);
}

muster::Failure broken(std::size_t line, const std::string& message)
{
    return fail(Code::invalid_value, "csv", "line " + std::to_string(line) + ": " + message);
}

muster::Failure over(std::size_t line, const std::string& what, std::size_t most)
{
    return fail(Code::too_large, "csv",
                "line " + std::to_string(line) + ": a record may have at most " +
                    std::to_string(most) + " " + what);
}

} // namespace

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
    if (!finished_ && text.size() < byte_order_mark.size() && byte_order_mark.starts_with(text)) {
        return false;
    }
    if (text.starts_with(byte_order_mark)) position_ = byte_order_mark.size();
    at_start_ = false;
    return true;
}

Result<bool> CsvReader::next(CsvRecord& record)
{
    if (!past_start()) return false;
    while (position_ < fed_.size()) {
        TRY(take_run());
        if (position_ == fed_.size()) break;
        if (!TRY(step(fed_[position_++]))) continue;
        give(record);
        return true;
    }
    if (!finished_) return false;
    if (state_ == State::quoted) return broken(quote_line_, "this quote is never closed");
    if (state_ == State::record_start || state_ == State::after_cr) return false;
    TRY(end_field());
    state_ = State::record_start;
    give(record);
    return true;
}

// Takes all bytes at once up to the next one that means something.
Result<void> CsvReader::take_run()
{
    if (state_ == State::quote_in_quoted || state_ == State::after_cr) return {};
    const bool quoted = state_ == State::quoted;
    const Meaningful& stops = quoted ? inside : outside;
    std::size_t end = position_;
    while (end < fed_.size() && !stops[static_cast<unsigned char>(fed_[end])]) ++end;
    if (end == position_) return {};
    if (state_ == State::record_start) begin_record();
    if (!quoted) state_ = State::plain;
    TRY(append(std::string_view(fed_).substr(position_, end - position_)));
    cr_in_quotes_ = false;
    position_ = end;
    return {};
}

// One byte that may mean something; true when it ends a record.
Result<bool> CsvReader::step(char c)
{
    if (state_ == State::quoted) {
        if (c == '"')
            state_ = State::quote_in_quoted;
        else
            TRY(append({&c, 1}));
        count_line(c);
        return false;
    }
    if (state_ == State::after_cr) {
        state_ = State::record_start;
        if (c == '\n') return false; // the second half of CR LF
    }
    if (c == '\n' || c == '\r') return end_record(c);
    if (state_ == State::quote_in_quoted && c != '"' && c != ',') {
        return broken(line_,
                      "after the closing quote there must be a comma or the end of the line");
    }
    if (state_ == State::record_start) begin_record();
    if (c == ',') {
        TRY(end_field());
        state_ = State::field_start;
    } else if (c != '"') { // only right after a CR that stood alone
        TRY(append({&c, 1}));
        state_ = State::plain;
    } else if (state_ == State::quote_in_quoted) {
        TRY(append("\""));
        state_ = State::quoted;
    } else if (state_ == State::plain) {
        return broken(line_, "a quote inside a value; quote the whole value and double the quote");
    } else {
        quote_line_ = line_;
        state_ = State::quoted;
    }
    return false;
}

Result<bool> CsvReader::end_record(char c)
{
    const bool is_empty_line = state_ == State::record_start;
    if (!is_empty_line) TRY(end_field());
    state_ = c == '\r' ? State::after_cr : State::record_start;
    ++line_;
    return !is_empty_line;
}

// Lines inside quotes: LF counts, and CR unless LF follows it.
void CsvReader::count_line(char c)
{
    if (c == '\r' || (c == '\n' && !cr_in_quotes_)) ++line_;
    cr_in_quotes_ = c == '\r';
}

void CsvReader::begin_record()
{
    building_.line = line_;
    building_.fields.clear();
    record_bytes_ = 0;
    field_.clear();
    cr_in_quotes_ = false;
}

void CsvReader::give(CsvRecord& record)
{
    record.line = building_.line;
    record.fields.swap(building_.fields);
    building_.fields.reserve(record.fields.size()); // the next is likely as wide
}

Result<void> CsvReader::append(std::string_view piece)
{
    record_bytes_ += piece.size();
    if (record_bytes_ > limits_.record_bytes) {
        return over(building_.line, "bytes", limits_.record_bytes);
    }
    field_ += piece;
    return {};
}

Result<void> CsvReader::end_field()
{
    if (building_.fields.size() == limits_.fields) {
        return over(building_.line, "values", limits_.fields);
    }
    building_.fields.push_back(std::move(field_));
    field_.clear();
    return {};
}

void write_csv_record(std::string& out, std::span<const std::string> fields)
{
    bool is_first = true;
    for (const auto& field : fields) {
        if (!is_first) out += ',';
        is_first = false;
        // A lone empty value would be an empty line, which readers skip.
        if (!needs_quotes(field) && !(fields.size() == 1 && field.empty())) {
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
