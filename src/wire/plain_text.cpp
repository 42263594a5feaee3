#include "wire/plain_text.h"

#include "base/text.h"

namespace muster::wire {

namespace {

struct PlainTextPrinter {
    std::string operator()(std::monostate) const { return {}; }
    std::string operator()(bool value) const { return value ? "true" : "false"; }
    std::string operator()(std::int64_t value) const { return std::to_string(value); }
    std::string operator()(double value) const { return format_number(value); }
    std::string operator()(const model::Decimal& value) const
    {
        return model::format_decimal(value);
    }
    std::string operator()(const std::string& value) const { return value; }
    std::string operator()(Date value) const { return format_date(value); }
    std::string operator()(Time value) const { return format_rfc3339(value); }
    std::string operator()(const model::TextList& values) const
    {
        std::string text;
        for (const auto& value : values) {
            if (&value != &values.front()) text += ',';
            text += value;
        }
        return text;
    }
};

} // namespace

std::string plain_text(const model::Value& value) { return std::visit(PlainTextPrinter{}, value); }

} // namespace muster::wire
