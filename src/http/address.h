// IP addresses of clients and proxies. Opens no sockets.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "http/request.h"

namespace muster::http {

// IPv4 addresses are stored as IPv6 ones (::ffff:a.b.c.d), so that one form is compared.
using AddressBytes = std::array<std::uint8_t, 16>;

std::optional<AddressBytes> parse_address(std::string_view text);

// "10.0.0.1:8090", "[fd00::1]:8090"
std::string with_port(const std::string& host, std::uint16_t port);

// By what limits count clients: an IPv4 address, or the /64 of an IPv6 address, because one
// customer of a provider has all addresses of such a network. Text that is no address stays.
std::string address_group(const std::string& address);

// "10.0.0.0/8", "192.0.2.7", "fd00::/8"
class AddressRange {
public:
    static Result<AddressRange> parse(std::string_view text);

    bool contains(const AddressBytes& address) const;

private:
    AddressBytes base_{};
    unsigned bits_ = 128; // that must be equal
};

bool contains_address(std::span<const AddressRange> ranges, std::string_view address);

// The client of a request that came from a trusted proxy: the last address in X-Forwarded-For that
// is no trusted proxy. Clients can write addresses before it, so those count for nothing.
std::string forwarded_client(const Request& request, const std::string& peer,
                             std::span<const AddressRange> proxies);

// Removes what only a trusted proxy may say: X-Forwarded-For, -Host, -Proto and the like.
void remove_forwarded_headers(Request& request);

} // namespace muster::http
