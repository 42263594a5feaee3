// Names and forms come from the table of APIs.
#include "dialects/native/vendor_numbers.h"

#include "base/limits.h"
#include "base/text.h"
#include "dialects/all.h"
#include "model/vendor_numbers.h"

namespace muster::dialects::native {

namespace {

constexpr std::string_view numbers_member = "vendor_numbers";

// What the number of such an entity is called in the API; empty when it has none.
template <class E>
std::string number_name(const Dialect& dialect)
{
    if (model::kind_for<E>() == model::Kind::tenant) return tenant_number_name(dialect);
    return dialect.numbers_customers_and_groups ? std::string(dialect.name) : std::string{};
}

template <class E>
const Dialect* dialect_of(std::string_view name)
{
    for (const auto* dialect : all()) {
        if (!name.empty() && number_name<E>(*dialect) == name) return dialect;
    }
    return nullptr;
}

template <class E>
muster::Failure unknown_name(std::string_view name)
{
    std::string names;
    for (const auto* dialect : all()) {
        const auto known = number_name<E>(*dialect);
        if (!known.empty()) names += (names.empty() ? "" : ", ") + known;
    }
    return fail(Code::unknown_field, std::string(numbers_member),
                "has no member '" + std::string(name) + "'; there are " + names);
}

bool is_plain(std::string_view text)
{
    return !text.empty() && text.size() <= limits::vendor_number_chars &&
           text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                  "0123456789-_.") == text.npos;
}

Result<std::string> read_number(const Dialect& dialect, const Json& json, std::string_view name)
{
    if (dialect.id_form == IdForm::integer) {
        // Files have texts only.
        const auto* text = json.as_text();
        const auto* given = json.as_integer();
        const auto whole = given != nullptr  ? std::optional(*given)
                           : text != nullptr ? model::id_of(*text)
                                             : std::nullopt;
        if (whole && *whole > 0 && *whole <= limits::vendor_number) return std::to_string(*whole);
        return fail(Code::invalid_value, std::string(numbers_member),
                    std::string(name) + " must be an integer from 1 to 2^53");
    }
    const auto* text = json.as_text();
    if (text != nullptr && is_plain(*text)) return *text;
    return fail(Code::invalid_value, std::string(numbers_member),
                std::string(name) +
                    " must be a text of 1 to 64 letters, digits, dashes, dots and underscores");
}

} // namespace

template <class E>
void write_vendor_numbers(JsonWriter& out, const E& entity)
{
    out.begin_object();
    for (const std::string_view entry : entity.vendor_numbers) {
        const auto [name, number] = model::parts_of_vendor_number(entry);
        const auto* dialect = find(name);
        // A former number, or one of an API that this program does not have any more.
        if (dialect == nullptr) continue;
        out.name(number_name<E>(*dialect));
        const auto whole = parse_integer(number);
        if (dialect->id_form == IdForm::integer && whole) {
            out.integer(*whole);
        } else {
            out.text(number);
        }
    }
    out.end_object();
}

template <class E>
Result<void> read_vendor_numbers(const Json& json, E& entity)
{
    if (json.is_null()) {
        for (const auto* dialect : all()) {
            model::set_vendor_number(entity.vendor_numbers, dialect->name, {});
        }
        return {};
    }
    const auto* members = json.as_object();
    if (members == nullptr) {
        return fail(Code::invalid_value, std::string(numbers_member), "must be an object");
    }
    for (const auto& [name, value] : *members) {
        const auto* dialect = dialect_of<E>(name);
        if (dialect == nullptr) return unknown_name<E>(name);
        const auto number =
            value.is_null() ? std::string{} : TRY(read_number(*dialect, value, name));
        model::set_vendor_number(entity.vendor_numbers, dialect->name, number);
    }
    return {};
}

bool is_customer_number(std::string_view name)
{
    return dialect_of<model::Customer>(name) != nullptr;
}

template void write_vendor_numbers(JsonWriter&, const model::Tenant&);
template void write_vendor_numbers(JsonWriter&, const model::Customer&);
template void write_vendor_numbers(JsonWriter&, const model::Group&);
template Result<void> read_vendor_numbers(const Json&, model::Tenant&);
template Result<void> read_vendor_numbers(const Json&, model::Customer&);
template Result<void> read_vendor_numbers(const Json&, model::Group&);

} // namespace muster::dialects::native
