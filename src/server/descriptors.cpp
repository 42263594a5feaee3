// See descriptors.h.
#include "server/descriptors.h"

#include <algorithm>
#include <string>

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/limits.h"
#include "server/log.h"

namespace muster::server {

Result<std::size_t> make_room_for_connections(std::size_t wanted)
{
    const rlim_t needed = wanted + limits::other_descriptors;
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= needed) return wanted;
    const rlimit raised{needed, std::max(limit.rlim_max, needed)}; // needs privileges
    const rlimit allowed{std::min(limit.rlim_max, needed), limit.rlim_max};
    if (::setrlimit(RLIMIT_NOFILE, &raised) == 0) return wanted;
    if (::setrlimit(RLIMIT_NOFILE, &allowed) == 0) limit = allowed;
    if (limit.rlim_cur >= needed) return wanted;
    if (limit.rlim_cur < limits::least_descriptors) {
        return fail(Code::unavailable, "server",
                    "the system allows only " + std::to_string(limit.rlim_cur) +
                        " open files, at least " + std::to_string(limits::least_descriptors) +
                        " are needed: see ulimit -n or LimitNOFILE");
    }
    // When even the other descriptors would not have enough, connections get half.
    const std::size_t all = limit.rlim_cur;
    const std::size_t fitting = std::max(all - std::min(all, limits::other_descriptors), all / 2);
    log(LogLevel::warn, "only " + std::to_string(fitting) + " connections instead of " +
                            std::to_string(wanted) + ": the system allows " + std::to_string(all) +
                            " open files, see ulimit -n or LimitNOFILE");
    return fitting;
}

bool has_free_descriptors()
{
    const int descriptor = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (descriptor >= 0) ::close(descriptor);
    return descriptor >= 0;
}

} // namespace muster::server
