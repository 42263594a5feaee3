// What dynamic groups cost: durable updates, imports and lists in a tenant with 10 to 10,000 of
// them, as ratios to a tenant with as many customers and no group, measured in turn with it, beside
// the plain evaluation of every rule. In process, without sockets.
// Usage: bench_groups_bench FOLDER [CUSTOMERS [SECONDS [GROUPS...]]].
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <random>
#include <thread>
#include <vector>

#include <unistd.h>

#include "base/limits.h"
#include "directory/customers.h"
#include "directory/directory.h"
#include "directory/dynamic.h"
#include "directory/fields.h"
#include "directory/groups.h"
#include "index/indexed_store.h"
#include "store/sqlite/store.h"

namespace {

using namespace muster;
using namespace muster::directory;
using Seconds = std::chrono::duration<double>;

constexpr TenantId tenant{1}; // has the groups
constexpr TenantId bare{2};   // has none
constexpr int callers = 64;

Principal someone(TenantId of) { return {{}, {}, of, "bench", "native", {}}; }

template <class T>
T must(Result<T> result)
{
    if (!result) {
        std::fprintf(stderr, "%s: %s %s\n", result.error().subject.c_str(),
                     result.error().message.c_str(), result.error().detail.c_str());
        std::exit(1);
    }
    return take(std::move(result));
}

template <class Act>
double seconds_of(const Act& act)
{
    const auto begin = std::chrono::steady_clock::now();
    act();
    return Seconds(std::chrono::steady_clock::now() - begin).count();
}

std::string city(std::uint64_t number) { return "City " + std::to_string(number % 60); }
std::string plan(std::uint64_t number)
{
    constexpr const char* plans[] = {"free", "basic", "plus", "team"};
    return plans[number % 4];
}

// Rules as people write them; each hundredth names the group before it.
std::string rule_text(std::int64_t number, std::int64_t group_before)
{
    std::mt19937_64 random(static_cast<std::uint64_t>(number));
    const auto below = [&](int bound) {
        return std::to_string(random() % static_cast<unsigned>(bound));
    };
    if (number % 100 == 99) {
        return "MEMBER OF " + std::to_string(group_before) + " AND spent > " + below(9000);
    }
    switch (number % 5) {
    case 0: return "city = '" + city(random()) + "' AND plan = '" + plan(random()) + "'";
    case 1:
        return "spent BETWEEN " + below(5000) + " AND " + std::to_string(5000 + random() % 5000) +
               " AND plan <> '" + plan(random()) + "'";
    case 2:
        return "city IN ('" + city(random()) + "', '" + city(random()) + "') AND spent > " +
               below(9000);
    case 3:
        return "last_order >= '2026-0" + std::to_string(1 + random() % 9) + "-15' AND tenure > " +
               below(60);
    default:
        return "NOT (city = '" + city(random()) + "' OR tenure < " + below(50) + ") AND plan = '" +
               plan(random()) + "'";
    }
}

Customer sample_customer(std::uint64_t number)
{
    std::mt19937_64 random(number);
    Customer customer;
    customer.external_id = "C-" + std::to_string(number);
    customer.name = "Person " + std::to_string(number);
    customer.email = "p" + std::to_string(number) + "@example.org";
    customer.city = city(random());
    customer.fields.set("plan", plan(random()));
    customer.fields.set("spent", static_cast<std::int64_t>(random() % 10'000));
    customer.fields.set("tenure", static_cast<std::int64_t>(random() % 72));
    customer.fields.set("last_order", Date{std::chrono::days{20'400 + random() % 365}});
    return customer;
}

class GroupsBench {
public:
    GroupsBench(const std::string& folder, std::uint64_t customers, double seconds)
        : engine_(must(store::sqlite::open_sqlite(folder + "/groups.db"))),
          index_(*engine_, clock_, {}), store_(*engine_, index_),
          directory_(store_, clock_, random_), customers_(customers), seconds_(seconds)
    {
        store_.set_commit_listener(&index_);
    }
    ~GroupsBench() { store_.set_commit_listener(nullptr); }

    void fill(TenantId of)
    {
        must(directory_.write(someone(of), of, [](Transaction& t) -> Result<void> {
            const std::pair<const char*, Type> fields[] = {{"plan", Type::text},
                                                           {"spent", Type::integer},
                                                           {"tenure", Type::integer},
                                                           {"last_order", Type::date}};
            for (const auto& [key, type] : fields) {
                CustomField field;
                field.key = key;
                field.type = type;
                TRY(declare_field(t, field));
            }
            return {};
        }));
        const double rows = import_rows(of, customers_);
        Query query;
        query.tenant = of;
        query.sort.operand = "city";
        query.limit = 10;
        const double first = seconds_of([&] { must(store_.page(query)); });
        const double load = seconds_of([&] {
            index::Index fresh(*engine_, clock_, {});
            must(fresh.preload(of));
        });
        std::printf("import of %llu customers: %.0f rows/s; its first question: %.3f s; a load "
                    "without a snapshot: %.1f s\n",
                    static_cast<unsigned long long>(customers_), rows, first, load);
        std::fflush(stdout);
    }

    void set_groups(std::int64_t wanted)
    {
        while (groups_ < wanted) {
            must(directory_.write(someone(tenant), tenant, [&](Transaction& t) -> Result<void> {
                for (int i = 0; i < 100 && groups_ < wanted; ++i) {
                    Group draft;
                    draft.name = "Group " + std::to_string(groups_);
                    draft.rule = rule_text(groups_, newest_.value);
                    newest_ = TRY(create_group(t, draft)).id;
                    ++groups_;
                }
                return {};
            }));
        }
    }

    // Durable updates of one field by many callers, per second. Each run changes other customers:
    // the first change of one writes more than later ones.
    double update_rate(TenantId of)
    {
        ++runs_;
        std::atomic<bool> is_over = false;
        std::atomic<std::int64_t> done = 0;
        std::vector<std::thread> threads;
        for (int i = 0; i < callers; ++i) {
            threads.emplace_back([&, i] {
                std::mt19937_64 random(static_cast<std::uint64_t>(runs_ * callers + i));
                while (!is_over) {
                    const CustomerId id{static_cast<std::int64_t>(1 + random() % customers_)};
                    const auto to = city(random());
                    must(directory_.write(someone(of), of, [&](Transaction& t) {
                        return update_customer(t, id, [&](Customer& customer) {
                            customer.city = to;
                            return Result<void>{};
                        });
                    }));
                    ++done;
                }
            });
        }
        std::this_thread::sleep_for(Seconds(seconds_));
        is_over = true;
        for (auto& thread : threads) thread.join();
        return static_cast<double>(done) / seconds_;
    }

    double import_rows(TenantId of, std::uint64_t rows)
    {
        return static_cast<double>(rows) / seconds_of([&] {
                   auto& next = next_[of];
                   for (std::uint64_t left = rows; left > 0;) {
                       const auto piece = std::min<std::uint64_t>(left, limits::job_rows);
                       auto number = next;
                       must(directory_.write(someone(of), of, [&](Transaction& t) -> Result<void> {
                           number = next;
                           for (std::uint64_t i = 0; i < piece; ++i) {
                               TRY(create_customer(t, sample_customer(++number)));
                           }
                           return {};
                       }));
                       next = number;
                       left -= piece;
                   }
               });
    }

    double milliseconds_of_a_list() const
    {
        Query query;
        query.kind = Kind::group;
        query.tenant = tenant;
        query.limit = 1000;
        return 1000 * seconds_of([&] { must(store_.page(query)); });
    }

    double microseconds_of_groups_of_one() const
    {
        constexpr int times = 20;
        Query query;
        query.kind = Kind::membership;
        query.tenant = tenant;
        query.limit = 1000;
        return 1e6 / times * seconds_of([&] {
                   for (std::int64_t i = 0; i < times; ++i) {
                       query.filter = equals("customer_id", 1 + i * 7);
                       must(store_.page(query));
                   }
               });
    }

    // Every rule for one customer before and after a change, as each write did it before.
    double microseconds_of_plain_evaluation() const
    {
        const auto declared = must(load_declared(*engine_, tenant));
        const auto groups = must(load_dynamic_groups(*engine_, tenant, declared));
        const auto customer = must(model::get(*engine_, tenant, CustomerId{1}));
        constexpr int times = 5;
        return 1e6 / times * seconds_of([&] {
                   for (int i = 0; i < 2 * times; ++i) {
                       MembershipEvaluator evaluator(*engine_, tenant, groups, customer, Time{});
                       for (const auto& [id, dynamic] : groups) must(evaluator.is_in(id));
                   }
               });
    }

private:
    SystemClock clock_;
    SystemRandom random_;
    std::unique_ptr<Store> engine_;
    index::Index index_;
    index::IndexedStore store_;
    Directory directory_;
    std::uint64_t customers_;
    double seconds_;
    std::map<TenantId, std::uint64_t> next_; // the newest customer's number
    std::int64_t groups_ = 0;
    int runs_ = 0;
    GroupId newest_;
};

double resident_megabytes()
{
    long pages = 0;
    long resident = 0;
    if (auto* file = std::fopen("/proc/self/statm", "re")) {
        if (std::fscanf(file, "%ld %ld", &pages, &resident) != 2) resident = 0;
        std::fclose(file);
    }
    return static_cast<double>(resident) * static_cast<double>(::sysconf(_SC_PAGESIZE)) / 1e6;
}

} // namespace

int main(int count, char** arguments)
{
    if (count < 2) return 2;
    const std::uint64_t customers =
        count > 2 ? std::strtoull(arguments[2], nullptr, 10) : 1'000'000;
    const double seconds = count > 3 ? std::atof(arguments[3]) : 4;
    std::vector<std::int64_t> steps;
    for (int i = 4; i < count; ++i) steps.push_back(std::atoll(arguments[i]));
    if (steps.empty()) steps = {10, 100, 1000, 10'000};
    std::filesystem::create_directories(arguments[1]);
    GroupsBench bench(arguments[1], customers, seconds);
    bench.fill(bare);
    bench.fill(tenant);
    const auto imported = customers / 5;
    std::printf("%llu customers, %llu more in each import; %d callers; ratios to a tenant with as "
                "many customers and no group\n",
                static_cast<unsigned long long>(customers),
                static_cast<unsigned long long>(imported), callers);
    std::printf("%7s %18s %18s %12s %12s %12s %10s\n", "groups", "updates/s", "imported rows/s",
                "first list", "list of 1000", "of one", "plain");
    const double memory_before = resident_megabytes();
    for (const auto groups : steps) {
        bench.set_groups(groups);
        const double first = bench.milliseconds_of_a_list();
        const double list = bench.milliseconds_of_a_list();
        const auto beside = [](auto&& measure) { // half of the bare runs before, half after
            const double before = measure(bare);
            const double rate = measure(tenant);
            return std::pair(rate, 2 * rate / (before + measure(bare)));
        };
        const auto [updates, of_updates] =
            beside([&](TenantId of) { return bench.update_rate(of); });
        const auto [import, of_import] =
            beside([&](TenantId of) { return bench.import_rows(of, imported); });
        std::printf("%7lld %11.0f %6.2f %11.0f %6.2f %9.1f ms %9.1f ms %9.0f us %7.0f us\n",
                    static_cast<long long>(groups), updates, of_updates, import, of_import, first,
                    list, bench.microseconds_of_groups_of_one(),
                    bench.microseconds_of_plain_evaluation());
        std::fflush(stdout);
    }
    std::printf("memory of the process: %.0f MB more than before the groups\n",
                resident_megabytes() - memory_before);
    return 0;
}
