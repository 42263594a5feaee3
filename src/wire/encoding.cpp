// Calls iconv of the C library.
#include "wire/encoding.h"

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <span>
#include <utility>

#include <iconv.h>

#include "base/text.h"

namespace muster::wire {

namespace {

constexpr std::size_t sample_bytes = 64 * 1024;
constexpr std::size_t start_bytes = 8;
constexpr std::size_t some_controls = 8; // as damaged rows have them

struct FileMark {
    std::string_view bytes;
    std::string_view meaning;
};
constexpr std::array text_marks{
    FileMark{utf8_mark, utf8_name},
    FileMark{"\xFF\xFE", "utf-16le"},
    FileMark{"\xFE\xFF", "utf-16be"},
};
constexpr std::array binary_marks{
    FileMark{"PK\x03\x04", "the file is a zip archive or an Excel workbook (.xlsx); save the sheet "
                           "as CSV, or unpack the archive, and import that file"},
    FileMark{"\xD0\xCF\x11\xE0", "the file is an old Excel workbook (.xls); save the sheet as CSV "
                                 "and import that file"},
    FileMark{"\x1F\x8B", "the file is compressed (gzip); unpack it and import that file"},
    FileMark{"%PDF", "the file is a PDF; export the table as CSV and import that file"},
};

std::string_view meaning_of(std::span<const FileMark> marks, std::string_view start)
{
    for (const auto& mark : marks) {
        if (start.starts_with(mark.bytes)) return mark.meaning;
    }
    return {};
}

bool is_control(unsigned char byte)
{
    return byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r' && byte != '\f';
}

// How many continuation bytes follow this lead byte; -1 when it can lead nothing.
int continuations(unsigned char byte)
{
    if (byte >= 0xC2 && byte <= 0xDF) return 1;
    if (byte >= 0xE0 && byte <= 0xEF) return 2;
    if (byte >= 0xF0 && byte <= 0xF4) return 3;
    return -1;
}

} // namespace

void EncodingDetector::add(std::string_view piece)
{
    if (start_.size() < start_bytes) start_ += piece.substr(0, start_bytes - start_.size());
    const std::size_t sampled = std::min(piece.size(), sample_bytes - sampled_);
    for (std::size_t i = 0; i < sampled; ++i) {
        const auto byte = static_cast<unsigned char>(piece[i]);
        if (byte == 0) ++zeros_[(bytes_ + i) % 2];
        controls_ += is_control(byte) ? 1 : 0;
    }
    sampled_ += sampled;
    bytes_ += piece.size();
    if (pending_ == 0 && is_utf8(piece) &&
        std::none_of(piece.begin(), piece.end(), [](char c) { return (c & 0x80) != 0; })) {
        return;
    }
    for (const char c : piece) count_utf8(static_cast<unsigned char>(c));
}

void EncodingDetector::count_utf8(unsigned char byte)
{
    if (pending_ > 0) {
        if ((byte & 0xC0U) == 0x80U) {
            if (--pending_ == 0) ++right_;
            return;
        }
        pending_ = 0;
        ++wrong_;
    }
    if (byte < 0x80) return;
    pending_ = std::max(continuations(byte), 0);
    if (pending_ == 0) ++wrong_;
}

std::string_view EncodingDetector::mark_encoding() const { return meaning_of(text_marks, start_); }

// Most characters of a table are ASCII: in UTF-16 every other byte of them is zero.
bool EncodingDetector::is_utf16(std::size_t zero_place) const
{
    const std::size_t half = sampled_ / 2;
    return half > 0 && zeros_[zero_place] * 10 > half * 4 && zeros_[1 - zero_place] * 20 <= half;
}

std::string EncodingDetector::name() const
{
    if (const auto marked = mark_encoding(); !marked.empty()) return std::string(marked);
    if (is_utf16(1)) return "utf-16le";
    if (is_utf16(0)) return "utf-16be";
    return wrong_ > right_ ? "windows-1252" : std::string(utf8_name);
}

std::string EncodingDetector::not_text() const
{
    if (const auto known = meaning_of(binary_marks, start_); !known.empty()) {
        return std::string(known);
    }
    if (name().starts_with("utf-16")) return {};
    // Binary data is full of control characters.
    if (controls_ > some_controls && controls_ * 50 > sampled_) {
        return "the file is no text: import a table as CSV, NDJSON or JSON";
    }
    return {};
}

namespace {

// iconv converts from a character set to another; -1 when it does not know one of them.
void* open_conversion(const std::string& to, const std::string& from)
{
    const iconv_t conversion = ::iconv_open(to.c_str(), from.c_str());
    const auto failure = reinterpret_cast<iconv_t>(std::intptr_t{-1}); // NOLINT: as POSIX has it
    return conversion == failure ? nullptr : conversion;
}

bool is_utf8_name(std::string_view name)
{
    const std::string lower = lower_ascii(name);
    return lower == utf8_name || lower == "utf8";
}

enum class Conversion { done, cut, unknown };

// Converts as far as possible; `from` keeps what is left.
Conversion convert(void* conversion, std::string_view& from, std::string& out)
{
    std::array<char, 16 * 1024> buffer;
    while (!from.empty()) {
        char* in = const_cast<char*>(from.data()); // NOLINT: iconv does not write there
        std::size_t in_left = from.size();
        char* to = buffer.data();
        std::size_t to_left = buffer.size();
        const auto result = ::iconv(conversion, &in, &in_left, &to, &to_left);
        const int problem = errno;
        out.append(buffer.data(), buffer.size() - to_left);
        from.remove_prefix(from.size() - in_left);
        if (result != static_cast<std::size_t>(-1) || problem == E2BIG) continue;
        return problem == EINVAL ? Conversion::cut : Conversion::unknown;
    }
    return Conversion::done;
}

} // namespace

Result<TextDecoder> TextDecoder::open(const std::string& encoding)
{
    if (is_utf8_name(encoding)) return TextDecoder(nullptr, true);
    if (encoding.size() > 40 || encoding.find('/') != encoding.npos) {
        return fail(Code::invalid_value, "encoding", "must be utf-8, utf-16le or windows-1252");
    }
    void* conversion = open_conversion("UTF-8", encoding);
    if (conversion != nullptr) return TextDecoder(conversion, false);
    return fail(Code::invalid_value, "encoding",
                "is not known here; utf-8, utf-16le, utf-16be, windows-1252 and iso-8859-15 are");
}

TextDecoder::TextDecoder(TextDecoder&& other) noexcept
    : conversion_(std::exchange(other.conversion_, nullptr)), is_utf8_(other.is_utf8_),
      rest_(std::move(other.rest_))
{}

TextDecoder::~TextDecoder()
{
    if (conversion_ != nullptr) ::iconv_close(static_cast<iconv_t>(conversion_));
}

void TextDecoder::decode(std::string_view piece, std::string& out)
{
    if (is_utf8_) {
        out += piece;
        return;
    }
    std::string joined;
    if (!rest_.empty()) {
        joined = std::exchange(rest_, {}) + std::string(piece);
        piece = joined;
    }
    for (;;) {
        switch (convert(conversion_, piece, out)) {
        case Conversion::done: return;
        case Conversion::cut: rest_ = piece; return;
        case Conversion::unknown:
            // 0xFF is never part of UTF-8, whatever stands beside it.
            out += (piece.front() & 0x80) != 0 ? piece.front() : '\xFF';
            piece.remove_prefix(1);
        }
    }
}

void TextDecoder::finish(std::string& out)
{
    if (!rest_.empty()) out += '\xFF';
    rest_.clear();
}

Result<std::string> encode_text(const std::string& encoding, std::string_view text)
{
    if (is_utf8_name(encoding)) return std::string(text);
    void* conversion = open_conversion(encoding, "UTF-8");
    if (conversion == nullptr) return fail(Code::invalid_value, "encoding", "is not known here");
    std::string out;
    while (convert(conversion, text, out) != Conversion::done) {
        const auto first = static_cast<unsigned char>(text.front());
        std::size_t length = 1 + static_cast<std::size_t>(std::max(continuations(first), 0));
        length = std::min(length, text.size());
        const bool is_character = first >= 0x80 && is_utf8(text.substr(0, length));
        if (is_character) {
            std::string_view question = "?";
            convert(conversion, question, out);
        } else {
            out += text.front();
            length = 1;
        }
        text.remove_prefix(length);
    }
    ::iconv_close(static_cast<iconv_t>(conversion));
    return out;
}

} // namespace muster::wire
