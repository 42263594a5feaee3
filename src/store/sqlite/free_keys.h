// Which keys no row has, for whoever puts many new rows: a look that finds nothing takes SQLite an
// eighth of what the row takes it. Knows the keys of a few names at a time, each once a write has
// looked for many in vain and as long as there are few; may forget any time. Of the writing thread
// alone.
#pragma once

#include <cstdint>
#include <list>
#include <string>
#include <string_view>
#include <vector>

#include "model/store.h"
#include "store/sqlite/connection.h"

namespace muster::store::sqlite {

class FreeKeys {
public:
    explicit FreeKeys(Connection& connection) : connection_(connection) {}

    // Before anything of the write is done: what is filled now stays true when it is undone.
    Result<void> begin_write();
    // The transaction failed: who had lost a key may have it again.
    void forget() { newest_first_.clear(); }

    // True: no row has it. False: there may be one.
    bool is_free(const model::Key& key) const;
    // A look has found no row that has it.
    void note_miss(const model::Key& key);
    // From now on a row has it; as sql::encode_key writes it.
    void take(model::TenantId tenant, std::string_view encoded);

private:
    // Looks of one write that found nothing.
    struct Misses {
        model::Key of; // these keys, without their text
        std::int64_t count = 0;
    };
    // A Bloom filter of the keys of one name that some row has, or had.
    struct Taken {
        model::Key of;                    // as above
        std::string prefix;               // of them, encoded
        std::vector<std::uint64_t> words; // empty: there were too many when it was to be filled

        void add(std::string_view text);
        bool may_have(std::string_view text) const;
    };

    bool knows(const model::Key& of) const;
    Result<void> fill(const model::Key& of);

    Connection& connection_;
    std::vector<Misses> misses_; // of the last write, or the one that runs
    std::list<Taken> newest_first_;
};

} // namespace muster::store::sqlite
