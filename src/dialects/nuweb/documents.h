// The schemas of the documents around resources, and the bodies and answers of all routes as
// routes.cpp names them. Each is defined beside the handler that reads or writes it.
#pragma once

#include <string_view>

#include "wire/record.h"

namespace muster::dialects::nuweb {

inline constexpr auto read_only = wire::Access::read_only;

// {"type", "id", "attributes", "links"}
template <auto& attributes>
consteval auto resource_document(std::string_view title)
{
    using wire::Envelope;
    return wire::record({title}, wire::described<Envelope>("type", wire::text_codec),
                        wire::described<Envelope>("id", wire::integer_codec),
                        wire::described<Envelope, attributes>("attributes"),
                        wire::described<Envelope>("links.self", wire::text_codec));
}

const wire::AnyRecord& page_links();

// {"data": [resources], "links", "meta"}
template <auto& resource>
consteval auto list_document(std::string_view title)
{
    using wire::Envelope;
    return wire::record({title}, wire::described<Envelope, resource>("data", wire::Many::yes),
                        wire::described<Envelope, page_links>("links"),
                        wire::described<Envelope>("meta.total", wire::integer_codec)
                            .about("All rows, not only this page."));
}

const wire::AnyRecord& login_body();
const wire::AnyRecord& token_answer();
const wire::AnyRecord& user_answer();
const wire::AnyRecord& email_body();
const wire::AnyRecord& message_answer();

const wire::AnyRecord& customer_list();
const wire::AnyRecord& customer_answer();
const wire::AnyRecord& new_customer_body();
const wire::AnyRecord& changed_customer_body();
const wire::AnyRecord& short_customer_answer();
const wire::AnyRecord& success_answer();

const wire::AnyRecord& membership_body();
const wire::AnyRecord& group_answer();

const wire::AnyRecord& sign_on_body();
const wire::AnyRecord& sign_on_answer();
const wire::AnyRecord& customer_token_body();
const wire::AnyRecord& admin_sign_on_body();
const wire::AnyRecord& admin_sign_on_answer();

const wire::AnyRecord& company_user_list();
const wire::AnyRecord& company_user_answer();
const wire::AnyRecord& new_company_user_body();
const wire::AnyRecord& changed_company_user_body();
const wire::AnyRecord& company_user_message();

const wire::AnyRecord& new_response();
const wire::AnyRecord& response_list();

const wire::AnyRecord& company_list();
const wire::AnyRecord& company_answer();
const wire::AnyRecord& country_list();
const wire::AnyRecord& currency_list();

} // namespace muster::dialects::nuweb
