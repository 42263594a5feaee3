// One function for each kind of token. Knows no grammar.
#include "rule/lexer.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "rule/parse.h"

namespace muster::rule {

namespace {

constexpr std::array<std::string_view, 17> words{
    "AND", "OR",   "NOT",   "IN",   "BETWEEN",   "IS",       "NULL", "LIKE", "MEMBER",
    "OF",  "TRUE", "FALSE", "DATE", "TIMESTAMP", "INTERVAL", "NOW",  "ILIKE"};

// Longer symbols first, because the first match wins.
constexpr std::array<std::string_view, 19> symbols{"<=", ">=", "<>", "!=", "&&", "@>", "<@",
                                                   "<",  ">",  "=",  "(",  ")",  "[",  "]",
                                                   ",",  "+",  "-",  "*",  "/"};

// Symbols of other languages, with what to write in a rule.
struct ForeignSymbol {
    std::string_view symbol;
    std::string_view instead;
};

constexpr std::array<ForeignSymbol, 11> foreign_symbols{{
    {"==", "equality is written ="},
    {"=<", "less or equal is written <="},
    {"=>", "greater or equal is written >="},
    {"||", "either is written OR"},
    {"--", "comments are not part of a rule"},
    {"/*", "comments are not part of a rule"},
    {"::",
     "types are known from the fields; a text that holds numbers is cast by CAST(… AS NUMERIC)"},
    {";", "a rule is one condition, without a semicolon"},
    {"!", "negation is written NOT"},
    {"~", "patterns are written with LIKE"},
    {"`", "names are quoted as in \"name\""},
}};

bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80U;
}

std::string upper(std::string_view text)
{
    std::string result(text);
    for (char& c : result) {
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - ('a' - 'A'));
    }
    return result;
}

} // namespace

bool is_plain_name(std::string_view name)
{
    return !name.empty() && !is_digit(name.front()) &&
           std::all_of(name.begin(), name.end(), [](char c) {
               return is_digit(c) || (is_letter(c) && static_cast<unsigned char>(c) < 0x80U);
           });
}

bool is_word(std::string_view name)
{
    return std::find(words.begin(), words.end(), upper(name)) != words.end();
}

Failure error_at(std::string_view text, std::size_t offset, const std::string& message)
{
    return fail(Code::invalid_value, "rule", position_in(text, offset) + ": " + message);
}

std::string clipped(std::string_view text)
{
    constexpr std::size_t most = 60;
    if (text.size() <= most) return std::string(text);
    std::size_t size = most;
    while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80U) --size;
    return std::string(text.substr(0, size)) + "…";
}

std::string describe(const Token& token)
{
    switch (token.kind) {
    case Token::Kind::end: return "the end";
    case Token::Kind::text: return "the text '" + clipped(token.value) + "'";
    case Token::Kind::name: return "the name " + clipped(token.value);
    default: return "'" + clipped(token.value) + "'";
    }
}

std::string position_in(std::string_view text, std::size_t offset)
{
    const auto before = text.substr(0, offset);
    const auto line = std::count(before.begin(), before.end(), '\n') + 1;
    const auto line_begin = before.rfind('\n') + 1; // npos + 1 is 0
    return "at " + std::to_string(line) + ':' +
           std::to_string(count_chars(before.substr(line_begin)) + 1) + " (byte " +
           std::to_string(offset) + ")";
}

Result<Token> Lexer::next()
{
    while (is_blank(at(position_))) ++position_;
    if (position_ == text_.size()) return Token{Token::Kind::end, position_, position_};
    const char first = text_[position_];
    if (is_letter(first) || first == '"') return name();
    if (is_digit(first) || (first == '.' && is_digit(at(position_ + 1)))) return number();
    if (first == '\'') return quoted('\'');
    return symbol();
}

// One or more parts joined by dots. A single part without quotes may be a word of the language.
Result<Token> Lexer::name()
{
    Token token{Token::Kind::name, position_, position_};
    bool is_bare = true; // one part, not quoted
    for (;;) {
        if (at(position_) == '"') {
            const auto part = TRY(quoted('"'));
            if (part.value.empty() || part.value.find('.') != std::string::npos) {
                return error_at(text_, part.begin, "a quoted name is not empty and has no dots");
            }
            token.value += part.value;
            is_bare = false;
        } else {
            const std::size_t begin = position_;
            while (is_letter(at(position_)) || is_digit(at(position_))) ++position_;
            if (position_ == begin)
                return error_at(text_, position_, "expected a name after the dot");
            token.value += text_.substr(begin, position_ - begin);
        }
        token.end = position_;
        if (at(position_) != '.') break;
        token.value += '.';
        is_bare = false;
        ++position_;
    }
    if (is_bare && is_word(token.value)) {
        token.kind = Token::Kind::word;
        token.value = upper(token.value);
    }
    return token;
}

void Lexer::skip_digits()
{
    while (is_digit(at(position_))) ++position_;
}

Result<Token> Lexer::number()
{
    const std::size_t begin = position_;
    skip_digits();
    if (at(position_) == '.') {
        ++position_;
        skip_digits();
    }
    const bool has_sign = at(position_ + 1) == '+' || at(position_ + 1) == '-';
    if ((at(position_) == 'e' || at(position_) == 'E') &&
        is_digit(at(position_ + (has_sign ? 2 : 1)))) {
        position_ += has_sign ? 2 : 1;
        skip_digits();
    }
    if (is_letter(at(position_)) || at(position_) == '.') {
        return error_at(text_, begin,
                        "a number ends before a letter or another point; names that begin with a "
                        "digit are quoted as in \"1st\"");
    }
    return Token{Token::Kind::number, begin, position_,
                 std::string(text_.substr(begin, position_ - begin))};
}

// Two quotes in the text stand for one.
Result<Token> Lexer::quoted(char quote)
{
    Token token{quote == '"' ? Token::Kind::name : Token::Kind::text, position_, position_};
    for (std::size_t from = position_ + 1;;) {
        const auto closing = text_.find(quote, from);
        if (closing == std::string_view::npos) {
            const std::string what = quote == '"' ? "name" : "text";
            return error_at(text_, position_,
                            "the " + what + " that begins here has no closing " + quote);
        }
        token.value += text_.substr(from, closing - from);
        from = closing + 1;
        if (at(from) != quote) {
            token.end = position_ = from;
            return token;
        }
        token.value += quote;
        ++from;
    }
}

Result<Token> Lexer::symbol()
{
    const auto rest = text_.substr(position_);
    for (const auto& foreign : foreign_symbols) {
        const bool is_unequal = foreign.symbol == "!" && rest.starts_with("!=");
        if (rest.starts_with(foreign.symbol) && !is_unequal) {
            return error_at(text_, position_, std::string(foreign.instead));
        }
    }
    for (const auto known : symbols) {
        if (!rest.starts_with(known)) continue;
        const std::size_t begin = position_;
        position_ += known.size();
        return Token{Token::Kind::symbol, begin, position_, std::string(known)};
    }
    const auto code = static_cast<unsigned char>(rest.front());
    if (code < 0x20U || code == 0x7FU) {
        return error_at(text_, position_,
                        "control character " + std::to_string(code) + " in the rule");
    }
    return error_at(text_, position_, std::string("'") + rest.front() + "' is no part of a rule");
}

} // namespace muster::rule
