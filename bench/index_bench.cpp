// Queries of the index over many customers, compared with a plain loop over arrays in the same run.
// Usage: bench_index_bench [CUSTOMERS [FOLDER]]
// The customers are generated, always the same ones, and reach the index as commits.
#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include <sqlite3.h>
#ifdef MUSTER_ROARING
#include <roaring/roaring.h>
#endif

#include "crowd.h"

namespace {

using namespace muster;
using namespace muster::bench;
using Stopwatch = std::chrono::steady_clock;

double seconds_of(const std::function<void()>& act)
{
    const auto begin = Stopwatch::now();
    act();
    return std::chrono::duration<double>(Stopwatch::now() - begin).count();
}

// The median of some runs, in milliseconds; the first is not counted.
double median_ms(const std::function<void()>& act, int runs = 21)
{
    std::vector<double> times;
    act();
    for (int i = 0; i < runs; ++i) times.push_back(seconds_of(act) * 1000);
    std::nth_element(times.begin(), times.begin() + runs / 2, times.end());
    return times[static_cast<std::size_t>(runs / 2)];
}

void print_row(const char* what, double number, const char* unit, double floor = 0,
               const char* of = "")
{
    if (floor == 0) {
        std::printf("%-58s %10.3f %s\n", what, number, unit);
    } else {
        std::printf("%-58s %10.3f %s   %s %.3f, ratio %.2f\n", what, number, unit, of, floor,
                    number / floor);
    }
    std::fflush(stdout);
}

void check(std::int64_t actual, std::int64_t expected)
{
    if (actual != expected) {
        give_up(std::to_string(actual) + " found, not " + std::to_string(expected));
    }
}

// The same columns as plain arrays.
struct Arrays {
    explicit Arrays(std::int64_t customers)
    {
        for (std::int64_t id = 1; id <= customers; ++id) {
            const CrowdPerson one = person(id);
            tenure.push_back(one.tenure);
            spent.push_back(one.spent);
            city.push_back(one.city);
        }
    }
    std::int64_t count() const
    {
        std::int64_t count = 0;
        for (std::size_t i = 0; i < tenure.size(); ++i) {
            count += (tenure[i] < 12) & (spent[i] > 100'000) & (city[i] == 17);
        }
        return count;
    }
    std::vector<std::int32_t> tenure;
    std::vector<std::int64_t> spent;
    std::vector<std::uint32_t> city;
};

double sqlite_ms(const Arrays& arrays, std::int64_t expected)
{
    sqlite3* database = nullptr;
    sqlite3_open(":memory:", &database);
    sqlite3_exec(database, "CREATE TABLE c(tenure INT, spent INT, city INT); BEGIN", nullptr,
                 nullptr, nullptr);
    sqlite3_stmt* insert = nullptr;
    sqlite3_prepare_v2(database, "INSERT INTO c VALUES(?,?,?)", -1, &insert, nullptr);
    for (std::size_t i = 0; i < arrays.tenure.size(); ++i) {
        sqlite3_bind_int64(insert, 1, arrays.tenure[i]);
        sqlite3_bind_int64(insert, 2, arrays.spent[i]);
        sqlite3_bind_int64(insert, 3, arrays.city[i]);
        sqlite3_step(insert);
        sqlite3_reset(insert);
    }
    sqlite3_finalize(insert);
    sqlite3_exec(database, "COMMIT", nullptr, nullptr, nullptr);
    sqlite3_stmt* ask = nullptr;
    sqlite3_prepare_v2(database,
                       "SELECT count(*) FROM c WHERE tenure<12 AND spent>100000 AND city=17", -1,
                       &ask, nullptr);
    const double time = median_ms(
        [&] {
            sqlite3_step(ask);
            check(sqlite3_column_int64(ask, 0), expected);
            sqlite3_reset(ask);
        },
        3);
    sqlite3_finalize(ask);
    sqlite3_close(database);
    return time;
}

void bench_rule(const BenchWorld& world)
{
    const Arrays arrays(world.customers());
    const auto rule = world.rule(BenchWorld::three);
    const std::int64_t expected = arrays.count();
    const double loop = median_ms([&] { check(arrays.count(), expected); });
    const double ours = median_ms([&] { check(world.count(rule), expected); });
    print_row("count of a rule with three predicates", ours, "ms", loop, "plain loop");
    const double sqlite = sqlite_ms(arrays, expected);
    print_row("  the same in SQLite, in memory", sqlite, "ms", ours, "ours");
}

// CRoaring, if its headers were found at build time.
void print_roaring([[maybe_unused]] std::int64_t customers, [[maybe_unused]] std::int64_t expected)
{
#ifdef MUSTER_ROARING
    std::array<roaring_bitmap_t*, 3> sets{};
    std::array<double, 3> bits{};
    for (std::size_t group = 0; group < 3; ++group) {
        sets[group] = roaring_bitmap_create();
        for (std::int64_t id = 1; id <= customers; ++id) {
            if (is_member(static_cast<std::int64_t>(group) + 1, id)) {
                roaring_bitmap_add(sets[group], static_cast<std::uint32_t>(id));
            }
        }
        bits[group] = 8.0 *
                      static_cast<double>(roaring_bitmap_portable_size_in_bytes(sets[group])) /
                      static_cast<double>(roaring_bitmap_get_cardinality(sets[group]));
    }
    const double time = median_ms([&] {
        auto* both = roaring_bitmap_and(sets[0], sets[1]);
        check(static_cast<std::int64_t>(roaring_bitmap_andnot_cardinality(both, sets[2])),
              expected);
        roaring_bitmap_free(both);
    });
    print_row("  the same in CRoaring", time, "ms");
    std::printf("  which takes %.1f, %.1f and %.1f bits per membership\n", bits[0], bits[1],
                bits[2]);
    for (auto* set : sets) roaring_bitmap_free(set);
#else
    std::puts("  the same in CRoaring: skipped, its headers are not here (libroaring-dev)");
#endif
}

void bench_sets(const BenchWorld& world)
{
    std::array<std::vector<std::uint64_t>, 3> bits;
    const auto size = static_cast<std::size_t>(world.customers()) / 64 + 1;
    for (std::size_t group = 0; group < 3; ++group) {
        bits[group].resize(size);
        for (std::int64_t id = 1; id <= world.customers(); ++id) {
            const auto row = static_cast<std::size_t>(id);
            if (is_member(static_cast<std::int64_t>(group) + 1, id)) {
                bits[group][row / 64] |= std::uint64_t{1} << (row % 64);
            }
        }
    }
    const auto loop = [&] {
        std::int64_t count = 0;
        for (std::size_t w = 0; w < size; ++w) {
            count += __builtin_popcountll(bits[0][w] & bits[1][w] & ~bits[2][w]);
        }
        return count;
    };
    const std::int64_t expected = loop();
    const auto rule = world.rule("MEMBER OF 1 AND MEMBER OF 2 AND NOT MEMBER OF 3");
    const double floor = median_ms([&] { check(loop(), expected); });
    const double ours = median_ms([&] { check(world.count(rule), expected); });
    print_row("(A and B) not C, groups of 30, 10 and 1 %", ours, "ms", floor, "plain loop");
    print_roaring(world.customers(), expected);
}

// In batches; the median counts, so that an interrupted batch does not matter.
void bench_contains(const BenchWorld& world)
{
    constexpr int asked = 10'000;
    for (const std::int64_t group : {std::int64_t{1}, groups + 1}) {
        std::uint64_t number = 0;
        std::int64_t inside = 0;
        const auto ask = [&] {
            for (int i = 0; i < asked; ++i) {
                const auto id =
                    1 + scattered(++number) % static_cast<std::uint64_t>(world.customers());
                inside +=
                    need(world.index().contains(tenant, {group}, {static_cast<std::int64_t>(id)}))
                        ? 1
                        : 0;
            }
        };
        print_row(group == 1 ? "is a customer in a group" : "is a customer in a group by rule",
                  median_ms(ask, 51) / asked * 1000, "us");
        if (inside == 0) give_up("nobody is in");
    }
}

// The median time of pages of 100 rows at several depths.
double page_us(const BenchWorld& world, std::int64_t depth)
{
    return 1000 * median_ms(
                      [&] {
                          const auto page = need(world.index().members(
                              tenant, {1}, {world.customers() / 100 * depth}, 100));
                          if (page.ids.empty()) give_up("no members there");
                      },
                      101);
}

void bench_pages(const BenchWorld& world, const BenchWorld& small)
{
    for (const int depth : {0, 50, 95}) {
        const auto what =
            "page of 100 members of a 30 % group, " + std::to_string(depth) + " % deep";
        print_row(what.c_str(), page_us(world, depth), "us", page_us(small, depth),
                  "of 10,000 customers");
    }
}

void bench_search(const BenchWorld& world)
{
    Query query;
    query.tenant = tenant;
    query.with_total = true;
    query.filter = where("email", Filter::Op::contains, std::string("N12345"));
    const auto ask = [&] { need(world.index().page(query)); };
    print_row("page of texts with a piece, all different, the first time", seconds_of(ask) * 1000,
              "ms");
    print_row("  and again", median_ms(ask, 5), "ms");
    query.filter = {};
    query.sort.operand = "email";
    print_row("page by texts, all different", median_ms(ask, 5), "ms");
    query.sort.operand = "created_at";
    query.sort.descending = true;
    print_row("page by times, the newest first", median_ms(ask, 5), "ms");
    query.sort.operand = "city";
    query.after = Cursor{std::string("City 300"), world.customers() / 2};
    print_row("page by texts, most alike, deep", median_ms(ask, 5), "ms");
}

// The least bits per member that a random set with this share of all customers needs.
double least_bits(double share)
{
    return -std::log2(share) - (1 - share) / share * std::log2(1 - share);
}

void bench_memory(const BenchWorld& world)
{
    static const std::set<std::string> shown_groups{"group 1", "group 2", "group 3", "group 4"};
    std::size_t sum = 0;
    for (const auto& use : world.index().memory(tenant)) {
        sum += use.bytes;
        const bool is_group = shown_groups.contains(use.part);
        const bool is_shown =
            is_group || use.part.starts_with("column") || use.part.starts_with("texts");
        if (!is_shown || use.items == 0) continue;
        const auto items = static_cast<double>(use.items);
        const double bytes = static_cast<double>(use.bytes) / items;
        if (is_group) {
            const double share = items / static_cast<double>(world.customers());
            print_row(("memory of " + use.part).c_str(), bytes * 8, "bits per membership",
                      least_bits(share), "least possible");
        } else {
            print_row(("memory of " + use.part).c_str(), bytes, "bytes each");
        }
    }
    print_row("memory of all", static_cast<double>(sum) / 1e6, "MB");
}

void bench_start(BenchWorld& world, const std::string& folder)
{
    const auto rule = world.rule(BenchWorld::three);
    const std::int64_t expected = world.count(rule);
    const double saving = seconds_of([&] { need(world.index().save(tenant)); });
    print_row("writing the snapshot", saving, "s");
    const auto size = std::filesystem::file_size(folder + "/1.index");
    print_row("  its size", static_cast<double>(size) / 1e6, "MB");
    print_row("start with a snapshot", seconds_of([&] { world.open(); }), "s");
    check(world.count(rule), expected);
}

} // namespace

int main(int argc, char** argv)
{
    const std::int64_t customers = argc > 1 ? std::atoll(argv[1]) : 10'000'000;
    const std::string folder = argc > 2 ? argv[2] : "";
    BenchWorld world(customers, folder);
    const double filling = seconds_of([&] { world.fill(); });
    std::printf("conditions: %lld customers, 8 members and fields, %lld groups, one thread\n",
                static_cast<long long>(customers), static_cast<long long>(groups));
    print_row("filling, as commits of 1,000 rows", static_cast<double>(customers) / filling,
              "customers/s");
    bench_rule(world);
    bench_sets(world);
    bench_contains(world);
    {
        BenchWorld small(10'000, "");
        small.fill();
        bench_pages(world, small);
    }
    bench_search(world);
    bench_memory(world);
    if (!folder.empty()) bench_start(world, folder);
}
