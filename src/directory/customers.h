// The rules of customers. Reading goes through Rows; lists through Query.
#pragma once

#include "directory/transaction.h"

namespace muster::directory {

// What an API promises beyond the core; the core checks it in the same write. external_id and
// unique declared fields are unique always.
struct CustomerRules {
    bool unique_email = false;
    bool unique_phone = false;
    bool unique_aliases = false;
    Unchanged unchanged = Unchanged::skip;
};

// invalid_value, missing_field, unknown_field, too_large, already_exists.
Result<Customer> create_customer(Transaction& transaction, Customer draft,
                                 const CustomerRules& rules = {});

// The edit gets the newest state and changes what the caller touched; members that the core keeps
// (id, home_group, times) are put back after it. An edit that changes nothing writes nothing.
// Also stale, when `expected` is given and is not the customer's revision.
Result<Customer> update_customer(Transaction& transaction, CustomerId id,
                                 const Edit<Customer>& edit, const CustomerRules& rules = {},
                                 std::optional<Revision> expected = {});

// One row of many about customers, judged ahead as far as that goes without the rows there are.
struct CustomerRow {
    CustomerId id;                // found by it, when not 0;
    std::optional<Key> key;       // else by this; neither: it is new
    MutationRef fresh;            // its creation, when it is new
    std::optional<Error> refusal; // why it cannot be a new one
};

enum class RowMode { upsert, create, update };
enum class RowOutcome { inserted, updated, unchanged };

struct RowWritten {
    CustomerId customer;
    RowOutcome outcome = RowOutcome::unchanged;
};

// Makes fresh, and gives the customer in it to be filled: then prepare_row judges it. Of a new
// customer all must hold but what only its write can see, uniqueness. What is required of a new
// one need not stand in a row that changes one: that sets refusal, and leaves no fresh.
Customer& start_row(TenantId tenant, CustomerRow& row);
Result<void> prepare_row(const DeclaredFields& declared, CustomerRow& row);

// As create_customer or update_customer, whichever the row means: the fields that were declared
// when it was prepared are those of the write. The edit says what it changes in a customer that is
// there; one that is new shares `fresh` with whoever has the row. already_exists or not_found "key"
// when the mode does not allow it.
Result<RowWritten> write_row(Transaction& transaction, const CustomerRow& row,
                             const Edit<Customer>& edit, RowMode mode,
                             const CustomerRules& rules = {});

// Whether anybody was removed after that time: then what was copied before must go.
Result<bool> any_removed_since(const Rows& rows, TenantId tenant, Time time);

// Ends its memberships, erases the person from the row, the log and the replays (promise 10), and
// leaves the tombstone: id, times, revision.
Result<void> remove_customer(Transaction& transaction, CustomerId id,
                             std::optional<Revision> expected = {});

} // namespace muster::directory
