// Pages of lists: which rows, and the five links around them.
#pragma once

#include <cstdint>
#include <string_view>

#include "dialects/dialect.h"

namespace muster::dialects::nuweb {

struct Paging {
    std::int64_t limit = 100;
    std::int64_t offset = 0;
    bool by_offset = false; // links follow the style of the request
};

// offset wins over page; a limit above the greatest is lowered to it. invalid_value.
Result<Paging> read_paging(const RequestContext& call);

// Writes "links" and "meta" of a list; the other parameters of the request are carried along.
void write_paging(JsonWriter& out, const RequestContext& call, const Paging& paging,
                  std::int64_t total);

// "http://host/mount/v1" + path, as the caller reached us.
std::string link_to(const RequestContext& call, std::string_view path);

} // namespace muster::dialects::nuweb
