// Caches the parsed rules of dynamic groups: each write that changes a customer needs the rules of
// its tenant. An entry depends only on the texts, the declared fields and the time zone, so it
// stays right when a write fails. Knows no store.
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

    // The tenant's rules, if they were checked with fields of the same shape in the same zone; else
    // nullptr.
    const Rules* find(TenantId tenant, const DeclaredFields& declared, const TimeZone* zone) const;
    // Replaces the tenant's entry; when the cache is full, drops the entries of all other tenants.
    void store(TenantId tenant, const DeclaredFields& declared, const TimeZone* zone, Rules rules);

private:
    // The properties of a field that decide how a rule is checked.
    struct FieldShape {
        std::string key;
        Type type;
        std::string format;
        TextList values;
        friend bool operator==(const FieldShape&, const FieldShape&) = default;
    };
    struct Entry {
        std::vector<FieldShape> shapes;
        const TimeZone* zone = nullptr;
        Rules rules;
        std::size_t bytes = 0;
    };
    static std::vector<FieldShape> shapes_of(const DeclaredFields& declared);
    static bool has_shape(const FieldShape& shape, const CustomField& field);

    std::map<TenantId, Entry> entries_;
    std::size_t bytes_ = 0;
};

} // namespace muster::rule
