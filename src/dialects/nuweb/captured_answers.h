// Data-capture responses: the values of a customer's custom fields, as answers to questions. The
// id of a question is that of the field.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "model/declared.h"
#include "wire/record.h"

namespace muster::dialects::nuweb {

// What a response is about beside the customer: stored, and shown again.
struct ResponseOrigin {
    std::optional<std::int64_t> order_id;
    std::optional<std::int64_t> order_item_id;
    std::optional<std::int64_t> event_id;
    std::string zone_scan_id;
    std::optional<Time> created_at; // of responses that came through this API
    std::optional<Time> updated_at;
};

struct DataCaptureResponse {
    const model::CustomField& field;
    const model::Value& value;
    ResponseOrigin origin;

    // Field ids are far below 2^21: each would be a field of one tenant. So the id is one number of
    // 52 bits, which JSON readers can hold.
    static std::int64_t id_of(model::CustomerId customer, model::FieldId field)
    {
        return customer.value << 21 | field.value;
    }
};

const wire::Record<DataCaptureResponse>& response_record();

// The response to that question; nullopt without a value.
std::optional<DataCaptureResponse> response_of(const model::Customer& customer,
                                               const model::CustomField& field);

// Calls visit(id, DataCaptureResponse) for each custom field that the customer has a value of, in
// the order of declaration.
template <class Visit>
void each_response(const model::Customer& customer, const model::DeclaredFields& declared,
                   const Visit& visit)
{
    if (customer.fields.empty()) return;
    for (const auto* field : declared.of(model::FieldEntity::customer)) {
        if (const auto response = response_of(customer, *field)) {
            visit(DataCaptureResponse::id_of(customer.id, field->id), *response);
        }
    }
}

} // namespace muster::dialects::nuweb
