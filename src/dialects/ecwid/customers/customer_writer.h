// Writes customers as this API shows them, one or a page of them.
#pragma once

#include <map>
#include <optional>
#include <span>

#include "dialects/dialect.h"
#include "model/declared.h"
#include "wire/selection.h"

namespace muster::dialects::ecwid {

enum class Within { single, list }; // lists also tell totalOrderCount

Json customer_schema(Within within);

class CustomerWriter {
public:
    // Reads what all of them need: their groups and the declared fields.
    static Result<CustomerWriter> prepare(const Call& call,
                                          std::span<const model::Customer> customers);

    void write(JsonWriter& out, const model::Customer& customer, const wire::Selection& selection,
               Within within) const;

private:
    const model::Group* group_of(const model::Customer& customer) const;

    std::map<std::int64_t, model::Group> groups_;
    model::DeclaredFields declared_;
};

} // namespace muster::dialects::ecwid
