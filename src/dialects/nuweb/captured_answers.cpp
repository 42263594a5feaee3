// Shows and stores data-capture responses (promise 58).
#include "dialects/nuweb/captured_answers.h"

#include <algorithm>

#include "base/text.h"
#include "dialects/nuweb/bodies.h"
#include "dialects/nuweb/codecs.h"
#include "dialects/nuweb/documents.h"
#include "dialects/nuweb/handlers.h"
#include "dialects/nuweb/nuweb.h"
#include "dialects/nuweb/resources.h"
#include "dialects/pieces.h"
#include "directory/customers.h"
#include "model/lookup.h"
#include "wire/plain_text.h"
#include "wire/stored_json.h"
#include "wire/value_json.h"

namespace muster::dialects::nuweb {

namespace {

using wire::Absent;
using wire::Access;

constexpr std::string_view responses_member = "responses"; // of the customer's extras

constexpr auto origin_table =
    wire::record({}, wire::row<&ResponseOrigin::order_id>("orderId", wire::integer_codec),
                 wire::row<&ResponseOrigin::order_item_id>("orderItemId", wire::integer_codec),
                 wire::row<&ResponseOrigin::event_id>("eventId", wire::integer_codec),
                 wire::row<&ResponseOrigin::zone_scan_id>("zoneScanId", wire::text_codec),
                 wire::row<&ResponseOrigin::created_at>("createdAt", wire::instant_codec),
                 wire::row<&ResponseOrigin::updated_at>("updatedAt", wire::instant_codec));

// The position of the value among the options of its question, from 1 on; 0: it is none.
std::int64_t option_id(const model::CustomField& field, const std::string& value)
{
    const auto found = std::ranges::find(field.values, value);
    return found == field.values.end() ? 0 : found - field.values.begin() + 1;
}

// A choice is the list of the ids of its options; everything else is text.
void write_answer(JsonWriter& out, const DataCaptureResponse& response)
{
    const auto& field = response.field;
    if (field.values.empty()) {
        out.text(wire::plain_text(response.value));
        return;
    }
    const auto* list = std::get_if<model::TextList>(&response.value);
    const auto chosen =
        list != nullptr ? *list : model::TextList{std::string(model::text_of(response.value))};
    out.begin_array();
    for (const auto& value : chosen) {
        if (const auto id = option_id(field, value); id != 0) out.integer(id);
    }
    out.end_array();
}

void write_options(JsonWriter& out, const DataCaptureResponse& response)
{
    out.begin_array();
    for (const auto& value : response.field.values) {
        out.begin_object().name("id").integer(option_id(response.field, value));
        out.name("value").text(value).end_object();
    }
    out.end_array();
}

std::string question_of(const DataCaptureResponse& response)
{
    return response.field.label.empty() ? response.field.key : response.field.label;
}

model::Value nothing(const DataCaptureResponse&) { return {}; }

constexpr std::string_view answer_schema =
    R"({"oneOf": [{"type": "string"}, {"type": "array", "items": {"type": "integer"}}]})";
constexpr std::string_view options_schema =
    R"({"type": "array", "items": {"type": "object", "properties":
        {"id": {"type": "integer"}, "value": {"type": "string"}}}})";

constexpr auto response_table = wire::record(
    {"DataCaptureResponseAttributes"},
    wire::row<question_of>("question", wire::text_codec, read_only)
        .about("The label of the custom field."),
    wire::row<[](const DataCaptureResponse& r) { return r.field.id.value; }>(
        "questionId", wire::integer_codec, read_only)
        .about("The id of the custom field."),
    wire::row<[](const DataCaptureResponse&) { return std::string("shop"); }>(
        "questionGroup", wire::text_codec, read_only),
    wire::row<nothing>("questionCategoryId", wire::integer_codec, read_only).with(Absent::null),
    wire::custom<write_answer>("answer", answer_schema)
        .about("Text, or the ids of the chosen options."),
    wire::custom<write_options>("availableOptions", options_schema),
    wire::row<[](const DataCaptureResponse& r) { return r.origin.order_id; }>(
        "orderId", wire::integer_codec, read_only)
        .with(Absent::null),
    wire::row<[](const DataCaptureResponse& r) { return r.origin.order_item_id; }>(
        "orderItemId", wire::integer_codec, read_only)
        .with(Absent::null),
    wire::row<nothing>("metaData", wire::text_codec, read_only).with(Absent::null),
    wire::row<[](const DataCaptureResponse& r) { return r.origin.created_at; }>(
        "createdAt", wire::instant_codec, read_only),
    wire::row<[](const DataCaptureResponse& r) { return r.origin.updated_at; }>(
        "updatedAt", wire::instant_codec, read_only));

