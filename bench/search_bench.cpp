// Searches over many customers through one API: each filter alone with its default order, each
// order, and deep offsets. Usage: bench_search_bench DIRECTORY [CUSTOMERS [plain]]. A second run
// finds the customers in the directory. "plain": the store without the index.
#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "base/json.h"
#include "base/secrets.h"
#include "dialects/all.h"
#include "dialects/dispatch.h"
#include "directory/credentials.h"
#include "directory/tenants.h"
#include "index/indexed_store.h"
#include "store/open.h"

namespace {

using namespace muster;
using Stopwatch = std::chrono::steady_clock;

constexpr std::string_view key = "secret_bench-0123456789-bench-0123456789";
constexpr std::string_view base = "/ecwid/api/v3/1/";

[[noreturn]] void give_up(const std::string& why)
{
    std::fprintf(stderr, "bench: %s\n", why.c_str());
    std::exit(1);
}

template <class T>
T need(Result<T> result)
{
    if (!result) give_up(result.error().message);
    if constexpr (!std::is_void_v<T>) return *std::move(result);
}

// The parts of a server that answer requests, without sockets.
struct SearchBench {
    SearchBench(const std::string& url, bool is_plain)
        : engine(need(store::open_store(url))), index(*engine, clock, index_options()),
          indexed(*engine, index),
          directory(is_plain ? *engine : static_cast<model::Store&>(indexed), clock, random),
          identity(directory.store(), clock, random), services{directory, identity,
                                                               random.bytes(32)},
          dispatch(services, dialects::all(), {})
    {
        if (is_plain) return;
        engine->set_commit_listener(&index);
        services.finder = &index;
    }
    ~SearchBench() { engine->set_commit_listener(nullptr); }
    SearchBench(const SearchBench&) = delete;

    static index::IndexOptions index_options()
    {
        index::IndexOptions options;
        options.extras = dialects::searched_extras();
        return options;
    }

    http::Response ask(http::Verb verb, const std::string& target, std::string body = {})
    {
        http::Request request;
        request.verb = verb;
        request.method = http::name_of(verb);
        request.headers = {{"Authorization", "Bearer " + std::string(key)},
                           {"Content-Type", "application/json"}};
        request.body = std::move(body);
        request.peer = "127.0.0.1";
        if (!http::parse_target(std::string(base) + target, request)) give_up("bad " + target);
        auto response = dispatch.handle(request);
        if (response.status != 200)
            give_up(target + ": " + std::to_string(response.status) + ' ' + response.body);
        return response;
    }

