// Remembers how the rules of groups read, since every write that touches a customer needs those of
// its tenant. What it gives follows from what it is asked with alone, the text and the fields, so
// that no write that is undone leaves anything stale. Knows no store.
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

    // Checked with fields that are alike in all that rules ask of them; none when they are not.
    const Rules* find(TenantId tenant, const DeclaredFields& declared) const;
    // In place of what was known of the tenant; too much of all tenants, and the others are
    // forgotten.
    void keep(TenantId tenant, const DeclaredFields& declared, Rules rules);

private:
    // What of a field decides how a rule reads.
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
