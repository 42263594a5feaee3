// Reads keys, and fills customers that may be new.
#include "jobs/customer_rows.h"

#include "model/keys.h"
#include "model/name_form.h"
#include "model/vendor_numbers.h"
#include "wire/value_json.h"

namespace muster::jobs {

std::string number_api(std::string_view name)
{
    const auto form = model::name_form(name);
    const auto begin = model::name_form(number_prefix) + '_';
    return form.starts_with(begin) ? form.substr(begin.size()) : std::string{};
}

model::Value number_value(std::string_view key, const model::Customer& customer)
{
    const auto number =
        model::vendor_number_of(customer.vendor_numbers, key.substr(number_prefix.size()));
    return number.empty() ? model::Value{} : model::Value{std::string(number)};
}

Result<model::Value> key_value(const CustomerKeys& keys, const CustomerPatch& patch,
                               const std::optional<Json>& id, const model::Customer& shown)
{
    if (keys.key == "id") {
        if (!id || id->is_null()) return model::Value{};
        if (const auto* whole = id->as_integer()) return model::Value{*whole};
        return fail(Code::invalid_value, "id", "must be an integer");
    }
    if (keys.is_number()) return number_value(keys.key, shown);
    if (!keys.is_field()) {
        const Json* json = patch.members.find(keys.key);
        return json == nullptr ? model::Value{} : TRY(wire::read_value(*json, keys.key));
    }
    const auto* field = keys.declared.find(model::FieldEntity::customer, keys.name());
    const auto* value = field == nullptr ? nullptr : shown.fields.find(field->key);
    return value == nullptr ? model::Value{} : TRY(model::coerce(*field, *value));
}

Result<void> set_key(const CustomerKeys& keys, const model::Value& value,
                     directory::CustomerRow& row)
{
    if (keys.key.empty()) return {};
    const bool may_be_new = keys.key == "id" && keys.mode != directory::RowMode::update;
    if (model::is_null(value)) {
        if (may_be_new || keys.mode == directory::RowMode::create) return {};
        return fail(Code::missing_field, std::string(keys.name()), "is required: it is the key");
    }
    if (keys.key == "id") {
        row.id = {std::get<std::int64_t>(value)};
    } else if (keys.key == "email") {
        row.key = model::customer_email_key(keys.tenant, model::text_of(value));
    } else if (keys.key == "phone") {
        row.key = model::customer_phone_key(keys.tenant, model::text_of(value));
        if (row.key->text.empty()) {
            return fail(Code::invalid_value, "phone", "must have digits: it is the key");
        }
    } else if (keys.key == "external_id") {
        row.key = model::external_id_key(model::Kind::customer, keys.tenant, model::text_of(value));
    } else if (keys.is_number()) {
        row.key =
            model::vendor_number_key(model::Kind::customer, keys.tenant,
                                     keys.key.substr(number_prefix.size()), model::text_of(value));
    } else {
        const auto* field = keys.declared.find(model::FieldEntity::customer, keys.name());
        if (field == nullptr) {
            return fail(Code::unknown_field, std::string(keys.name()), "is not declared");
        }
        row.key =
            model::field_value_key(model::FieldEntity::customer, keys.tenant, field->key, value);
    }
    return {};
}

Result<void> prepare_customer(const CustomerKeys& keys, const CustomerJson& json,
                              const CustomerPatch& patch, const std::optional<Json>& id,
                              directory::CustomerRow& row)
{
    auto& shown = directory::start_row(keys.tenant, row);
    TRY(json.merge(patch, keys.declared, shown));
    TRY(set_key(keys, TRY(key_value(keys, patch, id, shown)), row));
    if (keys.mode != directory::RowMode::update) {
        return directory::prepare_row(keys.declared, row);
    }
    row.fresh.reset();
    return {};
}

} // namespace muster::jobs
