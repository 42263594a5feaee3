// What the change log tells of one mutation: the same JSON from every engine. Knows no engine.
#pragma once

#include <optional>
#include <string>

#include "model/entities.h"
#include "model/query.h"

namespace muster::store {

// JSON objects of members by name, as Change in model/query.h wants them.
struct LogEntry {
    std::string before;
    std::string after;
};

// created: before is empty, after holds every member that has a value.
// updated: both hold the members that differ, null where there was or is no value.
// removed: before holds every member that had a value, after is empty.
// Of a removed customer nothing is told (promise 10). Secret and derived members, extras and the
// revision (it stands beside the entry) are never told; declared fields stand under "fields".
LogEntry log_entry(model::Action action, const std::optional<model::Entity>& before,
                   const model::Entity& after);

} // namespace muster::store
