// See memory.h. What cannot be read is no limit.
#include "server/memory.h"

#include <algorithm>
#include <fstream>
#include <limits>
#include <string>

#include <sys/resource.h>
#include <unistd.h>

#include "base/text.h"

namespace muster::server {

namespace {

constexpr std::size_t no_limit = std::numeric_limits<std::size_t>::max();

std::size_t limit_in(const std::string& path)
{
    std::string text;
    std::ifstream(path) >> text;
    const auto bytes = parse_integer(text); // "max" is no number
    return bytes && *bytes > 0 ? static_cast<std::size_t>(*bytes) : no_limit;
}

// The limits of the group and of those above it. "0::/system.slice/muster.service" names the group
// of version 2; inside a container it is "0::/".
std::size_t group_limit()
{
    const std::string root = "/sys/fs/cgroup";
    std::size_t limit = limit_in(root + "/memory/memory.limit_in_bytes"); // version 1
    std::ifstream groups("/proc/self/cgroup");
    for (std::string line; std::getline(groups, line);) {
        if (!line.starts_with("0::")) continue;
        for (std::string group = line.substr(3); !group.empty();
             group.resize(group.find_last_of('/'))) {
            limit = std::min(limit, limit_in(root + group + "/memory.max"));
        }
        limit = std::min(limit, limit_in(root + "/memory.max"));
    }
    return limit;
}

std::size_t machine_bytes()
{
    const auto pages = ::sysconf(_SC_PHYS_PAGES);
    const auto bytes = ::sysconf(_SC_PAGESIZE);
    if (pages <= 0 || bytes <= 0) return no_limit;
    return static_cast<std::size_t>(pages) * static_cast<std::size_t>(bytes);
}

std::size_t address_space_limit()
{
    rlimit space{};
    const bool is_limited = ::getrlimit(RLIMIT_AS, &space) == 0 && space.rlim_cur != RLIM_INFINITY;
    return is_limited ? static_cast<std::size_t>(space.rlim_cur) : no_limit;
}

} // namespace

std::size_t usable_memory_bytes()
{
    return std::min({machine_bytes(), group_limit(), address_space_limit()});
}

} // namespace muster::server
