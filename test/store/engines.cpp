// The list of tested engines.
#include "store/engines.h"

#include "base/secrets.h"
#include "store/memory/memory_store.h"
#include "store/sqlite/store.h"

namespace muster::store::test {

const std::vector<TestedEngine>& engines()
{
    static const std::vector<TestedEngine> list{
        {"memory", [](const auto&) { return make_memory_store(); }},
        {"sqlite",
         [](const auto& folder) {
             return sqlite::open_sqlite((folder / "muster.db").string()).value();
         }},
    };
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
