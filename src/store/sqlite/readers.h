// Connections for reading: one per thread, reused when a thread ends. Knows no entities.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "store/sqlite/connection.h"

namespace muster::store::sqlite {

// Thread-safe. Must not be destroyed while a thread reads.
class Readers : public std::enable_shared_from_this<Readers> {
public:
    Readers(std::string path, StoreHealth& health) : path_(std::move(path)), health_(health) {}

    // The calling thread's connection, opened at its first read.
    Result<SqliteConnection*> mine();

private:
    struct Lease;
    Result<SqliteConnection*> lend();

    const std::string path_;
    StoreHealth& health_;
    std::mutex mutex_;
    std::vector<std::unique_ptr<SqliteConnection>> all_;
    std::vector<SqliteConnection*> idle_;
};

} // namespace muster::store::sqlite
