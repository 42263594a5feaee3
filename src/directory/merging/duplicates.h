// Finds customers who may be one person: those with the same e-mail, the same phone, or the same
// name and birth date.
#pragma once

#include <array>
#include <vector>

#include "model/lookup.h"
#include "model/query.h"

namespace muster::directory {

using namespace model;

enum class DuplicateBy { email, phone, name };
inline constexpr std::array<std::string_view, 3> duplicate_criteria{"email", "phone", "name"};

// The second one is younger: it has the higher id.
struct DuplicatePair {
    CustomerId customer; // the oldest of all that are alike
    CustomerId duplicate;
};

// The customers to look at, in pages: each gives at most one pair.
Query duplicates_query(TenantId tenant, DuplicateBy by);
// The pairs whose second customer is on that page of the query.
Result<std::vector<DuplicatePair>> duplicates_on(const Rows& rows, DuplicateBy by,
                                                 const Query& query, const Page& page);

} // namespace muster::directory
