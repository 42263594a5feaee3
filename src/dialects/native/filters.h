// The filters of the lists, as tables: lists are read by them, and the API document shows them.
#pragma once

#include "dialects/native/listing.h"

namespace muster::dialects::native {

inline constexpr std::array<std::string_view, 3> status_names{"active", "inactive", "removed"};
inline constexpr std::array<std::string_view, 6> job_status_names{
    "uploading", "waiting", "running", "done", "failed", "cancelled"};

// How the text of a parameter becomes a value of the core.
inline constexpr FilterValue filter_text{read_text_filter, &wire::text_codec};
inline constexpr FilterValue filter_integer{read_integer_filter, &wire::integer_codec};
inline constexpr FilterValue filter_boolean{read_boolean_filter, &wire::boolean_codec};
inline constexpr FilterValue filter_time{read_time_filter, &wire::instant_codec};
template <const auto& names>
inline constexpr FilterValue filter_name{
    [](std::string_view text) { return wire::read_name<names>(Json(text)); },
    &wire::name_codec<names>};

using FilterOp = model::Filter::Op;

inline constexpr FilterRow account_filters[] = {
    {"name", "name", FilterOp::equal_folded, filter_text, "The name; case does not matter."},
};
inline constexpr FilterRow tenant_filters[] = {
    {"slug", "slug", FilterOp::equal, filter_text, "The slug."},
    {"name", "name", FilterOp::equal_folded, filter_text, "The name; case does not matter."},
    {"account_id", "account_id", FilterOp::equal, filter_integer, "The account that owns it."},
};
inline constexpr FilterRow credential_filters[] = {
    {"dialect", "dialect", FilterOp::equal, filter_text, "The API that it is for."},
    {"name", "name", FilterOp::equal_folded, filter_text, "The name; case does not matter."},
    {"login", "login", FilterOp::equal_folded, filter_text, "The login; case does not matter."},
    {"tenant_id", "tenant_id", FilterOp::equal, filter_integer, "The tenant that it belongs to."},
    {"account_id", "account_id", FilterOp::equal, filter_integer,
     "The account that it belongs to."},
};
inline constexpr FilterRow field_filters[] = {
    {"entity", "entity", FilterOp::equal, filter_name<entity_names>, "What has the field."},
};

inline constexpr std::string_view about_created_after = "Created after this time.";
inline constexpr std::string_view about_created_before = "Created before this time.";
inline constexpr std::string_view about_updated_after = "Changed last after this time.";
inline constexpr std::string_view about_updated_before = "Changed last before this time.";

inline constexpr FilterRow customer_filters[] = {
    {"external_id", "external_id", FilterOp::equal, filter_text, "The id in another system."},
    {"email", "email", FilterOp::equal_folded, filter_text, "The e-mail; case does not matter."},
    {"phone", "phone", FilterOp::equal, filter_text, "The phone number as written."},
    {"name", "name", FilterOp::equal_folded, filter_text, "The name; case does not matter."},
    {"q", "name", FilterOp::contains, filter_text, "A piece of the name or the e-mail."},
    {"q", "email", FilterOp::contains, filter_text, {}},
    {"group", {}, FilterOp::member_of, filter_integer, "Members of this group."},
    {"created_after", "created_at", FilterOp::greater, filter_time, about_created_after},
    {"created_before", "created_at", FilterOp::less, filter_time, about_created_before},
    {"updated_after", "updated_at", FilterOp::greater, filter_time, about_updated_after},
    {"updated_before", "updated_at", FilterOp::less, filter_time, about_updated_before},
};
inline constexpr FilterRow group_filters[] = {
    {"external_id", "external_id", FilterOp::equal, filter_text, "The id in another system."},
    {"name", "name", FilterOp::equal_folded, filter_text, "The name; case does not matter."},
    {"status", "status", FilterOp::equal, filter_name<status_names>, "The status."},
    {"q", "name", FilterOp::contains, filter_text, "A piece of the name or the description."},
    {"q", "description", FilterOp::contains, filter_text, {}},
    {"created_after", "created_at", FilterOp::greater, filter_time, about_created_after},
    {"created_before", "created_at", FilterOp::less, filter_time, about_created_before},
    {"updated_after", "updated_at", FilterOp::greater, filter_time, about_updated_after},
    {"updated_before", "updated_at", FilterOp::less, filter_time, about_updated_before},
};
inline constexpr FilterRow membership_filters[] = {
    {"role", "role", FilterOp::equal, filter_name<role_names>, "The role."},
    {"is_default", "is_default", FilterOp::equal, filter_boolean,
     "Whether it is the customer's home group."},
    {"source", "source", FilterOp::equal, filter_text, "How the customer joined."},
    {"since_after", "since", FilterOp::greater, filter_time, "Joined after this time."},
    {"since_before", "since", FilterOp::less, filter_time, "Joined before this time."},
    {"expires_before", "expires_at", FilterOp::less, filter_time, "Ends before this time."},
};
inline constexpr FilterRow campaign_filters[] = {
    {"name", "name", FilterOp::equal_folded, filter_text, "The name; case does not matter."},
    {"group_id", "group_id", FilterOp::equal, filter_integer, "The group of the current run."},
    {"status", "status", FilterOp::equal, filter_name<campaign_status_names>, "The status."},
    {"q", "name", FilterOp::contains, filter_text, "A piece of the name."},
    {"published_after", "published_at", FilterOp::greater, filter_time,
     "Published last after this time."},
    {"published_before", "published_at", FilterOp::less, filter_time,
     "Published last before this time."},
};
inline constexpr FilterRow message_filters[] = {
    {"run", "run_number", FilterOp::equal, filter_integer, "The number of the run."},
    {"segment_id", "segment", FilterOp::equal, filter_integer, "The segment."},
    {"status", "status", FilterOp::equal, filter_name<message_status_names>, "The status."},
    {"archived", "archived", FilterOp::equal, filter_boolean,
     "Whether a later run has archived it."},
};
inline constexpr FilterRow job_filters[] = {
    {"status", "status", FilterOp::equal, filter_name<job_status_names>, "The status."},
};

// As parameters of an operation; rows of the same parameter are one.
template <const auto& filters>
inline constexpr auto filter_parameters = [] {
    constexpr auto count = [] {
        std::size_t distinct = 0;
        for (const auto& row : filters) distinct += row.description.empty() ? 0 : 1;
        return distinct;
    }();
    std::array<Parameter, count> parameters{};
    std::size_t at = 0;
    for (const auto& row : filters) {
        if (row.description.empty()) continue;
        parameters[at].name = row.parameter;
        parameters[at].codec = row.value.codec;
        parameters[at++].description = row.description;
    }
    return parameters;
}();

} // namespace muster::dialects::native
