// Finds the customer that a call names by its source and identifiers (promise 17).
#pragma once

#include <string>
#include <vector>

#include "dialects/capillary/customers/identifiers.h"

namespace muster::dialects::capillary {

struct CustomerLookup {
    CustomerSource source;
    std::string account;
    std::vector<Identifier> identifiers; // the first one that a customer has decides
};

// The numbers of a missing and of a wrong source, which differ between calls.
struct LookupProblems {
    const NumberedProblem& no_source;
    const NumberedProblem& bad_source;
};
inline constexpr LookupProblems lookup_problems{customer_problems::no_lookup_source,
                                                customer_problems::bad_lookup_source};
inline constexpr LookupProblems read_problems{customer_problems::no_read_source,
                                              customer_problems::bad_read_source};

// Reads only source and accountId.
Result<CustomerLookup> read_source(const RequestContext& call, const LookupProblems& words);

// Reads source, accountId, identifierName and identifierValue; the last two may be lists of the
// same length, separated by commas.
Result<CustomerLookup> read_lookup(const RequestContext& call, const LookupProblems& words);
// The organisation's primary identifier is tried first, then the others in their order; 8015 when
// no customer has any of them.
Result<model::Customer> find_looked_up(const RequestContext& call, const CustomerLookup& lookup);

// For calls that read: the id of a customer that was merged leads to the survivor, with a warning.
struct FoundCustomer {
    model::Customer customer;
    Issues warnings;
};
Result<FoundCustomer> find_to_read(const RequestContext& call, const CustomerLookup& lookup);
// The same for the path parameter userId; the survivor must have a profile in the source.
Result<FoundCustomer> find_to_read_in_path(const RequestContext& call,
                                           const CustomerLookup& lookup);

// The path parameter userId: 400 when it is not digits, 8015 when no customer can have that id.
Result<std::int64_t> path_customer_id(const RequestContext& call);
// The customer with that id; 8015 when there is none.
Result<model::Customer> find_in_path(const RequestContext& call);

// 8065 when the customer has no profile in that source, 8045 when the call must name the account.
Result<void> check_source(const model::Customer& customer, const CustomerSource& source,
                          std::string_view account);

} // namespace muster::dialects::capillary
