// Durable updates of groups per second, by one caller and by 64, compared with SQLite alone writing
// the same rows. Prints ratios; knows no API.
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <random>
#include <thread>
#include <vector>

#include <sys/resource.h>

#include "raw_sqlite.h"
#include "store/sqlite/store.h"

namespace {

using namespace muster;
using namespace muster::model;
using namespace muster::rule;
using bench::RawSqlite;
using Seconds = std::chrono::duration<double>;

constexpr TenantId tenant{1};
std::int64_t groups = 100'000; // the updates are spread over these; the second argument
constexpr auto run_time = std::chrono::seconds(4);

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

void fill(Store& store)
{
    for (std::int64_t first = 1; first <= groups; first += 1000) {
        must(store.write(tenant, {}, [&](Writer& writer) -> Result<void> {
            for (std::int64_t id = first; id < first + 1000; ++id) {
                TRY(writer.put(
                    {Action::created, tenant, std::nullopt, sample_group(id), {}, {}, true}));
            }
            return {};
        }));
    }
}

Result<void> rename_group(Writer& writer, std::int64_t id, std::int64_t version)
{
    const Group before = TRY(get<Group>(writer, tenant, {id}));
    Group after = before;
    after.name = "Renamed " + std::to_string(version);
    after.updated_at += std::chrono::microseconds(1);
    return writer.put({Action::updated, tenant, before, after, {}, {}, true});
}

struct Measured {
    double per_second = 0;
    double cpu_microseconds = 0; // per update, all threads; hardly depends on other load
};

class Watch {
public:
    bool is_running() const { return std::chrono::steady_clock::now() - start_ < run_time; }
    Measured stop(std::int64_t done) const
    {
        const Seconds wall = std::chrono::steady_clock::now() - start_;
        const auto count = static_cast<double>(done);
        return {count / wall.count(), (cpu_seconds() - cpu_start_) / count * 1e6};
    }

private:
    static double cpu_seconds()
    {
        rusage usage{};
        getrusage(RUSAGE_SELF, &usage);
        const auto seconds = [](const timeval& time) {
            return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
        };
        return seconds(usage.ru_utime) + seconds(usage.ru_stime);
    }

    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
    double cpu_start_ = cpu_seconds();
};

// With this many callers; each waits for its own update.
Measured measure_store(Store& store, int callers)
{
    std::atomic<std::int64_t> done = 0;
    const Watch watch;
    std::vector<std::thread> threads;
    for (int caller = 0; caller < callers; ++caller) {
        threads.emplace_back([&, caller] {
            std::mt19937_64 random(static_cast<std::uint64_t>(caller));
            const Origin origin{Time{std::chrono::microseconds{1}}, "bench", "native"};
            while (watch.is_running()) {
                const auto id = static_cast<std::int64_t>(random() % groups) + 1;
                const auto version = static_cast<std::int64_t>(random() % 1'000'000);
                must(store.write(tenant, origin, [&](Writer& writer) {
                    return rename_group(writer, id, version);
                }));
                ++done;
            }
        });
    }
    for (auto& thread : threads) thread.join();
    return watch.stop(done);
}

// SQLite alone: prepared statements for the row, the log entry and the revision; `batch` updates
// per transaction.
class RawCommits {
public:
    explicit RawCommits(const std::string& path) : sqlite_(path, checkpoint_pages) {}

    Measured measure(int size)
    {
        std::mt19937_64 random(7);
        std::int64_t done = 0;
        const Watch watch;
        while (watch.is_running()) {
            sqlite_.run("BEGIN IMMEDIATE");
            for (int i = 0; i < size; ++i) change(static_cast<std::int64_t>(random() % groups) + 1);
            sqlite_.run("COMMIT");
            done += size;
        }
        return watch.stop(done);
    }

private:
    void change(std::int64_t id)
    {
        const std::string name = "Renamed " + std::to_string(id);
        const std::string entry =
            R"({"name":")" + name + R"(","updated_at":"1970-01-01T00:00:00.000001Z"})";
        sqlite_.bind(update_, 1, name);
        sqlite_.bind(update_, 2, name);
        sqlite3_bind_int64(update_, 3, id);
        sqlite3_bind_int64(update_, 4, id);
        sqlite_.step(update_);
        sqlite3_bind_int64(log_, 1, id);
        sqlite_.bind(log_, 2, entry);
        sqlite_.step(log_);
        sqlite_.step(revise_);
    }

    static constexpr int checkpoint_pages = 10'000;

    RawSqlite sqlite_;
    sqlite3_stmt* update_ =
        sqlite_.prepare("UPDATE groups SET name=?1, name_folded=?2, updated_at=updated_at+1, "
                        "revision=?3 WHERE tenant=1 AND id=?4");
    sqlite3_stmt* log_ =
        sqlite_.prepare("INSERT INTO changes (tenant, revision, ordinal, at, principal, dialect, "
                        "action, kind, id, customer, before, after) "
                        "SELECT 1, next, 0, 1, 'bench', 'native', 'updated', 'group', ?1, 0, ?2, "
                        "?2 FROM counters WHERE tenant=1 AND kind='revision'");
    sqlite3_stmt* revise_ =
        sqlite_.prepare("UPDATE counters SET next=next+1 WHERE tenant=1 AND kind='revision'");
};

} // namespace

int main(int count, char** arguments)
{
    const std::filesystem::path folder =
        count > 1 ? arguments[1] : std::filesystem::temp_directory_path() / "muster-commit-bench";
    if (count > 2) groups = std::max(1, std::atoi(arguments[2]));
    std::filesystem::remove_all(folder);
    const std::string path = (folder / "muster.db").string();
    Measured one;
    Measured many;
    {
        const auto store = must(store::sqlite::open_sqlite(path));
        fill(*store);
        one = measure_store(*store, 1);
        many = measure_store(*store, 64);
    }
    RawCommits engine(path);
    const Measured alone = engine.measure(1);
    const Measured grouped = engine.measure(64);
    const auto print = [](const char* what, const Measured& measured) {
        std::printf("  %-28s %8.0f per second %8.1f us of CPU each\n", what, measured.per_second,
                    measured.cpu_microseconds);
    };
    std::printf("durable updates of one of %lld groups, with log entry and revision\n",
                static_cast<long long>(groups));
    print("store, 1 caller", one);
    print("store, 64 callers", many);
    print("SQLite, 1 to a transaction", alone);
    print("SQLite, 64 to a transaction", grouped);
    std::printf("store with 64 / SQLite in groups of 64: %.2f (aim: 0.50)\n",
                many.per_second / grouped.per_second);
    std::printf("store with 64 / one commit per write:   %.2f (aim: 3.00)\n",
                many.per_second / alone.per_second);
    std::filesystem::remove_all(folder);
}
