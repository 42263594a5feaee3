// Gives the job engine the members of this API's customers. Knows no file.
#include "dialects/native/jobs/customer_json.h"

#include "dialects/native/body.h"
#include "dialects/native/vendor_numbers.h"

namespace muster::dialects::native {

namespace {

void write_customer(JsonWriter& out, const model::Customer& customer)
{
    write_entity(out, customer);
}

Result<jobs::CustomerPatch> read_customer(Json object)
{
    auto draft = TRY(read_draft(std::move(object), "fields"));
    return jobs::CustomerPatch{std::move(draft.members), std::move(draft.values)};
}

Result<void> merge_customer(const jobs::CustomerPatch& patch, const model::DeclaredFields& declared,
                            model::Customer& customer)
{
    TRY(merge_members(patch.members, customer));
    return merge_fields(declared, model::FieldEntity::customer, patch.fields, customer.fields);
}

} // namespace

constinit const jobs::CustomerJson customer_json{write_customer, read_customer, merge_customer,
                                                 is_customer_number};

} // namespace muster::dialects::native
