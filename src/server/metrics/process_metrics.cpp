// Reads /proc/self, as proc(5) describes it. A value that cannot be read is left out.
#include "server/metrics/process_metrics.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <sstream>
#include <string_view>
#include <vector>

#include <sys/resource.h>
#include <unistd.h>

#include "server/metrics/metric_family.h"

namespace muster::server {

namespace {

// The fields of /proc/self/stat behind the name of the program, which may contain blanks. The first
// one is field 3 of proc(5).
std::vector<std::string> stat_fields()
{
    std::ifstream file("/proc/self/stat");
    std::string line;
    std::getline(file, line);
    const auto name_end = line.rfind(')');
    if (name_end == line.npos) return {};
    std::istringstream fields(line.substr(name_end + 1));
    return {std::istream_iterator<std::string>(fields), {}};
}

std::optional<double> number_of_field(const std::vector<std::string>& fields, std::size_t number)
{
    constexpr std::size_t first = 3;
    if (number - first >= fields.size()) return std::nullopt;
    return std::stod(fields[number - first]);
}

// Seconds since 1970 at which the machine started.
std::optional<double> boot_time()
{
    std::ifstream file("/proc/stat");
    for (std::string word; file >> word;) {
        double seconds = 0;
        if (word == "btime" && file >> seconds) return seconds;
    }
    return std::nullopt;
}

std::optional<double> open_descriptors()
{
    std::error_code error;
    const std::filesystem::directory_iterator entries("/proc/self/fd", error);
    if (error) return std::nullopt;
    return static_cast<double>(std::distance(begin(entries), end(entries)));
}

std::optional<double> most_descriptors()
{
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return std::nullopt;
    return static_cast<double>(limit.rlim_cur);
}

void append(std::string& out, std::string_view name, std::string_view type, std::string_view help,
            std::optional<double> value)
{
    if (!value) return;
    std::ostringstream number;
    number.precision(15);
    number << *value;
    MetricFamily family(name, type, help);
    family.add({}, number.str());
    out += family.text();
}

} // namespace

std::string process_metrics()
{
    constexpr std::size_t user_time = 14;
    constexpr std::size_t system_time = 15;
    constexpr std::size_t start_time = 22;
    constexpr std::size_t virtual_bytes = 23;
    constexpr std::size_t resident_pages = 24;
    const auto fields = stat_fields();
    const auto ticks = static_cast<double>(::sysconf(_SC_CLK_TCK));
    const auto scaled = [](std::optional<double> value, double factor) {
        return value ? std::optional(*value * factor) : std::nullopt;
    };
    const auto user = number_of_field(fields, user_time);
    const auto system = number_of_field(fields, system_time);
    const auto started = scaled(number_of_field(fields, start_time), 1 / ticks);
    const auto booted = boot_time();

    std::string out;
    append(out, "process_cpu_seconds_total", "counter", "Processor time of user and system.",
           user && system ? std::optional((*user + *system) / ticks) : std::nullopt);
    append(out, "process_resident_memory_bytes", "gauge", "Memory in use.",
           scaled(number_of_field(fields, resident_pages),
                  static_cast<double>(::sysconf(_SC_PAGESIZE))));
    append(out, "process_virtual_memory_bytes", "gauge", "Address space in use.",
           number_of_field(fields, virtual_bytes));
    append(out, "process_open_fds", "gauge", "Open files and connections.", open_descriptors());
    append(out, "process_max_fds", "gauge", "The most there can be.", most_descriptors());
    append(out, "process_start_time_seconds", "gauge", "When it started, since 1970.",
           started && booted ? std::optional(*started + *booted) : std::nullopt);
    return out;
}

} // namespace muster::server
