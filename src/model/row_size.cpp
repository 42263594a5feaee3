// Counts the texts that have no small limit of their own.
#include "model/row_size.h"

namespace muster::model {

namespace {

// Of the members whose texts are short.
constexpr std::size_t short_members_bytes = 1024;

std::size_t bytes_of_list(const TextList& list)
{
    std::size_t bytes = 0;
    for (const auto& text : list) bytes += sizeof(std::string) + text.size();
    return bytes;
}

std::size_t bytes_of_value(const Value& value)
{
    if (const auto* text = std::get_if<std::string>(&value)) return text->size();
    const auto* list = std::get_if<TextList>(&value);
    return list == nullptr ? sizeof(Value) : bytes_of_list(*list);
}

} // namespace

std::size_t bytes_of(const FieldValues& fields)
{
    std::size_t bytes = 0;
    for (const auto& [key, value] : fields) bytes += key.size() + bytes_of_value(value);
    return bytes;
}

std::size_t bytes_of(const Entity& entity)
{
    return std::visit(
        [](const auto& row) {
            std::size_t bytes = short_members_bytes;
            if constexpr (requires { row.fields; }) bytes += bytes_of(row.fields);
            if constexpr (requires { row.extras; }) {
                for (const auto& [dialect, json] : row.extras) bytes += json.size();
            }
            if constexpr (requires { row.description; }) bytes += row.description.size();
            if constexpr (requires { row.aliases; }) bytes += bytes_of_list(row.aliases);
            if constexpr (requires { row.vendor_numbers; })
                bytes += bytes_of_list(row.vendor_numbers);
            if constexpr (requires { row.published_text; }) {
                bytes += row.text.size() + row.published_text.size();
            }
            if constexpr (requires { row.answer; }) bytes += row.answer.size();
            return bytes;
        },
        entity);
}

} // namespace muster::model
