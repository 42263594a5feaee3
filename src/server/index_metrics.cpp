// See index_metrics.h.
#include "server/index_metrics.h"

namespace muster::server {

namespace {

void append_index_sample(std::string& out, std::string_view name, const std::string& labels,
                         std::int64_t value)
{
    out += name;
    out += '{' + labels + "} " + std::to_string(value) + '\n';
}

// Part names contain keys of custom fields, which may have any characters.
std::string quoted_label(std::string_view text)
{
    std::string quoted = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') quoted += '\\';
        quoted += c;
    }
    return quoted + '"';
}

} // namespace

std::string index_metrics(const index::Index& index, bool names_tenants)
{
    std::string bytes = "# HELP muster_index_bytes Memory of the index.\n"
                        "# TYPE muster_index_bytes gauge\n";
    std::string items = "# HELP muster_index_items Values, different texts or members in it.\n"
                        "# TYPE muster_index_items gauge\n";
    std::int64_t all_bytes = 0;
    std::int64_t all_items = 0;
    for (const auto tenant : index.loaded()) {
        for (const auto& use : index.memory(tenant)) {
            all_bytes += static_cast<std::int64_t>(use.bytes);
            all_items += use.items;
            if (!names_tenants) continue;
            const std::string labels =
                "tenant=\"" + std::to_string(tenant.value) + "\",part=" + quoted_label(use.part);
            append_index_sample(bytes, "muster_index_bytes", labels,
                                static_cast<std::int64_t>(use.bytes));
            append_index_sample(items, "muster_index_items", labels, use.items);
        }
    }
    if (!names_tenants) {
        append_index_sample(bytes, "muster_index_bytes", {}, all_bytes);
        append_index_sample(items, "muster_index_items", {}, all_items);
    }
    return bytes + items;
}

} // namespace muster::server
