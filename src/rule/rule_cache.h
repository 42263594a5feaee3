// Caches the parsed rules of dynamic groups: every write that touches a customer needs those of its
// tenant. Entries depend only on the text and the declared fields, so a write that is undone leaves
// nothing stale. Knows no store.
#pragma once

#include <map>
#include <string>

#include "model/declared.h"
#include "rule/rule.h"

namespace muster::rule {

// Not thread-safe.
class RuleCache {
public:
    using Rules = std::map<std::string, RuleRef, std::less<>>; // by text

    // Rules that were checked with equivalent fields; null when there are none.
    const Rules* find(TenantId tenant, const DeclaredFields& declared) const;
    // Replaces the tenant's entry; when the cache is full, drops the entries of all other tenants.
    void keep(TenantId tenant, const DeclaredFields& declared, Rules rules);

private:
    // The properties of a field that decide how a rule is checked.
    struct Shape {
        std::string key;
        Type type;
        std::string format;
        TextList values;
        friend bool operator==(const Shape&, const Shape&) = default;
    };
    struct Entry {
        std::vector<Shape> shapes;
        Rules rules;
        std::size_t bytes = 0;
    };
    static std::vector<Shape> shapes_of(const DeclaredFields& declared);
    static bool is_alike(const Shape& shape, const CustomField& field);

    std::map<TenantId, Entry> entries_;
    std::size_t bytes_ = 0;
};

} // namespace muster::rule
