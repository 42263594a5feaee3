// The list of engines. Knows no story.
#include "store/engines.h"

#include "base/secrets.h"
#include "store/memory/memory_store.h"
#include "store/sqlite/store.h"

namespace muster::store::test {

const std::vector<Engine>& engines()
{
    static const std::vector<Engine> list{
        {"memory", [](const auto&) { return make_memory_store(); }},
        {"sqlite",
         [](const auto& folder) {
             return sqlite::open_sqlite((folder / "muster.db").string()).value();
         }},
    };
    return list;
}

Folder::Folder()
{
    SystemRandom random;
    path_ = std::filesystem::temp_directory_path() / ("muster-test-" + random_token(random, 16));
    std::filesystem::create_directory(path_);
}

Folder::~Folder() { std::filesystem::remove_all(path_); }

} // namespace muster::store::test
