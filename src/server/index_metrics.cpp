#include "server/index_metrics.h"

namespace muster::server {

namespace {

void line(std::string& out, std::string_view name, const std::string& labels, std::int64_t value)
{
    out += name;
    out += '{' + labels + "} " + std::to_string(value) + '\n';
}

// Keys of declared fields stand in the names of parts.
std::string label_value(std::string_view text)
{
    std::string label_value = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') label_value += '\\';
        label_value += c;
    }
    return label_value + '"';
}

} // namespace

std::string index_metrics(const index::Index& index)
{
    std::string bytes = "# HELP muster_index_bytes Memory of the index, by tenant and part.\n"
                        "# TYPE muster_index_bytes gauge\n";
    std::string items = "# HELP muster_index_items Values, different texts or members in it.\n"
                        "# TYPE muster_index_items gauge\n";
    for (const auto tenant : index.loaded()) {
        for (const auto& use : index.memory(tenant)) {
            const std::string labels =
                "tenant=\"" + std::to_string(tenant.value) + "\",part=" + label_value(use.part);
            line(bytes, "muster_index_bytes", labels, static_cast<std::int64_t>(use.bytes));
            line(items, "muster_index_items", labels, use.items);
        }
    }
    return bytes + items;
}

} // namespace muster::server
