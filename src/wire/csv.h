// Reads and writes CSV (RFC 4180, and what programs write instead), record by record in bounded
// memory. Knows no columns and no customers; bytes are passed on as they are: whether they are
// UTF-8 is for the caller to judge.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "base/result.h"

namespace muster::wire {

struct CsvRecord {
    std::size_t line = 0;   // where it begins, counted from 1
    std::size_t offset = 0; // where it begins, in bytes
    std::vector<std::string> fields;
    // The record is broken or too long: `fields` is incomplete. Records behind it can be read.
    std::optional<Error> problem;
};

// Between two records: where to go on later, with another reader.
struct CsvPlace {
    std::size_t offset = 0; // in bytes
    std::size_t line = 1;   // that begins here
    bool after_cr = false;  // the last line ended with CR: an LF here belongs to it
};

struct CsvLimits {
    std::size_t record_bytes = limits::csv_record_bytes;
    std::size_t fields = limits::csv_fields;
};

// Fed with pieces of any size; takes as long as the text is long, however it is cut. Lines end with
// CR LF, LF or CR; a byte order mark and empty lines are skipped. A quote inside a value that did
// not begin with one is a character. Blanks before an opening and behind a closing quote are
// skipped.
//
//     reader.feed(piece);  // or reader.finish() when there are no more
//     while (TRY(reader.next(record))) use(record);
class CsvReader {
public:
    explicit CsvReader(CsvLimits limits = {}) : CsvReader(limits, {}) {}
    // Goes on where another reader was.
    CsvReader(CsvLimits limits, const CsvPlace& place, char separator = ',');

    // What was fed before must have been read up to next() == false.
    void feed(std::string_view bytes);
    // No more bytes: the last record needs no line end.
    void finish() { finished_ = true; }
    // Puts the next record into `record`; false when more bytes are needed, or at the end.
    // invalid_value "csv" for a quote that is never closed, at the end: the message names the line
    // where it was opened.
    Result<bool> next(CsvRecord& record);
    // Behind the record that next() gave last.
    CsvPlace place() const { return {dropped_ + position_, line_, state_ == ReadState::after_cr}; }

private:
    enum class ReadState {
        record_start,
        field_start,
        plain,
        quoted,
        quote_in_quoted,
        behind_quoted, // blanks after a closing quote
        after_cr,
    };

    bool past_start();
    void take_run();
    bool step(char c);
    void step_in_value(char c);
    bool end_record(char c);
    void count_line(char c);
    void begin_record(std::size_t position);
    void give(CsvRecord& record);
    void append(std::string_view piece);
    void end_field();
    void refuse(Code code, const std::string& message);

    CsvLimits limits_;
    char separator_;
    std::array<bool, 256> stops_{}; // bytes that mean something outside of quotes
    std::string fed_;
    std::size_t dropped_ = 0; // bytes before fed_
    std::size_t position_ = 0;
    bool finished_ = false;
    bool at_start_ = true;
    ReadState state_ = ReadState::record_start;
    std::size_t line_ = 1;
    std::size_t quote_line_ = 0; // where the quote that is open was opened
    bool cr_in_quotes_ = false;  // the last byte was CR
    std::size_t record_bytes_ = 0;
    std::string field_;
    CsvRecord building_;
};

// Appends one record with CR LF; quotes where the value demands it.
void write_csv_record(std::string& out, std::span<const std::string> fields, char separator = ',');

} // namespace muster::wire
