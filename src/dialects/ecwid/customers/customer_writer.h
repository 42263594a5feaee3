// Writes customers as JSON of this API: one, or a page of them.
#pragma once

#include <map>
#include <optional>
#include <span>

#include "dialects/dialect.h"
#include "model/declared.h"
#include "wire/selection.h"

namespace muster::dialects::ecwid {

enum class Within { single, list }; // customers in lists also have totalOrderCount

Json customer_schema(Within within);

class CustomerWriter {
public:
    // Reads the groups of these customers and the declared fields, once for all of them.
    static Result<CustomerWriter> prepare(const RequestContext& call,
                                          std::span<const model::Customer> customers);

    void write(JsonWriter& out, const model::Customer& customer, const wire::Selection& selection,
               Within within) const;

private:
    const model::Group* group_of(const model::Customer& customer) const;

    std::map<std::int64_t, model::Group> groups_;
    model::DeclaredFields declared_;
};

} // namespace muster::dialects::ecwid
