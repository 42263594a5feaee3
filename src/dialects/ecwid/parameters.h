// Reads queries, paths and bodies in this API's forms. Every problem is a wrong parameter (400)
// that names it. An empty query parameter counts as absent.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "dialects/dialect.h"
#include "wire/selection.h"

namespace muster::dialects::ecwid {

std::optional<std::string_view> parameter(const Call& call, std::string_view name);

// true, false, yes, no, on, off, 1, 0 without case.
Result<bool> read_boolean(std::string_view name, std::string_view text);
Result<std::int64_t> read_integer(std::string_view name, std::string_view text);
Result<double> read_number(std::string_view name, std::string_view text);
// UNIX seconds, "2026-02-03 09:15:42 +0000" (also with the + lost), without zone, a date.
Result<Time> read_time(std::string_view name, std::string_view text);
// "1, 2,3"
Result<std::vector<std::int64_t>> read_integers(std::string_view name, std::string_view text);

// The parameter as a flag; the fallback when absent.
Result<bool> flag(const Call& call, std::string_view name, bool fallback);

struct Paging {
    std::int64_t offset = 0;
    std::int64_t limit = 100;
};
// A limit above `most` is lowered to it.
Result<Paging> read_paging(const Call& call, std::int64_t most);

Result<wire::Selection> read_selection(const Call& call); // responseFields

// An id in the path: 400 when it is no number; numbers beyond every id come back as they are, so
// that looking them up finds nothing.
Result<std::int64_t> path_id(const Call& call, std::string_view name);

// The JSON body of a POST or PUT: 415 for another media type.
Result<Json> read_json(const Call& call);
Result<Json> read_object(const Call& call);

} // namespace muster::dialects::ecwid
