// One row per engine. A new engine adds a row here and a folder beside this file.
#include "store/open.h"

#include <algorithm>
#include <array>
#include <filesystem>

#include "store/checked_store.h"
#include "store/memory/memory_store.h"
#include "store/postgres/store.h"
#include "store/sqlite/backup.h"
#include "store/sqlite/check.h"
#include "store/sqlite/files/restore.h"
#include "store/sqlite/store.h"

namespace muster::store {

namespace {

// The functions get the path or the URL. `check`, `back_up` and `restore` are null when the engine
// has no files.
struct EngineEntry {
    std::string_view scheme;
    enum class Locator { none, path, url } locator; // what follows the scheme; url: with it
    Result<std::unique_ptr<model::Store>> (*open)(const std::string& path,
                                                  const std::shared_ptr<StoreHealth>& health,
                                                  const NodeOptions& node) = nullptr;
    Result<std::vector<StoreProblem>> (*check)(const std::string& path) = nullptr;
    Result<void> (*back_up)(const std::string& path, const std::string& destination) = nullptr;
    Result<std::string> (*restore)(const std::string& path, const std::string& backup) = nullptr;
    Result<sql::CopyEnd> (*open_source)(const std::string& path) = nullptr;
    Result<sql::CopyEnd> (*open_target)(const std::string& path) = nullptr;
    std::unique_ptr<StandBy> (*stand_by)(const std::string& path,
                                         const std::shared_ptr<StoreHealth>& health,
                                         const NodeOptions& node) = nullptr;
};

constexpr std::array engines{
    EngineEntry{"sqlite:", EngineEntry::Locator::path,
                [](const std::string& path, const std::shared_ptr<StoreHealth>& health,
                   const NodeOptions&) { return sqlite::open_sqlite(path, health); },
                &sqlite::check,
                [](const std::string& path, const std::string& destination) {
                    return sqlite::back_up(path, destination);
                },
                &sqlite::restore, &sqlite::open_source, &sqlite::open_target},
    EngineEntry{"postgres:", EngineEntry::Locator::url, &postgres::open_postgres, nullptr, nullptr,
                nullptr, &postgres::open_source, &postgres::open_target, &postgres::stand_by},
    EngineEntry{"memory:", EngineEntry::Locator::none,
                [](const std::string&, const std::shared_ptr<StoreHealth>&, const NodeOptions&)
                    -> Result<std::unique_ptr<model::Store>> { return make_memory_store(); }},
};

// What a URL names: an engine, and what the engine opens.
struct Location {
    const EngineEntry* engine = nullptr;
    std::string path; // or the URL
};

Result<Location> locate(std::string_view url)
{
    const auto* engine = std::find_if(engines.begin(), engines.end(), [&](const EngineEntry& one) {
        const bool has_address = one.locator != EngineEntry::Locator::none;
        return url.starts_with(one.scheme) && (url.size() > one.scheme.size()) == has_address;
    });
    if (engine != engines.end()) {
        const bool is_url = engine->locator == EngineEntry::Locator::url;
        return Location{engine, std::string(is_url ? url : url.substr(engine->scheme.size()))};
    }
    return fail(Code::invalid_value, "store", "must be one of " + std::string(url_forms),
                "was " + std::string(url));
}

std::unique_ptr<model::Store> checked(std::unique_ptr<model::Store> store)
{
#ifndef NDEBUG
    if (store) store = std::make_unique<CheckedStore>(std::move(store));
#endif
    return store;
}

class CheckedStandBy final : public StandBy {
public:
    explicit CheckedStandBy(std::unique_ptr<StandBy> engine) : engine_(std::move(engine)) {}
    Result<std::unique_ptr<model::Store>> look() override { return checked(TRY(engine_->look())); }

private:
    const std::unique_ptr<StandBy> engine_;
};

} // namespace

std::string default_url(const std::string& data_directory)
{
    return "sqlite:" + data_directory + "/muster.db";
}

Result<void> check_url(std::string_view url)
{
    TRY(locate(url));
    return {};
}

Result<std::unique_ptr<model::Store>> open_store(std::string_view url,
                                                 const std::shared_ptr<StoreHealth>& health,
                                                 const NodeOptions& node)
{
    const auto location = TRY(locate(url));
    return checked(TRY(location.engine->open(location.path, health, node)));
}

bool has_nodes(std::string_view url)
{
    const auto location = locate(url);
    return location && location->engine->stand_by != nullptr;
}

Result<std::unique_ptr<StandBy>>
stand_by(std::string_view url, const std::shared_ptr<StoreHealth>& health, const NodeOptions& node)
{
    const auto location = TRY(locate(url));
    if (location.engine->stand_by == nullptr) {
        return fail(Code::invalid_value, "store", "only postgres:// stores have several nodes");
    }
    return std::unique_ptr<StandBy>(
        std::make_unique<CheckedStandBy>(location.engine->stand_by(location.path, health, node)));
}

Result<std::vector<StoreProblem>> check_store(std::string_view url)
{
    const auto location = locate(url);
    if (!location || location->engine->check == nullptr) {
        return fail(Code::unsupported, "store", "only sqlite: stores are files to check");
    }
    return location->engine->check(location->path);
}

bool is_missing(std::string_view url)
{
    const auto location = locate(url);
    if (!location || location->engine->locator != EngineEntry::Locator::path) return false;
    std::error_code error;
    const auto size = std::filesystem::file_size(location->path, error);
    return error ? error == std::errc::no_such_file_or_directory : size == 0;
}

Result<std::string> restore_store(std::string_view url, const std::string& backup)
{
    const auto location = TRY(locate(url));
    if (location.engine->restore == nullptr) {
        return fail(Code::unsupported, "store", "only sqlite: stores are files to restore");
    }
    return location.engine->restore(location.path, backup);
}

Result<sql::CopyProgress> copy_store(std::string_view from, std::string_view to,
                                     const std::function<void(const sql::CopyProgress&)>& report)
{
    const auto source = TRY(locate(from));
    const auto target = TRY(locate(to));
    if (source.engine->open_source == nullptr || target.engine->open_target == nullptr) {
        return fail(Code::unsupported, "store", "memory: cannot be copied");
    }
    const auto read = TRY(source.engine->open_source(source.path));
    const auto written = TRY(target.engine->open_target(target.path));
    return sql::copy_tables(*read.connection, *written.connection, report);
}

BackUpTo backup_of(std::string_view url)
{
    const auto location = locate(url);
    if (!location || location->engine->back_up == nullptr) return {};
    return [location = *location](const std::string& destination) {
        return location.engine->back_up(location.path, destination);
    };
}

} // namespace muster::store