constexpr auto response_document = resource_document<response_record>("DataCaptureResponse");
constexpr auto response_list_table =
    wire::record({"DataCaptureResponses"},
                 wire::described<wire::Envelope, response_document>("data", wire::Many::yes));

Json own_extras_of(const model::Customer& customer)
{
    return wire::stored_json(std::string(customer.extras.of(dialect_name)));
}

ResponseOrigin stored_origin(const model::Customer& customer, model::FieldId field)
{
    const auto extras = own_extras_of(customer);
    const auto* responses = extras.find(responses_member);
    const auto* stored =
        responses != nullptr ? responses->find(std::to_string(field.value)) : nullptr;
    if (stored == nullptr) return {};
    return wire::restored(origin_table, stored->text());
}

void store_origin(model::Customer& customer, model::FieldId field, const ResponseOrigin& origin)
{
    auto extras = own_extras_of(customer);
    auto responses =
        extras.find(responses_member) != nullptr ? *extras.find(responses_member) : Json::object();
    responses.set(std::to_string(field.value),
                  wire::stored_json(wire::stored_text(origin_table, origin)));
    extras.set(responses_member, std::move(responses));
    customer.extras.set(dialect_name, extras.text());
}

struct CaptureEntry {
    std::int64_t field_id = 0;
    std::int64_t customer_id = 0;
    Json answer;
    ResponseOrigin origin;
};

void write_sent_answer(JsonWriter& out, const CaptureEntry& entry) { out.value(entry.answer); }

Result<void> read_sent_answer(const Json& json, CaptureEntry& entry)
{
    entry.answer = json;
    return {};
}

template <auto member>
auto origin_member(const CaptureEntry& entry)
{
    return entry.origin.*member;
}
template <auto member>
void set_origin_id(CaptureEntry& entry, const model::Value& value)
{
    const auto* id = std::get_if<std::int64_t>(&value);
    entry.origin.*member = id != nullptr ? std::optional(*id) : std::nullopt;
}
void set_zone_scan(CaptureEntry& entry, const model::Value& value)
{
    entry.origin.zone_scan_id = model::text_of(value);
}

template <auto member>
consteval auto origin_row(std::string_view name)
{
    return wire::row<origin_member<member>, set_origin_id<member>>(name,
                                                                   wire::lenient_integer_codec)
        .about("Stored.");
}

constexpr auto entry_table_of_responses = wire::record(
    {"NewDataCaptureResponse"},
    wire::custom<write_sent_answer, read_sent_answer>("answer", answer_schema)
        .about("Text, or ids of options. Null takes the answer away."),
    wire::row<&CaptureEntry::field_id>("fieldId", wire::lenient_integer_codec, Access::required)
        .about("The id of the custom field.", "1"),
    wire::row<&CaptureEntry::customer_id>("customerId", wire::lenient_integer_codec,
                                          Access::required)
        .about("The customer.", "1"),
    origin_row<&ResponseOrigin::order_id>("orderId"),
    origin_row<&ResponseOrigin::order_item_id>("orderItemId"),
    origin_row<&ResponseOrigin::event_id>("eventId"),
    wire::row<origin_member<&ResponseOrigin::zone_scan_id>, set_zone_scan>("zoneScanId", line_codec)
        .about("Stored."));

// An entry that was checked before anything is written.
struct CheckedEntry {
    const model::CustomField* field = nullptr;
    model::CustomerId customer;
    model::Value value;
    ResponseOrigin origin;
};

Error at_entry(Error error, std::size_t index, std::string_view member = {})
{
    if (!member.empty()) error.subject = member;
    error.subject.insert(0, std::to_string(index) + '.');
    for (auto& other : error.further) other.subject.insert(0, std::to_string(index) + '.');
    return error;
}

// Ids of options become their values.
Result<model::Value> read_answer(const model::CustomField& field, const Json& answer)
{
    const auto* items = answer.as_array();
    if (items == nullptr) return model::coerce(field, TRY(wire::read_value(answer, "answer")));
    model::TextList chosen;
    for (const auto& item : *items) {
        const auto* id = item.as_integer();
        const auto* text = item.as_text();
        const bool is_option = id != nullptr && *id >= 1 && *id <= std::ssize(field.values);
        if (is_option) {
            chosen.push_back(field.values[static_cast<std::size_t>(*id - 1)]);
        } else if (text != nullptr) {
            chosen.push_back(*text);
        } else {
            return fail(Code::invalid_value, "answer", "must have ids of the question's options.");
        }
    }
    const bool is_one = field.type != model::Type::list;
    if (is_one && chosen.size() > 1) {
        return fail(Code::invalid_value, "answer", "must have one option.");
    }
    if (chosen.empty()) return model::Value{};
    return model::coerce(field, is_one ? model::Value(chosen.front()) : model::Value(chosen));
}

