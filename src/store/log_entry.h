// Makes the log entry of a mutation: every engine stores the same JSON. Knows no engine.
#pragma once

#include <string>

#include "model/store.h"

namespace muster::store {

// JSON objects of members by name, see Change in model/query.h. Empty: nothing is logged.
struct LogEntry {
    std::string before;
    std::string after;
};

// created: before is empty, after holds every member that has a value.
// updated: both hold the members that differ, null where there was or is no value.
// removed: before holds every member that had a value, after is empty.
// Nothing is logged of a removed customer (promise 10). Secret and derived members, extras and the
// revision (a column of its own) are never logged. Declared fields are under "fields".
LogEntry log_entry(model::Mutation& mutation);

// One mutation for each customer that the mutation stands for (Mutation::customers), or itself.
std::vector<model::Mutation> single_mutations(const model::Mutation& mutation);

// What `after` of a created row holds.
std::string creation_entry(const model::Entity& row);

} // namespace muster::store
