// Which members, custom fields and extras differ between two states of one entity. A write compares
// its two states once (directory::Transaction::update); the list travels in the mutation to all
// that need it: the SQL columns, the log entry, the keys and the index.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/schema.h"

namespace muster::model {

struct ChangedMembers {
    std::uint64_t columns = 0;       // bit i: Schema<E>::members[i] differs
    std::vector<std::string> fields; // keys of the custom fields that differ, sorted
    std::vector<std::string> extras; // names of the dialects whose extras differ, sorted

    bool none() const { return columns == 0 && fields.empty() && extras.empty(); }

    // Column is the entity's own enumeration, for example CustomerColumn::email.
    template <class Column>
    bool has(Column column) const
    {
        return (columns >> static_cast<unsigned>(column) & 1U) != 0;
    }
    template <class Column>
    void set(Column column)
    {
        columns |= std::uint64_t{1} << static_cast<unsigned>(column);
    }

    friend bool operator==(const ChangedMembers&, const ChangedMembers&) = default;
};

template <class E>
ChangedMembers changed_members(const E& before, const E& after);

// Of two entities of the same kind.
ChangedMembers changed_members(const Entity& before, const Entity& after);

} // namespace muster::model
