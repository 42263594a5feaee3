// One case per engine. Knows no statement and no table.
#include "store/open.h"

#include "store/checked.h"
#include "store/memory/memory_store.h"
#include "store/sqlite/store.h"

namespace muster::store {

namespace {

Result<std::unique_ptr<model::Store>> open_engine(std::string_view url)
{
    constexpr std::string_view sqlite_scheme = "sqlite:";
    if (url == "memory:") return make_memory_store();
    if (url.starts_with(sqlite_scheme) && url.size() > sqlite_scheme.size()) {
        return sqlite::open_sqlite(std::string(url.substr(sqlite_scheme.size())));
    }
    return fail(Code::invalid_value, "store", "must be memory: or sqlite:PATH",
                "was " + std::string(url));
}

} // namespace

Result<std::unique_ptr<model::Store>> open_store(std::string_view url)
{
    auto store = TRY(open_engine(url));
#ifndef NDEBUG
    store = std::make_unique<CheckedStore>(std::move(store));
#endif
    return store;
}

} // namespace muster::store