Result<std::vector<CaptureEntry>> read_entries(const RequestContext& call)
{
    const auto json = TRY(call.json());
    const auto* items = json.as_array();
    if (items == nullptr) return fail(Code::invalid_value, "responses", "must be an array.");
    if (items->size() > limits::bulk_items) {
        return fail(Code::invalid_value, "responses", "must not have more than 10000 items.");
    }
    FieldProblems problems;
    std::vector<CaptureEntry> entries(items->size());
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const auto item = (*items)[i].is_object() ? (*items)[i] : Json::object();
        const auto read = wire::read_members<CaptureEntry>(
            item, entry_table_of_responses, entries[i], {.purpose = wire::Purpose::create});
        if (!read) problems.add(at_entry(read.error(), i));
        if (item.find("answer") == nullptr) {
            problems.add(std::to_string(i) + ".answer", "is required", Code::missing_field);
        }
    }
    TRY(problems.result());
    return entries;
}

const model::CustomField* find_question(const model::DeclaredFields& declared, std::int64_t id)
{
    for (const auto* field : declared.of(model::FieldEntity::customer)) {
        if (field->id.value == id) return field;
    }
    return nullptr;
}

Result<std::vector<CheckedEntry>> check_entries(const RequestContext& call,
                                                const std::vector<CaptureEntry>& entries,
                                                const model::DeclaredFields& declared)
{
    FieldProblems problems;
    std::vector<CheckedEntry> checked;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const auto& entry = entries[i];
        const auto* field = find_question(declared, entry.field_id);
        if (field == nullptr) return fail(Code::not_found, "question", "no such question");
        const auto customer = TRY(model::known_by<model::Customer>(
            call.rows(), call.tenant.id, dialect_name, entry.customer_id));
        auto value = read_answer(*field, entry.answer);
        if (!value) {
            problems.add(at_entry(value.error(), i, "answer"));
            continue;
        }
        checked.push_back({field, customer.id, *std::move(value), entry.origin});
    }
    TRY(problems.result());
    return checked;
}

Result<model::Customer> store_response(directory::Transaction& transaction,
                                       const CheckedEntry& entry)
{
    return directory::update_customer(
        transaction, entry.customer, [&](model::Customer& customer) -> Result<void> {
            auto origin = entry.origin;
            const auto earlier = stored_origin(customer, entry.field->id);
            origin.created_at = earlier.created_at.value_or(transaction.now());
            origin.updated_at = transaction.now();
            customer.fields.set(entry.field->key, model::Value(entry.value));
            store_origin(customer, entry.field->id, origin);
            return {};
        });
}

} // namespace

const wire::Record<DataCaptureResponse>& response_record() { return response_table; }
const wire::AnyRecord& new_response() { return entry_table_of_responses; }
const wire::AnyRecord& response_list() { return response_list_table; }

std::optional<DataCaptureResponse> response_of(const model::Customer& customer,
                                               const model::CustomField& field)
{
    const auto* value = customer.fields.find(field.key);
    if (value == nullptr) return std::nullopt;
    DataCaptureResponse response{field, *value, stored_origin(customer, field.id)};
    if (!response.origin.created_at) response.origin.created_at = customer.created_at;
    if (!response.origin.updated_at) response.origin.updated_at = customer.updated_at;
    return response;
}

// An answer that other rules refuse, such as one that must be unique, is only known in the write.
Result<http::Response> capture_responses(RequestContext& call)
{
    const auto entries = TRY(read_entries(call));
    const auto declared = TRY(model::load_declared(call.rows(), call.tenant.id));
    const auto checked = TRY(check_entries(call, entries, declared));
    std::vector<model::Customer> customers(checked.size());
    TRY(write_in_pieces(call, checked.size(), limits::rows_at_once,
                        [&](directory::Transaction& t, std::size_t i) -> Result<std::int64_t> {
                            auto stored = store_response(t, checked[i]);
                            if (!stored) return fail(at_entry(stored.error(), i, "answer"));
                            customers[i] = *std::move(stored);
                            return 1;
                        }));
    std::string body;
    JsonWriter out(body);
    out.begin_object().name("data").begin_array();
    for (std::size_t i = 0; i < checked.size(); ++i) {
        const auto& field = *checked[i].field;
        const auto response = response_of(customers[i], field);
        if (!response) continue;
        write_resource(
            out, {"dataCaptureResponses", DataCaptureResponse::id_of(customers[i].id, field.id)},
            response_record(), *response);
    }
    out.end_array().end_object();
    return json_response(std::move(body));
}

} // namespace muster::dialects::nuweb
