// Stores the picture in the extras "shared". Earlier versions stored it in the extras of one API,
// where it is found until it is set again.
#include "dialects/customer_picture.h"

#include "wire/stored_json.h"

namespace muster::dialects {

namespace {

constexpr std::string_view shared_extras = "shared";
constexpr std::string_view picture_member = "picture";
constexpr std::string_view earlier_member = "customer_profile";

std::string earlier_picture(const model::Customer& customer)
{
    for (const auto& [dialect, text] : customer.extras) {
        if (text.find(earlier_member) == std::string::npos) continue;
        auto address = wire::text_in(wire::stored_json(text), earlier_member);
        if (!address.empty()) return address;
    }
    return {};
}

} // namespace

std::string picture_of(const model::Customer& customer)
{
    const auto shared = customer.extras.of(shared_extras);
    if (shared.empty()) return earlier_picture(customer);
    return wire::text_in(wire::stored_json(std::string(shared)), picture_member);
}

void set_picture(model::Customer& customer, const model::Value& address)
{
    // An earlier picture is not removed, so an empty address has to hide it.
    const auto text = model::text_of(address);
    if (text.empty() && earlier_picture(customer).empty()) {
        return customer.extras.set(shared_extras, {});
    }
    Json shared = Json::object();
    shared.set(picture_member, Json(text));
    customer.extras.set(shared_extras, shared.text());
}

} // namespace muster::dialects
