// Reads query parameters, path parameters and bodies as this API writes them. Every error is a
// wrong parameter (400) that names the parameter. An empty query parameter counts as absent.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "dialects/dialect.h"
#include "wire/selection.h"

namespace muster::dialects::ecwid {

std::optional<std::string_view> parameter(const RequestContext& call, std::string_view name);

// true, false, yes, no, on, off, 1 or 0, in any case.
Result<bool> read_boolean(std::string_view name, std::string_view text);
Result<std::int64_t> read_integer(std::string_view name, std::string_view text);
Result<double> read_number(std::string_view name, std::string_view text);
// UNIX seconds, "2026-02-03 09:15:42 +0000" (also with a blank in place of the +, and without a
// zone), or a date.
Result<Time> read_time(std::string_view name, std::string_view text);
// "1, 2,3"
Result<std::vector<std::int64_t>> read_integers(std::string_view name, std::string_view text);

// The parameter as a boolean; `fallback` when it is absent.
Result<bool> flag(const RequestContext& call, std::string_view name, bool fallback);

struct OffsetPaging {
    std::int64_t offset = 0;
    std::int64_t limit = 100;
};
// A limit above `most` is lowered to `most`.
Result<OffsetPaging> read_paging(const RequestContext& call, std::int64_t most);

Result<wire::Selection> read_selection(const RequestContext& call); // responseFields

// An id in the path; 400 when it is no number. A number that is too large for an id is returned as
// an id that no row has, so that the answer is 404.
Result<std::int64_t> path_id(const RequestContext& call, std::string_view name);

// The JSON body of a POST or PUT: 415 for another media type.
Result<Json> read_json(const RequestContext& call);
Result<Json> read_object(const RequestContext& call);

} // namespace muster::dialects::ecwid
