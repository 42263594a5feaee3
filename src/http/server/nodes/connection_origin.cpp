// One line of words that are separated by single blanks. "-" stands for no dialect.
#include "http/server/nodes/connection_origin.h"

#include <algorithm>

#include "base/text.h"
#include "http/address.h"

namespace muster::http {

namespace {

bool is_name(std::string_view text)
{
    return !text.empty() && std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    });
}

} // namespace

std::string origin_line(const ConnectionOrigin& origin)
{
    // Without the zone of a link-local IPv6 address: its name is one of this machine.
    return "muster 1 " + origin.peer.substr(0, origin.peer.find('%')) +
           (origin.secure ? " https " : " http ") +
           (origin.dialect.empty() ? "-" : origin.dialect) + '\n';
}

std::optional<ConnectionOrigin> parse_origin_line(std::string_view line)
{
    const auto words = split(line, ' ');
    if (words.size() != 5 || words[0] != "muster" || words[1] != "1") return std::nullopt;
    const bool has_scheme = words[3] == "https" || words[3] == "http";
    if (!parse_address(words[2]) || !has_scheme || !is_name(words[4])) return std::nullopt;
    ConnectionOrigin origin{std::string(words[2]), std::string(words[4]), words[3] == "https"};
    if (origin.dialect == "-") origin.dialect.clear();
    return origin;
}

} // namespace muster::http
