// SQLite without our engine, for the limits that benchmarks compare with. Any failure ends the
// program.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include <sqlite3.h>

namespace muster::bench {

class RawSqlite {
public:
    // The settings of the engine's writing connection, but with automatic checkpoints.
    RawSqlite(const std::string& path, int checkpoint_pages)
    {
        sqlite3_open(path.c_str(), &handle_);
        run("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536;"
            "PRAGMA secure_delete=ON; PRAGMA foreign_keys=ON; PRAGMA wal_autocheckpoint=" +
            std::to_string(checkpoint_pages));
    }
    ~RawSqlite()
    {
        for (auto* statement : statements_) sqlite3_finalize(statement);
        sqlite3_close(handle_);
    }
    RawSqlite(const RawSqlite&) = delete;

    void run(const std::string& text)
    {
        if (sqlite3_exec(handle_, text.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) stop();
    }
    sqlite3_stmt* prepare(const char* text) // valid as long as this object
    {
        sqlite3_stmt* statement = nullptr;
        if (sqlite3_prepare_v2(handle_, text, -1, &statement, nullptr) != SQLITE_OK) stop();
        statements_.push_back(statement);
        return statement;
    }
    void step(sqlite3_stmt* statement)
    {
        const int result = sqlite3_step(statement);
        if (result != SQLITE_DONE && result != SQLITE_ROW) stop();
        sqlite3_reset(statement);
    }
    static void bind(sqlite3_stmt* statement, int place, std::string_view text)
    {
        sqlite3_bind_text(statement, place, text.data(), static_cast<int>(text.size()), nullptr);
    }

private:
    void stop()
    {
        std::fprintf(stderr, "%s\n", sqlite3_errmsg(handle_));
        std::exit(1);
    }

    sqlite3* handle_ = nullptr;
    std::vector<sqlite3_stmt*> statements_;
};

} // namespace muster::bench
