// The limit for an import: SQLite alone inserts the same rows into the same tables, from memory,
// without parsing, rules or answers. Usage: bench_import_floor FOLDER FILE.csv. The file is that of
// bench/run: external_id, name, email, then declared fields.
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "base/limits.h"
#include "base/text.h"
#include "raw_sqlite.h"
#include "store/sql/encoding.h"
#include "store/sqlite/store.h"

namespace {

using namespace muster;
using bench::RawSqlite;

constexpr auto rows_of_transaction = static_cast<int>(limits::job_rows);

struct FloorRow {
    std::string external_id;
    std::string name;
    std::string folded;
    std::string email;
    std::string fields;
};

std::vector<FloorRow> read_rows(const std::string& path)
{
    std::ifstream file(path);
    std::string line;
    std::getline(file, line);
    const std::string header = line;
    const auto names = split(header, ',');
    std::vector<FloorRow> rows;
    while (std::getline(file, line)) {
        const auto cells = split(line, ',');
        FloorRow row{std::string(cells[0]), std::string(cells[1]), fold(cells[1]),
                     std::string(cells[2]), "{"};
        for (std::size_t i = 3; i < cells.size(); ++i) {
            row.fields += (i > 3 ? ",\"" : "\"") + std::string(names[i]) + "\":\"";
            row.fields += std::string(cells[i]) + '"';
        }
        row.fields += '}';
        rows.push_back(std::move(row));
    }
    return rows;
}

class RawImport {
public:
    explicit RawImport(const std::string& path) : sqlite_(path, checkpoint_pages) {}

    void insert(const std::vector<FloorRow>& rows)
    {
        std::int64_t id = 0;
        sqlite_.run("BEGIN IMMEDIATE");
        for (const auto& row : rows) {
            insert(++id, row);
            if (id % rows_of_transaction != 0) continue;
            add_entry(id);
            sqlite_.run("COMMIT; BEGIN IMMEDIATE");
        }
        if (id % rows_of_transaction != 0) add_entry(id);
        sqlite_.run("COMMIT");
    }

private:
    void insert(std::int64_t id, const FloorRow& row)
    {
        const auto external_id = encoded("external_id", row.external_id);
        sqlite_.bind(find_, 1, external_id);
        sqlite_.step(find_);
        sqlite3_bind_int64(row_, 1, id);
        sqlite_.bind(row_, 2, row.external_id);
        sqlite_.bind(row_, 3, row.email);
        sqlite_.bind(row_, 4, row.name);
        sqlite_.bind(row_, 5, row.fields);
        sqlite3_bind_int64(row_, 6, revision_of(id));
        sqlite_.bind(row_, 7, row.folded);
        sqlite_.step(row_);
        add_key(id, external_id);
        add_key(id, encoded("email", row.email));
    }

    static std::int64_t revision_of(std::int64_t id) { return (id - 1) / rows_of_transaction + 1; }

    static std::string encoded(std::string name, std::string text)
    {
        return store::sql::encode_key(
            {model::Kind::customer, {1}, std::move(name), std::move(text)});
    }

    void add_key(std::int64_t id, const std::string& key)
    {
        sqlite3_bind_int64(key_, 1, id);
        sqlite_.bind(key_, 2, key);
        sqlite_.step(key_);
    }

    // One log entry for all customers of a transaction, as in docs/decisions/0013.
    void add_entry(std::int64_t last)
    {
        const std::int64_t customers = (last - 1) % rows_of_transaction + 1;
        sqlite3_bind_int64(log_, 1, last - customers + 1);
        sqlite3_bind_int64(log_, 2, revision_of(last));
        sqlite3_bind_int64(log_, 3, customers);
        sqlite_.step(log_);
    }

    static constexpr int checkpoint_pages = 10'000;

    RawSqlite sqlite_;
    sqlite3_stmt* find_ =
        sqlite_.prepare("SELECT id FROM keys WHERE tenant=1 AND key=?1 ORDER BY id LIMIT 1");
    sqlite3_stmt* row_ =
        sqlite_.prepare("INSERT INTO customers (tenant, id, external_id, email, name, fields, "
                        "created_at, updated_at, revision, name_folded) "
                        "VALUES (1, ?1, ?2, ?3, ?4, ?5, 1, 1, ?6, ?7)");
    sqlite3_stmt* key_ = sqlite_.prepare("INSERT INTO keys VALUES (1, ?2, ?1)");
    sqlite3_stmt* log_ =
        sqlite_.prepare("INSERT INTO changes VALUES (1, ?2, 0, 1, 'bench', 'native', 'created', "
                        "'customer', ?1, 0, NULL, '', ?3)");
};

} // namespace

int main(int count, char** arguments)
{
    if (count != 3) {
        std::fprintf(stderr, "usage: bench_import_floor FOLDER FILE.csv\n");
        return 2;
    }
    const std::filesystem::path folder = arguments[1];
    std::filesystem::remove_all(folder);
    const std::string path = (folder / "muster.db").string();
    if (!store::sqlite::open_sqlite(path)) return 1; // makes the tables
    const auto rows = read_rows(arguments[2]);
    RawImport engine(path);
    const auto begin = std::chrono::steady_clock::now();
    engine.insert(rows);
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
    std::printf("%.0f\n", static_cast<double>(rows.size()) / taken.count());
    std::filesystem::remove_all(folder);
}
