// What an import cannot be faster than: the same rows put into the same tables by SQLite alone,
// from memory, without reading, judging or answering. Usage: bench_import_floor FOLDER FILE.csv The
// file is that of bench/run: external_id, name, email, then declared fields.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <sqlite3.h>

#include "base/text.h"
#include "store/sqlite/store.h"

namespace {

using namespace muster;

constexpr int rows_of_transaction = 2000; // as limits::job_rows

struct Row {
    std::string external_id;
    std::string name;
    std::string folded;
    std::string email;
    std::string fields;
};

std::vector<Row> read_rows(const std::string& path)
{
    std::ifstream file(path);
    std::string line;
    std::getline(file, line);
    const std::string header = line;
    const auto names = split(header, ',');
    std::vector<Row> rows;
    while (std::getline(file, line)) {
        const auto cells = split(line, ',');
        Row row{std::string(cells[0]), std::string(cells[1]), fold(cells[1]), std::string(cells[2]),
                "{"};
        for (std::size_t i = 3; i < cells.size(); ++i) {
            row.fields += (i > 3 ? ",\"" : "\"") + std::string(names[i]) + "\":\"";
            row.fields += std::string(cells[i]) + '"';
        }
        row.fields += '}';
        rows.push_back(std::move(row));
    }
    return rows;
}

class Engine {
public:
    explicit Engine(const std::string& path)
    {
        sqlite3_open(path.c_str(), &handle_);
        run("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=1000;"
            "PRAGMA cache_size=-65536; PRAGMA secure_delete=ON; PRAGMA foreign_keys=ON");
        find_ = prepare("SELECT id FROM keys WHERE tenant=1 AND kind='customer' AND "
                        "name='external_id' AND text=?1 ORDER BY id LIMIT 1");
        row_ = prepare("INSERT INTO customers (tenant, id, external_id, email, name, fields, "
                       "created_at, updated_at, revision, name_folded) "
                       "VALUES (1, ?1, ?2, ?3, ?4, ?5, 1, 1, ?6, ?7)");
        key_ = prepare("INSERT INTO keys VALUES (1, 'customer', ?2, ?3, ?1)");
        log_ = prepare("INSERT INTO changes VALUES (1, ?2, ?3, 1, 'bench', 'native', 'created', "
                       "'customer', ?1, 0, NULL, '')");
    }
    ~Engine()
    {
        for (auto* statement : {find_, row_, key_, log_}) sqlite3_finalize(statement);
        sqlite3_close(handle_);
    }

    void insert(const std::vector<Row>& rows)
    {
        std::int64_t id = 0;
        run("BEGIN IMMEDIATE");
        for (const auto& row : rows) {
            if (id % rows_of_transaction == 0 && id > 0) run("COMMIT; BEGIN IMMEDIATE");
            insert(++id, row);
        }
        run("COMMIT");
    }

private:
    void insert(std::int64_t id, const Row& row)
    {
        bind(find_, 1, row.external_id);
        step(find_);
        sqlite3_bind_int64(row_, 1, id);
        bind(row_, 2, row.external_id);
        bind(row_, 3, row.email);
        bind(row_, 4, row.name);
        bind(row_, 5, row.fields);
        sqlite3_bind_int64(row_, 6, id / rows_of_transaction + 1);
        bind(row_, 7, row.folded);
        step(row_);
        add_key(id, "external_id", row.external_id);
        add_key(id, "email", row.email);
        sqlite3_bind_int64(log_, 1, id);
        sqlite3_bind_int64(log_, 2, id / rows_of_transaction + 1);
        sqlite3_bind_int64(log_, 3, id);
        step(log_);
    }

    void add_key(std::int64_t id, std::string_view name, const std::string& text)
    {
        sqlite3_bind_int64(key_, 1, id);
        bind(key_, 2, name);
        bind(key_, 3, text);
        step(key_);
    }

    static void bind(sqlite3_stmt* statement, int place, std::string_view text)
    {
        sqlite3_bind_text(statement, place, text.data(), static_cast<int>(text.size()), nullptr);
    }
    void step(sqlite3_stmt* statement)
    {
        const int result = sqlite3_step(statement);
        if (result != SQLITE_DONE && result != SQLITE_ROW) stop();
        sqlite3_reset(statement);
    }
    void run(const char* text)
    {
        if (sqlite3_exec(handle_, text, nullptr, nullptr, nullptr) != SQLITE_OK) stop();
    }
    sqlite3_stmt* prepare(const char* text)
    {
        sqlite3_stmt* statement = nullptr;
        if (sqlite3_prepare_v2(handle_, text, -1, &statement, nullptr) != SQLITE_OK) stop();
        return statement;
    }
    void stop()
    {
        std::fprintf(stderr, "%s\n", sqlite3_errmsg(handle_));
        std::exit(1);
    }

    sqlite3* handle_ = nullptr;
    sqlite3_stmt* find_ = nullptr;
    sqlite3_stmt* row_ = nullptr;
    sqlite3_stmt* key_ = nullptr;
    sqlite3_stmt* log_ = nullptr;
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
    Engine engine(path);
    const auto begin = std::chrono::steady_clock::now();
    engine.insert(rows);
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
    std::printf("%.0f\n", static_cast<double>(rows.size()) / taken.count());
    std::filesystem::remove_all(folder);
}
