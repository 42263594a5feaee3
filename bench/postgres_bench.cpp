// Durable updates of groups per second through the PostgreSQL engine, by callers that each wait for
// their own update. bench/postgres.sh runs it beside pgbench on the same tables. Knows no API.
//
// bench_postgres_bench URL fill               tenants 1 to 1000 with 100 groups each, and tenant
//                                             1001 with 10,000 groups
// bench_postgres_bench URL many|one CALLERS SECONDS [read]
//                                             updates over tenants 1 to 1000, or in tenant 1001;
//                                             prints the number per second. `read`: each group was
//                                             read once before, so the node has it in memory
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "store/open.h"

namespace {

using namespace muster;
using namespace muster::model;

constexpr std::int64_t tenants = 1000;
constexpr std::int64_t groups_of_tenant = 100;
constexpr TenantId large_tenant{tenants + 1};
constexpr std::int64_t groups_of_large_tenant = 10'000;

template <class T>
T must(Result<T> result)
{
    if (!result) {
        std::fprintf(stderr, "%s: %s\n", result.error().message.c_str(),
                     result.error().detail.c_str());
        std::exit(1);
    }
    return take(std::move(result));
}

Group sample_group(std::int64_t id)
{
    Group group;
    group.id = {id};
    group.external_id = "segment-" + std::to_string(id);
    group.name = "Customers of segment " + std::to_string(id);
    group.description = std::string(120, 'd');
    group.capacity = 1000;
    return group;
}

void fill_tenant(Store& store, TenantId tenant, std::int64_t groups)
{
    must(store.write(tenant, {}, [&](Writer& writer) -> Result<void> {
        for (std::int64_t id = 1; id <= groups; ++id) {
            TRY(writer.put({Action::created, tenant, std::nullopt, sample_group(id), {}, {}}));
        }
        return {};
    }));
}

Result<void> rename_group(Writer& writer, TenantId tenant, std::int64_t id, std::int64_t version)
{
    const Group before = TRY(get<Group>(writer, tenant, {id}));
    Group after = before;
    after.name = "Renamed " + std::to_string(version);
    after.updated_at += std::chrono::microseconds(1);
    return writer.put({Action::updated, tenant, before, after, {}, {}});
}

void read_groups(const Store& store, bool in_many_tenants)
{
    const std::int64_t last = in_many_tenants ? tenants : large_tenant.value;
    const std::int64_t groups = in_many_tenants ? groups_of_tenant : groups_of_large_tenant;
    for (std::int64_t tenant = in_many_tenants ? 1 : last; tenant <= last; ++tenant) {
        for (std::int64_t id = 1; id <= groups; ++id) must(get<Group>(store, {tenant}, {id}));
    }
}

double updates_per_second(Store& store, bool in_many_tenants, int callers, double seconds)
{
    std::atomic<std::int64_t> done = 0;
    const auto start = std::chrono::steady_clock::now();
    const auto elapsed = [start] {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    };
    std::vector<std::thread> threads;
    for (int caller = 0; caller < callers; ++caller) {
        threads.emplace_back([&, caller] {
            std::mt19937_64 random(static_cast<std::uint64_t>(caller));
            const auto below = [&](std::int64_t end) {
                return static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(end));
            };
            const Origin origin{Time{std::chrono::microseconds{1}}, "bench", "native"};
            while (elapsed() < seconds) {
                const auto tenant = in_many_tenants ? TenantId{below(tenants) + 1} : large_tenant;
                const auto groups = in_many_tenants ? groups_of_tenant : groups_of_large_tenant;
                const auto id = below(groups) + 1;
                const auto version = below(1'000'000);
                must(store.write(tenant, origin, [&](Writer& writer) {
                    return rename_group(writer, tenant, id, version);
                }));
                ++done;
            }
        });
    }
    for (auto& thread : threads) thread.join();
    return static_cast<double>(done) / elapsed();
}

} // namespace

int main(int count, char** arguments)
{
    const std::vector<std::string> words(arguments + 1, arguments + count);
    if (words.size() == 2 && words[1] == "fill") {
        const auto store = must(store::open_store(words[0]));
        for (std::int64_t tenant = 1; tenant <= tenants; ++tenant) {
            fill_tenant(*store, {tenant}, groups_of_tenant);
        }
        fill_tenant(*store, large_tenant, groups_of_large_tenant);
        return 0;
    }
    const bool is_read_before = words.size() == 5 && words[4] == "read";
    if ((words.size() != 4 && !is_read_before) || (words[1] != "many" && words[1] != "one")) {
        std::fprintf(stderr,
                     "usage: bench_postgres_bench URL fill | many|one CALLERS SECONDS [read]\n");
        return 2;
    }
    const auto store = must(store::open_store(words[0]));
    if (is_read_before) read_groups(*store, words[1] == "many");
    std::printf("%.0f\n", updates_per_second(*store, words[1] == "many", std::stoi(words[2]),
                                             std::stod(words[3])));
    return 0;
}
