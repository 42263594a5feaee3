// The rules of customers. Reading goes through Rows; lists through Query.
#pragma once

#include "directory/transaction.h"

namespace muster::directory {

// What an API promises beyond the core; it is checked in the same write. external_id and unique
// custom fields are always unique.
struct CustomerRules {
    bool unique_email = false;
    bool unique_phone = false;
    bool unique_aliases = false;
    Unchanged unchanged = Unchanged::skip;
};

// invalid_value, missing_field, unknown_field, too_large, already_exists.
Result<Customer> create_customer(Transaction& transaction, Customer draft,
                                 const CustomerRules& rules = {});

// `edit` gets the newest state and changes what the caller sent; members that the core sets (id,
// home_group, times) are restored afterwards. An edit that changes nothing writes nothing. Errors
// as create_customer; also stale, when `expected` is given and is not the customer's revision.
Result<Customer> update_customer(Transaction& transaction, CustomerId id,
                                 const Edit<Customer>& edit, const CustomerRules& rules = {},
                                 std::optional<Revision> expected = {});

// For an undo: gives a customer the members of an earlier state as they were, names too. Fields
// that are not declared any more are unknown_field. already_exists when somebody has a unique value
// now.
Result<void> restore_customer(Transaction& transaction, const Customer& now, Customer earlier);

// One row of a bulk write, checked before the write as far as that needs no stored rows.
struct CustomerRow {
    CustomerId id;          // finds the customer, when not 0;
    std::optional<Key> key; // else this finds it; without both the customer is new
    // When `key` finds nobody, these are tried in order. A customer who has another value for an
    // earlier key is somebody else.
    std::vector<Key> other_keys;
    MutationRef fresh;            // creates the customer, when it is new
    std::optional<Error> refusal; // why the row cannot create a customer
};

enum class RowMode { upsert, create, update };
enum class RowOutcome { inserted, updated, unchanged };

struct RowWritten {
    CustomerId customer;
    RowOutcome outcome = RowOutcome::unchanged;
    Revision revision = 0; // of the customer now
};

// start_row makes `fresh` and returns its customer, for the caller to fill; then prepare_row checks
// it, all but uniqueness, which only the write can see. A row that lacks what a new customer needs
// may still update one: prepare_row then sets `refusal` and leaves `fresh` empty.
Customer& start_row(TenantId tenant, CustomerRow& row);
Result<void> prepare_row(const DeclaredFields& declared, CustomerRow& row);

// The customer of the row: by its id, else by its keys in their order; nullopt when nobody has
// them. not_found for an id, and for the vendor number of a customer who was removed.
Result<std::optional<Customer>> find_row(Transaction& transaction, const CustomerRow& row);
// Creates or updates the customer of the row. A new customer with a created_at keeps it. The
// declared fields must be the same as when the row was prepared. `edit` changes a customer that
// exists; a new one shares `fresh` with the caller. already_exists or not_found "key" when the mode
// does not allow it.
Result<RowWritten> write_row(Transaction& transaction, const CustomerRow& row,
                             const Edit<Customer>& edit, RowMode mode,
                             const CustomerRules& rules = {});

// Whether a customer was removed after that time: files that were written before may then hold data
// of that person and must be deleted.
Result<bool> any_removed_since(const Rows& rows, TenantId tenant, Time time);

// Ends the memberships, erases the person from the row, the log and the stored replies (promise
// 10), and leaves a tombstone: id, times, revision.
Result<void> remove_customer(Transaction& transaction, CustomerId id,
                             std::optional<Revision> expected = {});

} // namespace muster::directory
