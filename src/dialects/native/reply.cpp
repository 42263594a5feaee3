// Knows no resource.
#include "dialects/native/reply.h"

#include <algorithm>

#include "base/text.h"
#include "dialects/native/errors.h"

namespace muster::dialects::native {

namespace {

// The names of the outermost level of "id,address(city),fields(tenure)".
std::vector<std::string_view> outer_names(std::string_view text)
{
    std::vector<std::string_view> names;
    std::size_t start = 0;
    int depth = 0;
    for (std::size_t i = 0; i <= text.size(); ++i) {
        const char c = i == text.size() ? ',' : text[i];
        if (c == '(') ++depth;
        if (c == ')') --depth;
        if (c != ',' || depth != 0) continue;
        const auto field = text.substr(start, i - start);
        names.push_back(trim(field.substr(0, field.find('('))));
        start = i + 1;
    }
    return names;
}

} // namespace

Result<wire::Selection> read_selection(const RequestContext& call,
                                       std::span<const std::string_view> known)
{
    const auto text = call.request.parameter("fields");
    if (!text || text->empty()) return wire::Selection{};
    auto selection = wire::Selection::parse(*text);
    if (!selection) return bad_parameter("fields", selection.error().message);
    for (const auto name : outer_names(*text)) {
        if (name.empty() || std::find(known.begin(), known.end(), name) != known.end()) continue;
        return bad_parameter("fields", "there is no member '" + std::string(name) + "'",
                             Code::unknown_field);
    }
    return selection;
}

http::Response reply_nothing()
{
    http::Response response;
    response.status = 204;
    response.content_type.clear();
    return response;
}

std::string encode_segment(std::string_view text)
{
    constexpr std::string_view plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                       "0123456789-._~";
    std::string encoded;
    for (const char c : text) {
        if (plain.find(c) != plain.npos) {
            encoded += c;
        } else {
            encoded += '%' + to_hex({&c, 1});
        }
    }
    return encoded;
}

} // namespace muster::dialects::native
