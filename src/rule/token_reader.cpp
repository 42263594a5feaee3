#include "rule/token_reader.h"

namespace muster::rule {

Result<void> TokenReader::advance()
{
    last_end_ = current_.end;
    current_ = TRY(lexer_.next());
    return {};
}

Result<bool> TokenReader::take_word(std::string_view word)
{
    if (!current_.is_word(word)) return false;
    TRY(advance());
    return true;
}

Result<bool> TokenReader::take_name(std::string_view name)
{
    if (!current_.is_name(name)) return false;
    TRY(advance());
    return true;
}

Result<void> TokenReader::expect_symbol(std::string_view symbol, const std::string& where)
{
    if (!current_.is_symbol(symbol)) {
        return unexpected("'" + std::string(symbol) + "' " + where);
    }
    return advance();
}

} // namespace muster::rule
