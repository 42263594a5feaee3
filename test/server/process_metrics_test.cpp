// Operators see what the process takes, under the names that every dashboard knows.
#include <chrono>
#include <fstream>

#include <gtest/gtest.h>

#include "server/metrics/process_metrics.h"

namespace muster::server {
namespace {

double value_of(const std::string& metrics, const std::string& name)
{
    const auto place = metrics.find('\n' + name + ' ');
    EXPECT_NE(place, metrics.npos) << name << " is missing in\n" << metrics;
    return place == metrics.npos ? 0 : std::stod(metrics.substr(place + name.size() + 2));
}

TEST(ProcessMetrics, say_what_the_process_takes)
{
    const auto before = process_metrics();
    EXPECT_GT(value_of(before, "process_resident_memory_bytes"), 1e6);
    EXPECT_GT(value_of(before, "process_virtual_memory_bytes"),
              value_of(before, "process_resident_memory_bytes"));
    EXPECT_GT(value_of(before, "process_max_fds"), value_of(before, "process_open_fds"));
    EXPECT_GE(value_of(before, "process_cpu_seconds_total"), 0);
    const auto now = static_cast<double>(std::chrono::duration_cast<std::chrono::seconds>(
                                             std::chrono::system_clock::now().time_since_epoch())
                                             .count());
    const auto started = value_of(before, "process_start_time_seconds");
    EXPECT_LT(started, now + 2);
    EXPECT_GT(started, now - 3600.0 * 24);

    const std::ifstream one_more("/proc/self/stat");
    EXPECT_EQ(value_of(process_metrics(), "process_open_fds"),
              value_of(before, "process_open_fds") + 1);
}

} // namespace
} // namespace muster::server
