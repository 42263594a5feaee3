// Reads a rule token by token, for the parsers of terms and conditions. Knows no grammar.
#pragma once

#include <string>
#include <string_view>

#include "rule/lexer.h"

namespace muster::rule {

class TokenReader {
public:
    explicit TokenReader(std::string_view text) : text_(text), lexer_(text) {}

    std::string_view text() const { return text_; }
    const Token& current() const { return current_; }
    std::size_t last_end() const { return last_end_; } // of the token before the current one

    Result<void> advance();
    // Advances when the current token is this word of the language.
    Result<bool> take_word(std::string_view word);
    // Advances when the current token is this name, in any case. Such names (LOWER, ARRAY, SINCE)
    // mean something only where the grammar expects them, so that fields may have them too.
    Result<bool> take_name(std::string_view name);
    Result<void> expect_symbol(std::string_view symbol, const std::string& where);

    // Errors at the position of the current token.
    Failure error_here(const std::string& what) const
    {
        return error_at(text_, current_.begin, what);
    }
    Failure unexpected(const std::string& expected) const
    {
        return error_here("expected " + expected + ", found " + describe(current_));
    }

private:
    std::string_view text_;
    Lexer lexer_;
    Token current_{};
    std::size_t last_end_ = 0;
};

} // namespace muster::rule
