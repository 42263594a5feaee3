// The list of tested engines.
#include "store/engines.h"

#include "base/secrets.h"
#include "store/memory/memory_store.h"
#include "store/postgres/store.h"
#include "store/postgres_cluster.h"
#include "store/sqlite/store.h"

namespace muster::store::test {

namespace {

// One schema for each folder.
std::unique_ptr<model::Store> open_postgres(const std::filesystem::path& folder)
{
    std::string schema = folder.filename().string();
    for (char& letter : schema) {
        if (std::isalnum(static_cast<unsigned char>(letter)) == 0) letter = '_';
    }
    const auto url = PostgresCluster::shared()->url_of("\"" + schema + '"');
    return postgres::open_postgres(url).value();
}

} // namespace

const std::vector<TestedEngine>& engines()
{
    static const std::vector<TestedEngine> list = [] {
        std::vector<TestedEngine> all{
            {"memory", [](const auto&) { return make_memory_store(); }},
            {"sqlite",
             [](const auto& folder) {
                 return sqlite::open_sqlite((folder / "muster.db").string()).value();
             }},
        };
        if (PostgresCluster::is_installed()) all.push_back({"postgres", open_postgres});
        return all;
    }();
    return list;
}

TemporaryFolder::TemporaryFolder()
{
    SystemRandom random;
    path_ = std::filesystem::temp_directory_path() / ("muster-test-" + random_token(random, 16));
    std::filesystem::create_directory(path_);
}

TemporaryFolder::~TemporaryFolder() { std::filesystem::remove_all(path_); }

} // namespace muster::store::test
