// The bodies and answers of all routes as routes.cpp names them. Each is defined beside the handler
// that reads or writes it. A handler takes the keys of its body from there (open_request).
#pragma once

#include <cstdint>
#include <string>

#include "wire/record.h"

namespace muster::dialects::nudgescribe {

// Ids are texts in this API.
inline std::string id_text(std::int64_t id) { return std::to_string(id); }
// Vendor numbers come first, so that clients see the ids that they have stored. The account's is
// the tenant setting nudgescribe.account_id.
std::string account_id_of(const model::Tenant& workspace);
std::string workspace_id_of(const model::Tenant& workspace);
std::string group_id_of(const model::Group& group);
std::string customer_id_of(const model::Customer& customer);

// A key of a body: in the schema, and in the list of keys that open_request reads.
consteval auto body_key(std::string_view key, std::string_view sentence,
                        wire::Access access = wire::Access::read_write)
{
    return wire::described<wire::Envelope>(key, wire::text_codec, access).about(sentence);
}
inline constexpr auto workspace_key =
    body_key("workspace_id", "A workspace of the account.", wire::Access::required);
inline constexpr auto group_key =
    body_key("customer_group_id", "A group of the workspace.", wire::Access::required);

const wire::AnyRecord& error_body();

const wire::AnyRecord& login_body();
const wire::AnyRecord& token_pair();

const wire::AnyRecord& new_group_body();
const wire::AnyRecord& workspace_body();
const wire::AnyRecord& group_change_body();
const wire::AnyRecord& named_group_body();
const wire::AnyRecord& group_object();

const wire::AnyRecord& new_field_body();
const wire::AnyRecord& field_change_body();
const wire::AnyRecord& named_field_body();
const wire::AnyRecord& field_object();

const wire::AnyRecord& upload_body();
const wire::AnyRecord& update_body();
const wire::AnyRecord& page_body();
const wire::AnyRecord& removal_body();
const wire::AnyRecord& upload_report();
const wire::AnyRecord& page_count();
const wire::AnyRecord& customer_object();
const wire::AnyRecord& removal_report();

const wire::AnyRecord& all_campaigns_body();
const wire::AnyRecord& named_campaign_body();
const wire::AnyRecord& campaign_object();
const wire::AnyRecord& workspace_campaigns();
const wire::AnyRecord& message_pages_body();
const wire::AnyRecord& message_fetch_body();
const wire::AnyRecord& message_export();
const wire::AnyRecord& run_messages_body();
const wire::AnyRecord& rerun_body();
const wire::AnyRecord& run_object();
const wire::AnyRecord& message_object();

} // namespace muster::dialects::nudgescribe
