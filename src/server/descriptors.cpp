// See descriptors.h.
#include "server/descriptors.h"

#include <algorithm>
#include <string>

#include <sys/resource.h>

#include "base/limits.h"
#include "server/log.h"

namespace muster::server {

std::size_t make_room_for_connections(std::size_t wanted)
{
    const rlim_t needed = wanted + limits::other_descriptors;
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= needed) return wanted;
    const rlimit raised{needed, std::max(limit.rlim_max, needed)}; // needs privileges
    const rlimit allowed{std::min(limit.rlim_max, needed), limit.rlim_max};
    if (::setrlimit(RLIMIT_NOFILE, &raised) == 0) return wanted;
    if (::setrlimit(RLIMIT_NOFILE, &allowed) == 0) limit = allowed;
    if (limit.rlim_cur >= needed) return wanted;
    // When even the other descriptors would not have enough, connections get half.
    const std::size_t all = limit.rlim_cur;
    const std::size_t fitting = std::max(all - std::min(all, limits::other_descriptors), all / 2);
    log(LogLevel::warn, "only " + std::to_string(fitting) + " connections instead of " +
                            std::to_string(wanted) + ": the system allows " + std::to_string(all) +
                            " open files, see ulimit -n or LimitNOFILE");
    return fitting;
}

} // namespace muster::server
