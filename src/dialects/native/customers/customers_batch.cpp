// POST /v1/customers:batch: creates, updates or upserts customers. An item names its customer by id
// or by a unique key.
#include <array>

#include "dialects/native/batch.h"
#include "dialects/native/body.h"
#include "dialects/native/handlers.h"
#include "directory/customers.h"
#include "model/keys.h"
#include "wire/value_json.h"

namespace muster::dialects::native {

using directory::Transaction;
using model::Customer;
using model::CustomerId;

namespace {

enum class BatchMode { create, update, upsert };

std::optional<BatchMode> parse_batch_mode(std::string_view name)
{
    if (name == "create") return BatchMode::create;
    if (name == "update") return BatchMode::update;
    if (name == "upsert") return BatchMode::upsert;
    return std::nullopt;
}

struct CustomerItem {
    std::optional<std::int64_t> id;
    MergePatch draft;
    std::optional<Error> error; // the item is malformed
};

struct CustomerBatch {
    BatchMode mode = BatchMode::upsert;
    std::string
        key; // "id", "external_id", "email", "fields.<key>"; empty: each item is a new customer
    directory::CustomerRules rules;
    std::vector<CustomerItem> items;
};

constexpr std::string_view field_prefix = "fields.";

Result<CustomerItem> read_customer_item(Json json)
{
    if (!json.is_object()) return fail(Code::invalid_value, "", "must be an object");
    CustomerItem item;
    item.id = TRY(take_integer(json, "id"));
    item.draft = TRY(read_draft(std::move(json), "fields"));
    return item;
}

// Only a unique key names one customer.
Result<void> check_key(const RequestContext& call, const CustomerBatch& plan)
{
    if (plan.key.empty()) {
        if (plan.mode == BatchMode::create) return {};
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

Result<CustomerBatch> read_customer_batch(const RequestContext& call)
{
    auto body = TRY(read_body(call));
    CustomerBatch plan;
    const auto mode = parse_batch_mode(TRY(take_text(body, "mode")).value_or("upsert"));
    if (!mode) return bad_member("/mode", "must be create, update or upsert");
    plan.mode = *mode;
    plan.key = TRY(take_text(body, "key")).value_or("");
    TRY(check_key(call, plan));
    plan.rules.unique_email = plan.key == "email";
    auto items = TRY(take_items(body));
    TRY(refuse_others(body));
    plan.items.reserve(items.size());
    for (auto& json : items) {
        auto item = read_customer_item(std::move(json));
        plan.items.push_back(item ? *std::move(item)
                                  : CustomerItem{{}, {}, std::move(item).error()});
    }
    return plan;
}

// The item's value of the key; null when it has none.
Result<model::Value> shown_value(Transaction& transaction, const CustomerBatch& plan,
                                 const CustomerItem& item)
{
    if (!plan.key.starts_with(field_prefix)) {
        const Json* json = item.draft.members.find(plan.key);
        return json == nullptr ? model::Value{} : TRY(wire::read_value(*json, plan.key));
    }
    model::FieldValues values;
    TRY(merge_fields(transaction, model::FieldEntity::customer, item.draft.values, values));
    const auto* declared = TRY(transaction.declared());
    const auto* field = declared->find(model::FieldEntity::customer,
                                       std::string_view(plan.key).substr(field_prefix.size()));
    const auto* value = field == nullptr ? nullptr : values.find(field->key);
    return value == nullptr ? model::Value{} : TRY(model::coerce(*field, *value));
}

model::Key key_of(const model::DeclaredFields& declared, const CustomerBatch& plan,
                  model::TenantId tenant, const model::Value& value)
{
    if (plan.key == "email") return model::customer_email_key(tenant, model::text_of(value));
    if (plan.key == "external_id") {
        return model::external_id_key(model::Kind::customer, tenant, model::text_of(value));
    }
    const auto* field = declared.find(model::FieldEntity::customer,
                                      std::string_view(plan.key).substr(field_prefix.size()));
    return model::field_value_key(model::FieldEntity::customer, tenant, field->key, value);
}

// The customer that the item names; id 0 when there is none yet.
Result<CustomerId> find_customer(Transaction& transaction, const CustomerBatch& plan,
                                 const CustomerItem& item)
{
    if (plan.key != "id" && item.id) {
        return bad_member("/id", "must be absent unless key is id");
    }
    if (plan.key.empty()) return CustomerId{};
    if (plan.key == "id") {
        if (item.id || plan.mode != BatchMode::update) return CustomerId{item.id.value_or(0)};
        return bad_member("/id", "is required", Code::missing_field);
    }
    const auto value = TRY(shown_value(transaction, plan, item));
    if (model::is_null(value)) {
        return bad_member(pointer_to(plan.key), "is required: it is the key", Code::missing_field);
    }
    const auto* declared = TRY(transaction.declared());
    auto found = model::find<Customer>(transaction.rows(),
                                       key_of(*declared, plan, transaction.tenant(), value));
    if (found) return found->id;
    if (found.error().code != Code::not_found) return fail(std::move(found).error());
    return CustomerId{};
}

Result<void> merge(Transaction& transaction, const CustomerItem& item, Customer& customer)
{
    TRY(merge_members(item.draft, customer));
    return merge_fields(transaction, model::FieldEntity::customer, item.draft.values,
                        customer.fields);
}

Result<ItemAnswer> insert(Transaction& transaction, const CustomerBatch& plan,
                          const CustomerItem& item)
{
    Customer customer;
    TRY(merge(transaction, item, customer));
    customer = TRY(directory::create_customer(transaction, std::move(customer), plan.rules));
    return ItemAnswer{ItemOutcome::inserted, customer.id.value, customer.revision, {}};
}

Result<ItemAnswer> update(Transaction& transaction, const CustomerBatch& plan,
                          const CustomerItem& item, CustomerId id)
{
    Customer before;
    const auto edit = [&](Customer& customer) {
        before = customer;
        return merge(transaction, item, customer);
    };
    const auto after = TRY(directory::update_customer(transaction, id, edit, plan.rules));
    const bool unchanged = is_unchanged(before, after);
    return ItemAnswer{
        unchanged ? ItemOutcome::unchanged : ItemOutcome::updated, id.value, after.revision, {}};
}

Result<ItemAnswer> write_customer_item(Transaction& transaction, const CustomerBatch& plan,
                                       const CustomerItem& item)
{
    if (item.error) return fail(*item.error);
    const auto id = TRY(find_customer(transaction, plan, item));
    if (id) {
        if (plan.mode != BatchMode::create) return update(transaction, plan, item, id);
        return bad_member(pointer_to(plan.key), "a customer with this key is there already",
                          Code::already_exists);
    }
    if (plan.mode != BatchMode::update) return insert(transaction, plan, item);
    return bad_member(pointer_to(plan.key), "there is no customer with this key", Code::not_found);
}

} // namespace

HandlerResult write_customers(RequestContext& call)
{
    const auto plan = TRY(read_customer_batch(call));
    return run_batch(call, plan.items.size(), "id",
                     [&](Transaction& transaction, std::size_t index) -> Result<ItemAnswer> {
                         auto answer = write_customer_item(transaction, plan, plan.items[index]);
                         if (answer) return answer;
                         Error error = std::move(answer).error();
                         if (error.subject == "customer") error.where = "/id";
                         return fail(placed(std::move(error), customer_record(), index));
                     });
}

} // namespace muster::dialects::native
