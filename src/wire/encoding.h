// The character sets of files: recognises them, and converts to and from UTF-8. Knows no tables.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"

namespace muster::wire {

inline constexpr std::string_view utf8_name = "utf-8";
inline constexpr std::string_view utf8_mark = "\xEF\xBB\xBF"; // the byte order mark

// Looks at a whole file, piece by piece, in constant memory and linear time.
class EncodingDetector {
public:
    void add(std::string_view piece);

    // "utf-8", "utf-16le", "utf-16be" or "windows-1252". A byte order mark decides; then the zero
    // bytes of UTF-16; then whether more characters are right in UTF-8 than wrong.
    std::string name() const;
    // Bytes that are not UTF-8.
    bool has_other_bytes() const { return wrong_ > 0 || pending_ > 0; }
    // Why the file is no text, and what to do: a spreadsheet, an archive, other binary data. Empty
    // for a text.
    std::string not_text() const;

private:
    std::string_view mark_encoding() const;
    bool is_utf16(std::size_t zero_place) const;
    void count_utf8(unsigned char byte);

    std::string start_; // the first bytes, for marks
    std::size_t bytes_ = 0;
    std::size_t sampled_ = 0;            // bytes whose zeros and controls are counted
    std::array<std::size_t, 2> zeros_{}; // at even and at odd places
    std::size_t controls_ = 0;
    int pending_ = 0;       // continuation bytes that must follow
    std::size_t right_ = 0; // characters of several bytes in UTF-8
    std::size_t wrong_ = 0; // bytes that are not UTF-8
};

// Bytes that a character set does not have pass through as they are, so that the cell is not valid
// UTF-8 and its row is refused: nothing is replaced.
class TextDecoder {
public:
    // invalid_value "encoding" when this machine does not know the name.
    static Result<TextDecoder> open(const std::string& encoding);
    TextDecoder(TextDecoder&& other) noexcept;
    TextDecoder& operator=(TextDecoder&&) = delete;
    ~TextDecoder();

    // Appends the characters of this piece; a character that is cut waits for the next piece.
    void decode(std::string_view piece, std::string& out);
    // Appends what is left of a character that was cut by the end.
    void finish(std::string& out);

private:
    TextDecoder(void* conversion, bool from_utf8) : conversion_(conversion), is_utf8_(from_utf8) {}

    void* conversion_; // an iconv_t; nullptr for UTF-8, which is copied
    bool is_utf8_;
    std::string rest_;
};

// Bytes that are not UTF-8 pass through; characters that the encoding lacks become '?'. For texts
// that go back into a file of that encoding.
Result<std::string> encode_text(const std::string& encoding, std::string_view text);

} // namespace muster::wire
