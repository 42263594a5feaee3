// POST /v1/customers:batch: creates, updates or upserts customers. An item names its customer by id
// or by a unique key.
#include "dialects/native/batch.h"
#include "dialects/native/body.h"
#include "dialects/native/handlers.h"
#include "dialects/native/jobs/customer_json.h"
#include "jobs/customer_rows.h"

namespace muster::dialects::native {

using directory::RowMode;
using directory::Transaction;
using model::Customer;

namespace {

// In the order of RowMode.
constexpr std::array<std::string_view, 3> batch_mode_names{"upsert", "create", "update"};

struct CustomerItem {
    std::optional<Json> id;
    jobs::CustomerPatch patch;
    std::optional<Error> error; // the item is malformed
};

struct CustomerBatch {
    RowMode mode = RowMode::upsert;
    std::string key; // "id", "external_id", "email", "fields.<key>"; empty: each item is new
    directory::CustomerRules rules;
    std::vector<CustomerItem> items;
};

constexpr std::string_view field_prefix = "fields.";

Result<CustomerItem> read_customer_item(Json json, std::string_view key)
{
    if (!json.is_object()) return fail(Code::invalid_value, "", "must be an object");
    CustomerItem item;
    if (const auto id = TRY(take_integer(json, "id"))) {
        if (key != "id") return bad_member("/id", "must be absent unless key is id");
        item.id = Json(*id);
    }
    item.patch = TRY(customer_json.read(std::move(json)));
    return item;
}

// Only a unique key names one customer.
Result<void> check_key(const RequestContext& call, const CustomerBatch& plan)
{
    if (plan.key.empty()) {
        if (plan.mode == RowMode::create) return {};
        return bad_member("/key", "is required, unless mode is create", Code::missing_field);
    }
    if (plan.key == "id" || plan.key == "external_id" || plan.key == "email") return {};
    if (plan.key.starts_with(field_prefix)) {
        const auto declared = TRY(model::load_declared(call.rows(), call.tenant.id));
        const auto* field = declared.find(model::FieldEntity::customer,
                                          std::string_view(plan.key).substr(field_prefix.size()));
        if (field != nullptr && field->unique) return {};
    }
    return bad_member("/key", "must be id, external_id, email or fields.<key of a unique field>");
}

Result<RowMode> take_batch_mode(Json& body)
{
    const auto name = TRY(take_text(body, "mode")).value_or("upsert");
    const auto found = std::ranges::find(batch_mode_names, name);
    if (found != batch_mode_names.end()) {
        return static_cast<RowMode>(found - batch_mode_names.begin());
    }
    return bad_member("/mode", "must be create, update or upsert");
}

Result<CustomerBatch> read_customer_batch(const RequestContext& call)
{
    auto body = TRY(read_body(call));
    CustomerBatch plan;
    plan.mode = TRY(take_batch_mode(body));
    plan.key = TRY(take_text(body, "key")).value_or("");
    TRY(check_key(call, plan));
    plan.rules.unique_email = plan.key == "email";
    auto items = TRY(take_items(body));
    TRY(refuse_others(body));
    plan.items.reserve(items.size());
    for (auto& json : items) {
        auto item = read_customer_item(std::move(json), plan.key);
        plan.items.push_back(item ? *std::move(item)
                                  : CustomerItem{{}, {}, std::move(item).error()});
    }
    return plan;
}

ItemOutcome outcome_of(directory::RowOutcome outcome)
{
    switch (outcome) {
    case directory::RowOutcome::inserted: return ItemOutcome::inserted;
    case directory::RowOutcome::updated: return ItemOutcome::updated;
    case directory::RowOutcome::unchanged: return ItemOutcome::unchanged;
    }
    return ItemOutcome::unchanged;
}

Result<ItemAnswer> write_customer_item(Transaction& transaction, const CustomerBatch& plan,
                                       const CustomerItem& item)
{
    if (item.error) return fail(*item.error);
    const auto& declared = *TRY(transaction.declared());
    const jobs::CustomerKeys keys{plan.key, plan.mode, declared, transaction.tenant()};
    directory::CustomerRow row;
    TRY(jobs::prepare_customer(keys, customer_json, item.patch, item.id, row));
    if (!row.id && !row.key && !plan.key.empty() && plan.key != "id") {
        return fail(Code::missing_field, "key", "is required: it is the key");
    }
    const auto edit = [&](Customer& customer) {
        return customer_json.merge(item.patch, declared, customer);
    };
    const auto written = TRY(directory::write_row(transaction, row, edit, plan.mode, plan.rules));
    return ItemAnswer{outcome_of(written.outcome), written.customer.value, written.revision, {}};
}

// Errors of the key and of the customer that it names point to the member that holds the key.
Error at_key(Error error, const CustomerBatch& plan)
{
    const bool is_field = plan.key.starts_with(field_prefix);
    const auto name = is_field ? plan.key.substr(field_prefix.size()) : plan.key;
    if (error.subject == "customer") error.where = "/id";
    if (error.where.empty() && (error.subject == "key" || error.subject == name)) {
        error.where = pointer_to(plan.key);
    }
    return error;
}

} // namespace

HandlerResult write_customers(RequestContext& call)
{
    const auto plan = TRY(read_customer_batch(call));
    return run_batch(call, plan.items.size(), "id",
                     [&](Transaction& transaction, std::size_t index) -> Result<ItemAnswer> {
                         auto answer = write_customer_item(transaction, plan, plan.items[index]);
                         if (answer) return answer;
                         Error error = at_key(std::move(answer).error(), plan);
                         return fail(placed(std::move(error), customer_record(), index));
                     });
}

} // namespace muster::dialects::native
