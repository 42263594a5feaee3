// Splits the text of a rule into tokens, and describes positions in it. Knows no grammar.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/text.h"

namespace muster::rule {

struct Token {
    enum class Kind : std::uint8_t { end, word, name, number, text, symbol };

    Kind kind = Kind::end;
    std::size_t begin = 0;
    std::size_t end = 0;
    // A word of the language in upper case; a name or a text without its quotes; a number or a
    // symbol as written.
    std::string value{};

    bool is_word(std::string_view word) const { return kind == Kind::word && value == word; }
    bool is_name(std::string_view name) const
    {
        return kind == Kind::name && equal_ignoring_ascii_case(value, name);
    }
    bool is_symbol(std::string_view symbol) const
    {
        return kind == Kind::symbol && value == symbol;
    }
};

class Lexer {
public:
    explicit Lexer(std::string_view text) : text_(text) {}

    Result<Token> next();

private:
    char at(std::size_t position) const { return position < text_.size() ? text_[position] : '\0'; }
    Result<Token> name();
    Result<Token> number();
    Result<Token> quoted(char quote);
    Result<Token> symbol();
    void skip_digits();

    std::string_view text_;
    std::size_t position_ = 0;
};

// Whether a part of a name needs no quotes after a dot: it has only ASCII letters, digits and _,
// and does not begin with a digit.
bool is_plain_name(std::string_view name);
// Whether it is a word of the language, in any case.
bool is_word(std::string_view name);

// invalid_value with subject "rule" and a message that begins with the position.
Failure error_at(std::string_view text, std::size_t offset, const std::string& message);
// The beginning of a long text, for messages. Does not cut a code point.
std::string clipped(std::string_view text);
// A token in messages: "'AND'", "the end".
std::string describe(const Token& token);

} // namespace muster::rule