    SystemClock clock;
    SystemRandom random;
    std::unique_ptr<model::Store> engine;
    index::Index index;
    index::IndexedStore indexed;
    directory::Directory directory;
    directory::Identity identity;
    dialects::Services services;
    dialects::Dispatch dispatch;
};

void make_tenant(SearchBench& bench)
{
    const directory::Principal maker{{}, {}, {}, "bench", "bench", {}};
    need(bench.directory.write(
        maker, model::system_tenant, [](directory::Transaction& transaction) -> Result<void> {
            model::Account account;
            account.name = "Bench";
            const auto made = TRY(directory::create_account(transaction, std::move(account)));
            model::Tenant tenant;
            tenant.account = made.id;
            tenant.slug = "bench";
            tenant.name = "Bench";
            const auto shop = TRY(directory::create_tenant(transaction, std::move(tenant)));
            model::Credential credential;
            credential.account = made.id;
            credential.tenant = shop.id;
            credential.dialect = "ecwid";
            credential.name = "bench";
            credential.scopes = {"read_customers", "create_customers", "update_customers",
                                 "read_orders",    "create_orders",    "read_store_profile"};
            credential.secret_hash = directory::key_hash(key);
            TRY(directory::create_credential(transaction, std::move(credential)));
            return {};
        }));
}

// The same customer for the same number in every run.
std::uint64_t scattered(std::uint64_t number)
{
    number += 0x9e3779b97f4a7c15;
    number = (number ^ (number >> 30)) * 0xbf58476d1ce4e5b9;
    number = (number ^ (number >> 27)) * 0x94d049bb133111eb;
    return number ^ (number >> 31);
}

template <std::size_t Count>
const char* one_of(const std::array<const char*, Count>& words, std::uint64_t number)
{
    return words[number % Count];
}

constexpr std::array first_names{"Ada", "Grace", "Alan", "Nora", "Omar", "Lena", "Ivan", "Mei"};
constexpr std::array last_names{"Lovelace", "Hopper", "Turing", "Lindqvist", "Haddad", "Okafor"};
constexpr std::array countries{"US", "GB", "DE", "FR", "SE", "IT"};
constexpr std::array languages{"en", "de", "fr", "sv"};
constexpr int groups = 20;

std::string customer_of(std::uint64_t number)
{
    const auto dice = scattered(number);
    const auto digits = std::to_string(number);
    const std::string name =
        std::string(one_of(first_names, dice)) + ' ' + one_of(last_names, dice >> 8) + ' ' + digits;
    Json address = Json::object();
    address.set("name", name);
    address.set("companyName", "Company " + std::to_string(dice % 50'000));
    address.set("street", digits + " High Street");
    address.set("city", "City " + std::to_string((dice >> 16) % 2'000));
    address.set("countryCode", one_of(countries, dice >> 24));
    address.set("postalCode", std::to_string(10'000 + (dice >> 32) % 90'000));
    address.set("stateOrProvinceCode", "S" + std::to_string((dice >> 40) % 50));
    address.set("phone", "+1555" + std::to_string(1'000'000 + number));
    Json customer = Json::object();
    customer.set("email", "person" + digits + "@example.org");
    Json billing = Json::object();
    billing.set("name", name);
    customer.set("billingPerson", std::move(billing));
    customer.set("shippingAddresses", Json(Json::Array{std::move(address)}));
    customer.set("acceptMarketing", dice % 3 == 0);
    customer.set("lang", one_of(languages, dice >> 4));
    customer.set("customerGroupId", static_cast<std::int64_t>((dice >> 12) % (groups + 1)));
    customer.set("b2b_b2c", dice % 5 == 0 ? "b2b" : "b2c");
    customer.set("taxExempt", dice % 10 == 0);
    customer.set("fiscalCode", "FC" + std::to_string(dice % 1'000'000));
    customer.set("electronicInvoicePecEmail", "pec" + std::to_string(dice % 100'000) + "@pec.it");
    customer.set("electronicInvoiceSdiCode", "SDI" + std::to_string(dice % 1'000));
    return customer.text();
}

// Every tenth customer has ordered.
std::string order_of(std::uint64_t number)
{
    const auto dice = scattered(number);
    return R"({"email":"person)" + std::to_string(number * 10) + R"(@example.org","total":)" +
           std::to_string(dice % 1'000) + R"(,"items":[{"productId":)" +
           std::to_string(dice % 500 + 1) + R"(,"name":"Thing"}]})";
}

// With many threads, because the store commits many writes at once.
void repeat(std::uint64_t count, const std::function<void(std::uint64_t)>& act)
{
    std::atomic<std::uint64_t> next{0};
    std::vector<std::thread> threads;
    for (int thread = 0; thread < 64; ++thread)
        threads.emplace_back([&] {
            for (auto at = next++; at < count; at = next++) act(at);
        });
    for (auto& thread : threads) thread.join();
}

void fill(SearchBench& bench, std::uint64_t customers)
{
    make_tenant(bench);
    for (int group = 1; group <= groups; ++group)
        bench.ask(http::Verb::post, "customer_groups",
                  R"({"name":"Group )" + std::to_string(group) + R"("})");
    const auto begin = Stopwatch::now();
    repeat(customers,
           [&](std::uint64_t at) { bench.ask(http::Verb::post, "customers", customer_of(at)); });
    repeat(customers / 10,
           [&](std::uint64_t at) { bench.ask(http::Verb::post, "orders", order_of(at)); });
    const std::chrono::duration<double> elapsed = Stopwatch::now() - begin;
    std::printf("made %llu customers, every tenth with an order, in %.0f s\n",
                static_cast<unsigned long long>(customers), elapsed.count());
}

// '#' is replaced by a number of six digits that differs for each request.
constexpr std::array filters{
    "",
    "keyword=lindqvist",
    "keyword=person#",
    "name=turing",
    "name=nobody",
    "email=person#",
    "email=person#@example.org&useExactEmailMatch=true",
    "phone=#",
    "city=city 77",
    "postalCode=12345",
    "stateOrProvinceCode=S7",
    "companyName=company 4711",
    "countryCodes=SE",
    "acceptMarketing=true",
    "lang=sv",
    "customerGroupIds=0",
    "customerGroupIds=7",
    "minOrderCount=1",
    "maxOrderCount=0",
    "minSalesValue=900",
    "maxSalesValue=10",
    "purchasedProductIds=42",
    "b2b_b2c=b2b",
    "taxExempt=true",
    "fiscalCode=FC4711",
    "electronicInvoicePecEmail=pec4711",
    "electronicInvoiceSdiCode=SDI471",
    "createdFrom=2020-01-01",
    "createdTo=2020-01-01",
    "updatedFrom=2020-01-01",
    "updatedTo=2020-01-01",
    "sortBy=NAME_DESC",
    "sortBy=EMAIL_ASC",
    "sortBy=EMAIL_DESC",
    "sortBy=ORDER_COUNT_ASC",
    "sortBy=ORDER_COUNT_DESC",
    "sortBy=REGISTERED_DATE_ASC",
    "sortBy=REGISTERED_DATE_DESC",
    "sortBy=UPDATED_DATE_ASC",
    "sortBy=UPDATED_DATE_DESC",
    "sortBy=SALES_VALUE_ASC",
    "sortBy=SALES_VALUE_DESC",
    "sortBy=FIRST_ORDER_DATE_ASC",
    "sortBy=FIRST_ORDER_DATE_DESC",
    "sortBy=LAST_ORDER_DATE_ASC",
    "sortBy=LAST_ORDER_DATE_DESC",
    "offset=1000",
    "offset=10000",
    "offset=100000",
    "offset=900000",
    "customerGroupIds=7&offset=40000",
};

std::string filled(std::string_view text, std::uint64_t number)
{
    std::string whole;
    for (const char c : text) {
        if (c == '#')
            whole += std::to_string(100'000 + scattered(number) % 900'000);
        else if (c == ' ')
            whole += "%20";
        else
            whole += c;
    }
    return whole;
}

double resident_megabytes()
{
    std::ifstream file("/proc/self/statm");
    double pages = 0;
    file >> pages >> pages;
    return pages * 4096 / 1e6;
}

void measure(SearchBench& bench, std::string_view filter)
{
    constexpr int rounds = 40;
    constexpr std::chrono::seconds patience{4}; // of all rounds together
    const auto until = Stopwatch::now() + patience;
    std::vector<double> times;
    std::string body;
    while (times.size() < rounds && (times.empty() || Stopwatch::now() < until)) {
        const auto target = "customers?" + filled(filter, times.size());
        const auto begin = Stopwatch::now();
        body = bench.ask(http::Verb::get, target).body;
        times.push_back(
            std::chrono::duration<double, std::milli>(Stopwatch::now() - begin).count());
    }
    std::ranges::sort(times);
    const auto document = need(parse_json(body));
    const auto* total = document.find("total")->as_integer();
    const double p95 = times[std::min(times.size() - 1, times.size() * 95 / 100)];
    std::printf("%-52s %9.2f %9.2f %4zu %9lld%s\n", filter.empty() ? "(none)" : filter.data(),
                times[times.size() / 2], p95, times.size(),
                static_cast<long long>(total == nullptr ? -1 : *total),
                p95 > 50 ? "  over 50 ms" : "");
    std::fflush(stdout);
}

} // namespace

int main(int count, char** arguments)
{
    if (count < 2) give_up("usage: bench_search_bench DIRECTORY [CUSTOMERS [plain]]");
    const std::string folder = arguments[1];
    const auto customers = count > 2 ? std::strtoull(arguments[2], nullptr, 10) : 1'000'000;
    std::filesystem::create_directories(folder);
    const auto file = folder + "/search-" + std::to_string(customers) + ".db";
    const bool is_new = !std::filesystem::exists(file);
    if (is_new) {
        SearchBench plain("sqlite:" + file, true); // filling the store is not measured
        fill(plain, customers);
    }
    const bool is_plain = count > 3 && std::string_view(arguments[3]) == "plain";
    SearchBench bench("sqlite:" + file, is_plain);
    const auto begin = Stopwatch::now();
    bench.ask(http::Verb::get, "customers?limit=1");
    std::printf("%s; the first answer took %.1f s\n", is_plain ? "SQLite alone" : "with the index",
                std::chrono::duration<double>(Stopwatch::now() - begin).count());
    std::printf("%-52s %9s %9s %4s %9s\n", "GET customers?", "p50 ms", "p95 ms", "runs", "total");
    const auto before = resident_megabytes();
    for (const auto* filter : filters) measure(bench, filter);
    std::printf("resident memory: %.0f MB before, %.0f MB after\n", before, resident_megabytes());
    return 0;
}
