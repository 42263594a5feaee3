// Pages of lists: which rows they hold, and their five links (promise 9).
#pragma once

#include <cstdint>
#include <string_view>

#include "dialects/dialect.h"

namespace muster::dialects::nuweb {

struct PageRequest {
    std::int64_t limit = 100;
    std::int64_t offset = 0;
    bool by_offset = false; // the links then have offset, else page
};

// offset wins over page; a limit above the maximum becomes the maximum. invalid_value.
Result<PageRequest> read_paging(const RequestContext& call);

// Writes "links" and "meta" of a list. The links repeat the other parameters of the request.
void write_paging(JsonWriter& out, const RequestContext& call, const PageRequest& paging,
                  std::int64_t total);

// An absolute address under /v1, with the host that the client used.
std::string link_to(const RequestContext& call, std::string_view path);

} // namespace muster::dialects::nuweb
