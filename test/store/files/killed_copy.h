// What a killed server leaves: the database, its log and the note of its writes, copied while the
// store is open.
#pragma once

#include <filesystem>
#include <fstream>

#include "store/sqlite_directory.h"

namespace muster::store::test {

class KilledCopy {
public:
    explicit KilledCopy(const SqliteDirectory& directory)
    {
        for (const char* ending : {"", "-wal", ".seen"}) {
            std::filesystem::copy_file(directory.path() + ending, path() + ending);
        }
    }
    std::string path() const { return (folder_.path() / "muster.db").string(); }
    std::string log() const { return path() + "-wal"; }
    const TemporaryFolder& folder() const { return folder_; }

private:
    TemporaryFolder folder_;
};

inline std::string bytes_of(const std::string& path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

inline void overwrite(const std::string& path, const std::string& bytes)
{
    std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

inline std::vector<model::Entity> all_rows(const model::Store& store, model::Kind kind)
{
    model::Query query;
    query.kind = kind;
    query.tenant = tenant;
    query.limit = 1000;
    const auto page = store.page(query);
    return page ? page->rows : std::vector<model::Entity>{};
}

} // namespace muster::store::test
