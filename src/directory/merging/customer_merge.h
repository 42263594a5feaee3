// Makes one customer of two: the survivor takes over what it lacks, and the other one is removed.
#pragma once

#include <vector>

#include "directory/transaction.h"

namespace muster::directory {

// A value that one of the two has and that the survivor does not get.
struct MergeConflict {
    std::string member; // as the column of an export: "city", "fields.shoe"; of extras a path
    Value survivor;
    Value other;
    bool other_wins = false;
};

// What becomes of two extras of one dialect. The conflicts name members inside the extras.
struct UnitedExtras {
    std::string text;
    std::vector<MergeConflict> conflicts;
};
using UniteExtras = UnitedExtras (*)(const std::string& survivor, const std::string& other);

struct MergeOrder {
    CustomerId survivor;
    CustomerId other;
    TextList take; // what the other one wins: "email", "name", "address", "fields.shoe"
    std::optional<Revision> expected;   // of the survivor
    UniteExtras unite_extras = nullptr; // the caller knows their form
};

struct MergedCustomers {
    Customer customer;
    std::vector<MergeConflict> conflicts;
    std::int64_t memberships_moved = 0;
    std::int64_t memberships_shared = 0; // both were in the group; the older membership stays
};

// The survivor's values win, but for those of `take` and a consent that the other one has
// withdrawn. Names are one value, and so is an address: parts of two would make a third. The other
// customer is erased as by remove_customer(). Errors: not_found "customer" or "other"; stale;
// unknown_field "take"; invalid_value "other"; those of update_customer().
Result<MergedCustomers> merge_customers(Transaction& transaction, const MergeOrder& order);

// The customer that `merged` became part of; 0 when it was never merged, or when its survivor was
// removed too.
Result<CustomerId> survivor_of(const Rows& rows, TenantId tenant, CustomerId merged);

} // namespace muster::directory
