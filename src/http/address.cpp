// See address.h.
#include "http/address.h"

#include <algorithm>
#include <cstring>

#include <arpa/inet.h>

#include "base/limits.h"
#include "base/text.h"

namespace muster::http {
namespace {

constexpr std::array<std::uint8_t, 12> v4_prefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
constexpr unsigned v4_prefix_bits = 96;
constexpr std::string_view forwarded_prefix = "X-Forwarded-";

bool is_v4(const AddressBytes& address)
{
    return std::equal(v4_prefix.begin(), v4_prefix.end(), address.begin());
}

bool is_forwarded_header(const Header& header)
{
    return header.name.size() > forwarded_prefix.size() &&
           same_name(std::string_view(header.name).substr(0, forwarded_prefix.size()),
                     forwarded_prefix);
}

} // namespace

std::optional<AddressBytes> parse_address(std::string_view text)
{
    if (text.find('\0') != text.npos) return std::nullopt; // inet_pton would stop there
    const std::string terminated(text);
    AddressBytes address{};
    if (inet_pton(AF_INET6, terminated.c_str(), address.data()) == 1) return address;
    std::copy(v4_prefix.begin(), v4_prefix.end(), address.begin());
    if (inet_pton(AF_INET, terminated.c_str(), address.data() + v4_prefix.size()) == 1)
        return address;
    return std::nullopt;
}

std::string with_port(const std::string& host, std::uint16_t port)
{
    const bool is_v6 = host.find(':') != host.npos;
    return (is_v6 ? '[' + host + ']' : host) + ':' + std::to_string(port);
}

std::string address_group(const std::string& address)
{
    if (address.find(':') == address.npos) return address; // IPv4, the common case
    auto bytes = parse_address(address);
    if (!bytes || is_v4(*bytes)) return address;
    std::fill(bytes->begin() + 8, bytes->end(), std::uint8_t{0});
    std::array<char, INET6_ADDRSTRLEN> text{};
    if (inet_ntop(AF_INET6, bytes->data(), text.data(), text.size()) == nullptr) return address;
    return std::string(text.data()) + "/64";
}

Result<AddressRange> AddressRange::parse(std::string_view text)
{
    const auto slash = std::min(text.find('/'), text.size());
    const auto base = parse_address(text.substr(0, slash));
    const bool has_dots = text.find(':') == text.npos;
    const std::int64_t most = has_dots ? 32 : 128;
    const auto bits = slash == text.size() ? std::optional<std::int64_t>(most)
                                           : parse_integer(text.substr(slash + 1));
    if (!base || !bits || *bits < 0 || *bits > most) {
        return fail(Code::invalid_value, "address",
                    "must be an IP address or a range such as 10.0.0.0/8, not " +
                        std::string(text));
    }
    AddressRange range;
    range.base_ = *base;
    range.bits_ = static_cast<unsigned>(*bits) + (has_dots ? v4_prefix_bits : 0);
    return range;
}

bool AddressRange::contains(const AddressBytes& address) const
{
    const auto whole = bits_ / 8;
    if (!std::equal(base_.begin(), base_.begin() + whole, address.begin())) return false;
    const auto rest = bits_ % 8;
    return rest == 0 || ((base_[whole] ^ address[whole]) >> (8 - rest)) == 0;
}

bool contains_address(std::span<const AddressRange> ranges, std::string_view address)
{
    if (ranges.empty()) return false;
    const auto bytes = parse_address(address);
    return bytes &&
           std::ranges::any_of(ranges, [&](const auto& range) { return range.contains(*bytes); });
}

std::string forwarded_client(const Request& request, const std::string& peer,
                             std::span<const AddressRange> proxies)
{
    std::string client = peer;
    std::size_t read = 0;
    // A proxy appends to the last header of this name, or adds one: the newest address is the last.
    for (auto header = request.headers.rbegin(); header != request.headers.rend(); ++header) {
        if (!same_name(header->name, "X-Forwarded-For")) continue;
        const auto addresses = split(header->value, ',');
        for (auto text = addresses.rbegin(); text != addresses.rend(); ++text) {
            const auto address = trim(*text);
            if (++read > limits::forwarded_addresses || !parse_address(address)) return client;
            client = address;
            if (!contains_address(proxies, client)) return client;
        }
    }
    return client;
}

void remove_forwarded_headers(Request& request)
{
    std::erase_if(request.headers, is_forwarded_header);
}

} // namespace muster::http
