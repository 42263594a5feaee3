// Any bytes as a table of unknown form: its separator and character set are recognised, in pieces
// of any size the same, and converting there and back loses no byte. Any bytes as a JSON array.
#include <cstdint>
#include <cstdlib>

#include "wire/encoding.h"
#include "wire/json_array.h"
#include "wire/ndjson.h"
#include "wire/table_form.h"

namespace {

using namespace muster;

void check(bool is_true)
{
    if (!is_true) std::abort();
}

std::string detect(std::string_view text, std::size_t piece)
{
    wire::EncodingDetector detector;
    for (std::size_t at = 0; at < text.size(); at += piece) detector.add(text.substr(at, piece));
    return detector.name() + detector.not_text();
}

std::string decode(const std::string& encoding, std::string_view text, std::size_t piece)
{
    auto decoder = wire::TextDecoder::open(encoding);
    check(decoder.has_value());
    std::string out;
    for (std::size_t at = 0; at < text.size(); at += piece) {
        decoder->decode(text.substr(at, piece), out);
    }
    decoder->finish(out);
    return out;
}

std::string lines_of(std::string_view text, std::size_t piece)
{
    wire::JsonArrayLines lines;
    std::string out;
    for (std::size_t at = 0; at < text.size(); at += piece) lines.feed(text.substr(at, piece), out);
    lines.finish(out);
    return out;
}

std::string ndjson_of(std::string_view text, std::size_t piece)
{
    wire::NdjsonReader reader;
    std::string out;
    const auto drain = [&] {
        while (const auto line = reader.next()) {
            check(reader.begin() < reader.offset());
            out += std::to_string(reader.line()) + ':' + std::string(*line) + '\n';
        }
    };
    for (std::size_t at = 0; at < text.size(); at += piece) {
        reader.feed(text.substr(at, piece));
        drain();
    }
    reader.finish();
    drain();
    return out;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size)
{
    const std::string text(bytes, bytes + size);
    const auto form = wire::recognize_table(text);
    check(form.begin <= text.size() &&
          wire::parse_separator(wire::name_of_separator(form.separator)));
    for (const std::size_t piece : {1U, 3U, 7U}) {
        check(detect(text, piece) == detect(text, size + 1));
        check(lines_of(text, piece) == lines_of(text, size + 1));
        check(ndjson_of(text, piece) == ndjson_of(text, size + 1));
        for (const char* encoding : {"windows-1252", "utf-16le", "utf-8"}) {
            check(decode(encoding, text, piece) == decode(encoding, text, size + 1));
        }
    }
    const auto utf8 = decode("windows-1252", text, size + 1);
    check(wire::encode_text("windows-1252", utf8).value() == text);
    return 0;
}
