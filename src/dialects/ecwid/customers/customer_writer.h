// Writes customers as JSON of this API: one, or a page of them.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <vector>

#include "dialects/dialect.h"
#include "dialects/ecwid/customers/addresses.h"
#include "dialects/ecwid/customers/customer_extras.h"
#include "dialects/ecwid/extrafields/extrafields.h"
#include "model/declared.h"
#include "wire/record.h"

namespace muster::dialects::ecwid {

// One customer with all that its answer is made of.
struct CustomerAnswer {
    model::Customer customer;            // with the time of change that is shown
    CustomerExtras lists;                // sorted as it is shown
    const model::Group* group = nullptr; // null: General
    BillingPerson billing;
    std::vector<ShownExtrafield> extrafields;
};
const wire::Record<CustomerAnswer>& customer_answer_record();
const wire::Record<CustomerAnswer>& listed_customer_record(); // also has totalOrderCount

class CustomerWriter {
public:
    // Reads the groups of these customers and the declared fields, once for all of them.
    static Result<CustomerWriter> prepare(const RequestContext& call,
                                          std::span<const model::Customer> customers);

    void write(JsonWriter& out, const model::Customer& customer,
               const wire::Selection& selection) const;
    // As an item of a list.
    void write_listed(JsonWriter& out, const model::Customer& customer,
                      const wire::Selection& selection) const;

private:
    const model::Group* group_of(const model::Customer& customer) const;
    CustomerAnswer answer_of(const model::Customer& customer) const;

    std::map<std::int64_t, model::Group> groups_;
    model::DeclaredFields declared_;
};

} // namespace muster::dialects::ecwid
