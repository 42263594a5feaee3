// Follows texts and brackets only. Knows no customers.
#include "wire/json_array.h"

namespace muster::wire {

void JsonArrayLines::feed(std::string_view piece, std::string& out)
{
    for (const char c : piece) {
        step(c, out);
        if (c == '\n') ++line_;
    }
}

void JsonArrayLines::finish(std::string& out)
{
    if (in_element_) end_element(out);
}

void JsonArrayLines::step(char c, std::string& out)
{
    const bool is_blank = c == ' ' || c == '\t' || c == '\r' || c == '\n';
    if (!in_array_ && !in_element_ && c == '[') {
        in_array_ = true;
        return;
    }
    if (!in_element_) {
        if (is_blank || c == ',') return;
        if (c == ']') {
            in_array_ = false;
            return;
        }
        begin_element(out);
    } else if (!in_text_ && depth_ == 0 && (c == ',' || c == ']')) {
        end_element(out);
        in_array_ = c == ',';
        return;
    }
    if (is_escaped_) {
        is_escaped_ = false;
    } else if (in_text_) {
        is_escaped_ = c == '\\';
        if (c == '"') in_text_ = false;
    } else if (c == '"') {
        in_text_ = true;
    } else if (c == '{' || c == '[') {
        ++depth_;
    } else if ((c == '}' || c == ']') && depth_ > 0) {
        --depth_;
    }
    out += c == '\n' || c == '\r' ? ' ' : c;
}

void JsonArrayLines::begin_element(std::string& out)
{
    in_element_ = true;
    for (; written_line_ < line_; ++written_line_) out += '\n';
}

void JsonArrayLines::end_element(std::string& out)
{
    out += '\n';
    ++written_line_;
    in_element_ = in_text_ = is_escaped_ = false;
    depth_ = 0;
}

} // namespace muster::wire
