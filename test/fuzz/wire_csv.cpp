// Any bytes as CSV, in pieces of any size: the same records or the same refusal; and what was read
// is read again from what the writer makes of it.
#include <cstdint>
#include <cstdlib>

#include "wire/csv.h"

namespace {

using namespace muster;
using wire::CsvRecord;

void check(bool is_true)
{
    if (!is_true) std::abort();
}

constexpr wire::CsvLimits limits{.record_bytes = 1000, .fields = 50};

struct Outcome {
    std::vector<CsvRecord> records;
    std::string error;
};

Result<void> drain(wire::CsvReader& reader, Outcome& outcome)
{
    CsvRecord record;
    while (TRY(reader.next(record))) {
        check(record.line > 0 && record.fields.size() <= limits.fields);
        check(record.problem || !record.fields.empty());
        check(record.offset < reader.place().offset);
        outcome.records.push_back(record);
    }
    return {};
}

Outcome read_in_pieces(std::string_view text, std::size_t piece)
{
    Outcome outcome;
    wire::CsvReader reader(limits);
    for (std::size_t at = 0; at < text.size(); at += piece) {
        reader.feed(text.substr(at, piece));
        if (auto done = drain(reader, outcome); !done) {
            outcome.error = done.error().message;
            return outcome;
        }
    }
    reader.finish();
    if (auto done = drain(reader, outcome); !done) outcome.error = done.error().message;
    return outcome;
}

bool equal(const std::vector<CsvRecord>& a, const std::vector<CsvRecord>& b, bool with_lines)
{
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (a[i].fields != b[i].fields) return false;
        if (with_lines && (a[i].line != b[i].line || a[i].offset != b[i].offset)) return false;
        if (with_lines && a[i].problem.has_value() != b[i].problem.has_value()) return false;
    }
    return true;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size)
{
    const std::string text(bytes, bytes + size);
    const Outcome whole = read_in_pieces(text, size + 1);
    for (const std::size_t piece : {1U, 3U, 7U}) {
        const Outcome cut = read_in_pieces(text, piece);
        check(cut.error == whole.error && equal(cut.records, whole.records, true));
    }
    std::string written;
    std::vector<CsvRecord> whole_records;
    for (const auto& record : whole.records) {
        if (record.problem) continue;
        wire::write_csv_record(written, record.fields);
        whole_records.push_back(record);
    }
    const Outcome again = read_in_pieces(written, 5);
    check(again.error.empty() && equal(again.records, whole_records, false));
    return 0;
}
