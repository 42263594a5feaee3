// Connections for reading, one per thread and used again when a thread ends. Knows no entities.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "store/sqlite/connection.h"

namespace muster::store::sqlite {

// Thread-safe. Whoever destroys it knows that no thread reads any more.
class Readers : public std::enable_shared_from_this<Readers> {
public:
    explicit Readers(std::string path) : path_(std::move(path)) {}

    // The calling thread's connection, opened at its first read.
    Result<Connection*> mine();

private:
    struct Lease;
    Result<Connection*> lend();

    const std::string path_;
    std::mutex mutex_;
    std::vector<std::unique_ptr<Connection>> all_;
    std::vector<Connection*> idle_;
};

} // namespace muster::store::sqlite
