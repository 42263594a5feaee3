// The environment of a case file: a store, a clock that steps, three tenants with known customers
// and groups, and credentials with known secrets for each dialect. Requests are passed to the
// pipeline in process, without sockets.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "dialects/dispatch.h"
#include "dialects/variables.h"
#include "directory/identity.h"
#include "index/indexed_store.h"
#include "store/crowded_store.h"
#include "store/held_store.h"

namespace muster::dialects::test {

class StepClock final : public Clock {
public:
    Time now() const override { return Time(std::chrono::microseconds(micros_.load())); }
    void move(std::chrono::microseconds by) { micros_ += by.count(); }

private:
    std::atomic<std::int64_t> micros_{1'770'109'200'000'000}; // 2026-02-03T09:00:00Z
};

// The same bytes in every run; for tests only.
class SeededRandom final : public Random {
public:
    std::string bytes(std::size_t count) override;

private:
    std::mutex mutex_;
    std::mt19937 engine_{20260203};
};

class World {
public:
    // A query waits this long for the index of its tenant.
    explicit World(std::chrono::milliseconds index_wait = std::chrono::hours{1});
    ~World();

    // Moves the clock by one second, then sends the request through the pipeline.
    http::Response send(http::Request&& request);
    void later(std::chrono::milliseconds by) { clock_.move(by); }
    // Limits the rate of callers of that dialect from now on.
    void limit_rate(const Dialect& dialect, Rate rate);
    // From now on calls are refused with this error, when there is one.
    void refuse(std::function<std::optional<Error>()> refusal);
    // Runs the background tasks of the dialect until nothing is left to do, or until they are
    // stopped.
    void work(
        const Dialect& dialect, std::function<bool()> stops = [] { return false; });

    // Holds what loads the index of a tenant, until the end of the world or release().
    store::test::HeldStore& held() { return held_; }
    // From now on bulk writes find that others wait.
    void crowd() { crowded_.crowd(); }
    index::Index& index() { return index_; }
    directory::Directory& directory() { return directory_; }
    Services& services() { return services_; }
    const Services& services() const { return services_; }
    http::Service& service() { return *dispatch_; }
    // Of the store on disk; empty when it is in memory.
    const std::filesystem::path& folder() const { return folder_; }
    // The variables of all callers: ids of tenants, customers and groups.
    const Variables& variables() const { return variables_; }

    static constexpr std::string_view password = "Correct-Horse-7";
    static constexpr std::string_view client_secret = "client-Secret-7";

private:
    std::filesystem::path folder_; // of a store on disk; removed with the world
    StepClock clock_;
    std::unique_ptr<model::Store> engine_;
    store::test::HeldStore held_; // the index reads through it
    store::test::CrowdedStore crowded_;
    index::Index index_;
    index::IndexedStore store_;
    SeededRandom random_;
    directory::Directory directory_;
    directory::Identity identity_;
    Services services_;
    std::unique_ptr<Dispatch> dispatch_;
    Variables variables_;
};

// A client of one dialect, with its mount, its secrets and the variables of its cases.
class Caller {
public:
    // Runs the dialect's setup.
    Caller(World& world, const Dialect& dialect);

    // Target without the mount; header lines as name and value.
    http::Response send(http::Verb verb, std::string_view target, std::string body = {},
                        std::vector<http::Header> headers = {}, bool on_own_port = false);
    http::Response send(std::string_view method, std::string_view target, std::string body,
                        std::vector<http::Header> headers, bool on_own_port);

    World& world() { return world_; }
    const Dialect& dialect() const { return dialect_; }
    Variables& variables() { return variables_; }
    void set(std::string name, std::string value)
    {
        variables_.set(std::move(name), std::move(value));
    }
    // Empty when there is no such variable.
    std::string get(std::string_view name) const;

private:
    World& world_;
    const Dialect& dialect_;
    Variables variables_;
};

// What one dialect adds to the common environment; a static of this type in its setup.cpp.
struct Preparation {
    // The form in which a password or client secret is hashed; null: the secret itself.
    std::string (*stored_secret)(std::string_view secret) = nullptr;
    // Called after the common environment was created; may be null.
    void (*prepare)(Caller& caller) = nullptr;
};

class Setup {
public:
    Setup(std::string_view dialect, Preparation preparation);
    // Returns a default setup when the dialect has none.
    static Preparation of(std::string_view dialect);
};

} // namespace muster::dialects::test
