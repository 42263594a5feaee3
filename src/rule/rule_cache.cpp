// The size of an entry is estimated from its texts and field keys.
#include "rule/rule_cache.h"

#include <algorithm>

namespace muster::rule {

namespace {

// The limit of all estimated sizes together. A parsed rule takes about ten times its text.
constexpr std::size_t max_bytes = 4 * 1024 * 1024;

} // namespace

bool RuleCache::has_shape(const FieldShape& shape, const CustomField& field)
{
    return shape.key == field.key && shape.type == field.type && shape.format == field.format &&
           shape.values == field.values;
}

std::vector<RuleCache::FieldShape> RuleCache::shapes_of(const DeclaredFields& declared)
{
    std::vector<FieldShape> shapes;
    for (const auto* field : declared.of(FieldEntity::customer)) {
        shapes.push_back({field->key, field->type, field->format, field->values});
    }
    return shapes;
}

const RuleCache::Rules* RuleCache::find(TenantId tenant, const DeclaredFields& declared,
                                        const TimeZone* zone) const
{
    const auto entry = entries_.find(tenant);
    if (entry == entries_.end() || entry->second.zone != zone) return nullptr;
    const auto fields = declared.of(FieldEntity::customer);
    const auto& shapes = entry->second.shapes;
    const bool same =
        std::equal(shapes.begin(), shapes.end(), fields.begin(), fields.end(),
                   [](const FieldShape& a, const CustomField* b) { return has_shape(a, *b); });
    return same ? &entry->second.rules : nullptr;
}

void RuleCache::store(TenantId tenant, const DeclaredFields& declared, const TimeZone* zone,
                      Rules rules)
{
    std::size_t bytes = 0;
    for (const auto& [text, rule] : rules) bytes += text.size();
    auto shapes = shapes_of(declared);
    for (const auto& shape : shapes) bytes += sizeof shape + shape.key.size();
    const auto old = entries_.find(tenant);
    if (old != entries_.end()) {
        bytes_ -= old->second.bytes;
        entries_.erase(old);
    }
    if (bytes_ + bytes > max_bytes) {
        entries_.clear();
        bytes_ = 0;
    }
    if (rules.empty() || bytes > max_bytes) return;
    entries_.insert_or_assign(tenant, Entry{std::move(shapes), zone, std::move(rules), bytes});
    bytes_ += bytes;
}

} // namespace muster::rule
