// What a dry run remembers of the rows that it has undone. Each write of a dry run is undone, so a
// later row would not find what an earlier one has changed. Knows no store.
#pragma once

#include <cstdint>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "jobs/import_rows.h"
#include "model/entities.h"

namespace muster::jobs {

// Rows belong together when they touch the same key: a key that a customer had, got or lost. What a
// row finds depends only on the rows that belong together with it.
class EarlierRows {
public:
    // Hashes of keys.
    using Touched = std::vector<std::size_t>;
    static std::size_t hash_of(const model::Key& key);

    // A write begins: what was noted since the last commit() does not count.
    void begin();
    // The rows of earlier writes that belong together with one that touches these keys, in the
    // order of the file, without those that this write was given already. nullopt: there are so
    // many that writing them again takes too long.
    std::optional<std::vector<RowPlace>> about(const Touched& touched);
    // The row has changed something.
    void note(const FileRow& row, Touched touched);
    // False when an earlier row has removed the customer.
    bool remove(model::CustomerId customer);
    // The write has ended, and what was noted counts.
    void commit();

private:
    struct Related {
        std::uint32_t parent = 0; // itself, unless these rows were found to belong to others
        std::uint64_t given = 0;  // the write that was given them last
        std::vector<RowPlace> rows;
    };
    struct Noted {
        RowPlace row;
        Touched touched;
    };

    std::uint32_t root_of(std::uint32_t related);
    void add(const Noted& noted);

    std::unordered_map<std::size_t, std::uint32_t> related_by_key_;
    std::vector<Related> related_;
    std::vector<Noted> noted_; // by the write that runs
    std::uint64_t write_ = 0;
    std::unordered_set<std::int64_t> removed_;
    std::vector<std::int64_t> removing_; // by the write that runs
};

} // namespace muster::jobs
