// Finding the customer that a call names by source and identifiers (promise 17).
#pragma once

#include <string>
#include <vector>

#include "dialects/capillary/customers/identifiers.h"

namespace muster::dialects::capillary {

struct Lookup {
    Source source;
    std::string account;
    std::vector<Identifier> identifiers; // any of them
};

// Which numbers a call has for what is missing or wrong.
struct LookupWords {
    const Problem& no_source;
    const Problem& bad_source;
};
inline constexpr LookupWords lookup_words{customer_problems::no_lookup_source,
                                          customer_problems::bad_lookup_source};
inline constexpr LookupWords read_words{customer_problems::no_read_source,
                                        customer_problems::bad_read_source};

// source and accountId alone.
Result<Lookup> read_source(const RequestContext& call, const LookupWords& words);

// source, accountId, identifierName, identifierValue; the last two may be lists with commas, of
// the same length.
Result<Lookup> read_lookup(const RequestContext& call, const LookupWords& words);
// The organisation's primary identifier decides when it finds somebody, else the first that does.
Result<model::Customer> find_looked_up(const RequestContext& call, const Lookup& lookup);

// The customer of the path parameter userId: 400 when it is not digits, 8015 when there is none.
Result<model::Customer> find_in_path(const RequestContext& call);

// 8065 when the customer has no profile there, 8045 when the account must be named.
Result<void> check_source(const model::Customer& customer, const Source& source,
                          std::string_view account);

} // namespace muster::dialects::capillary
