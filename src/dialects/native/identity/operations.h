// The descriptions of the calls of accounts, tenants and credentials, and of the caller. Only
// routes.cpp includes it.
#pragma once

#include "dialects/native/operation_parts.h"

namespace muster::dialects::native {

namespace account_docs {

inline constexpr ErrorCase missing[] = {{404, "not-found", "No account has this id."}};

inline constexpr auto page =
    wire::record({"AccountPage"}, items_row<account_record>, next_row, total_row);
inline constexpr Operation list{
    .summary = "List accounts",
    .parameters = {limit_parameters, list_parameters, filter_parameters<account_filters>},
    .answer = object_shape<page>,
    .errors = bad_parameters,
    .example = {"/v1/accounts"}};
inline constexpr Operation create{.summary = "Create an account",
                                  .parameters = once_header,
                                  .body = object_shape<account_record>,
                                  .answer = object_shape<account_record>,
                                  .status = 201,
                                  .errors = {bad_members, key_reused},
                                  .example = {"/v1/accounts", R"({"name": "Shops of the north"})"}};
inline constexpr Operation get{.summary = "Get one account",
                               .parameters = {fields_parameter, if_none_match},
                               .answer = object_shape<account_record>,
                               .errors = {bad_parameters, missing, unchanged},
                               .example = {"/v1/accounts/1"}};

} // namespace account_docs

namespace tenant_docs {

inline constexpr ErrorCase missing[] = {{404, "not-found", "No tenant has this id or slug."}};
inline constexpr ErrorCase taken[] = {
    {409, "already-exists", "Another tenant has this slug or vendor number; the detail names it."}};

inline constexpr auto page =
    wire::record({"TenantPage"}, items_row<tenant_record>, next_row, total_row);
inline constexpr Operation list{
    .summary = "List tenants",
    .parameters = {limit_parameters, list_parameters, filter_parameters<tenant_filters>},
    .answer = object_shape<page>,
    .errors = bad_parameters,
    .example = {"/v1/tenants"}};
inline constexpr Operation create{
    .summary = "Create a tenant",
    .parameters = once_header,
    .body = object_shape<tenant_record>,
    .answer = object_shape<tenant_record>,
    .status = 201,
    .errors = {bad_members, taken, key_reused},
    .example = {"/v1/tenants", R"({"slug": "north", "name": "North"})"}};
inline constexpr Operation get{.summary = "Get one tenant",
                               .parameters = {fields_parameter, if_none_match},
                               .answer = object_shape<tenant_record>,
                               .errors = {bad_parameters, missing, unchanged},
                               .example = {"/v1/tenants/demo"}};
inline constexpr Operation update{
    .summary = "Change a tenant",
    .description = "A merge patch: absent members stay, null clears. The account stays. Settings "
                   "are those that `muster tenant settings` lists; others are refused.",
    .parameters = {if_match, once_header},
    .body = patch_shape<tenant_record>,
    .answer = object_shape<tenant_record>,
    .errors = {bad_members, missing, taken, is_stale, key_reused},
    .example = {"/v1/tenants/1", R"({"settings": {"time_zone": "Europe/Berlin"}})"}};

} // namespace tenant_docs

namespace credential_docs {

using wire::Access;

inline constexpr ErrorCase missing[] = {
    {404, "not-found", "No credential has this id, or it is one of another tenant."}};
inline constexpr ErrorCase taken[] = {
    {409, "already-exists", "Another credential has this login or this secret."}};

inline constexpr auto page =
    wire::record({"CredentialPage"}, items_row<credential_record>, next_row, total_row);
inline constexpr Operation list{
    .summary = "List credentials",
    .description = "Those of the tenant; administrators who name none get all.",
    .parameters = {limit_parameters, list_parameters, filter_parameters<credential_filters>,
                   tenant_header},
    .answer = object_shape<page>,
    .errors = bad_parameters,
    .example = {"/v1/credentials"}};

inline constexpr std::string_view secret_forms = R"({"type": "string", "enum": ["plain", "md5"]})";
inline constexpr auto created = wire::partial_record(
    {"CreatedCredential"}, wire::embed<itself<model::Credential>, credential_record>(),
    described<model::Credential>("secret", wire::text_codec, Access::read_write)
        .about("Left out in a body: a random one. An answer shows it once."),
    described<model::Credential>("prefix", wire::text_codec, Access::write_only)
        .about("The beginning of a random secret."),
    described<model::Credential>("secret_form", secret_forms, Access::write_only)
        .about("md5 for APIs whose clients send the MD5 of the password."));
inline constexpr Operation create{
    .summary = "Create a credential of any API",
    .parameters = {tenant_header, once_header},
    .body = object_shape<created>,
    .answer = object_shape<created>,
    .status = 201,
    .errors = {bad_members, taken, key_reused},
    .example = {"/v1/credentials", R"({"name": "Till 7", "scopes": ["read", "write"]})"}};
inline constexpr Operation get{.summary = "Get one credential",
                               .parameters = {fields_parameter, tenant_header, if_none_match},
                               .answer = object_shape<credential_record>,
                               .errors = {bad_parameters, missing, unchanged},
                               .example = {"/v1/credentials/2"}};
inline constexpr Operation update{
    .summary = "Change a credential",
    .description = "Its name, login, scopes and end; the other members stay what they are.",
    .parameters = {tenant_header, if_match, once_header},
    .body = patch_shape<credential_record>,
    .answer = object_shape<credential_record>,
    .errors = {bad_members, missing, taken, is_stale, key_reused},
    .example = {"/v1/credentials/2", R"({"name": "Key of the demonstration"})"}};
inline constexpr auto rotation = wire::partial_record(
    {"SecretRotation"},
    described<Envelope>("secret", wire::text_codec, Access::write_only)
        .about("The new secret. Left out: a random one."),
    described<Envelope>("prefix", wire::text_codec, Access::write_only)
        .about("The beginning of a random secret."),
    described<Envelope>("secret_form", secret_forms, Access::write_only)
        .about("md5 for APIs whose clients send the MD5 of the password."),
    described<Envelope>("overlap_seconds", wire::integer_codec, Access::write_only)
        .about("How long the old secret works too; 0 by default, 90 days at most.", "86400"));
inline constexpr Operation rotate{
    .summary = "Give a credential a new secret",
    .description = "The answer shows the secret once. Its id, scopes and login stay.",
    .parameters = {tenant_header, if_match, once_header},
    .body = wire::optional_shape(object_shape<rotation>),
    .answer = object_shape<created>,
    .errors = {bad_members, missing, taken, is_stale, key_reused},
    .example = {"/v1/credentials/2/rotate", R"({"overlap_seconds": 86400})"}};
inline constexpr Operation revoke{.summary = "Revoke a credential",
                                  .parameters = {tenant_header, if_match, once_header},
                                  .status = 204,
                                  .errors = {missing, is_stale, key_reused},
                                  .example = {"/v1/credentials/2"}};

inline constexpr auto tenant_brief = wire::record(
    {"TenantBrief"}, described<Envelope>("id", wire::integer_codec),
    described<Envelope>("slug", wire::text_codec), described<Envelope>("name", wire::text_codec));
inline constexpr auto me_reply = wire::record(
    {"Me"}, described<Envelope>("principal", wire::text_codec).about("The name of the credential."),
    described<Envelope>("dialect", wire::text_codec).about("The API that it is for."),
    described<Envelope>("credential_id", wire::integer_codec).with(wire::Absent::null),
    described<Envelope>("account_id", wire::integer_codec).with(wire::Absent::null),
    described<Envelope>("scopes", wire::text_list_codec).about("What it may do."),
    described<Envelope, tenant_brief>("tenant")
        .with(wire::Absent::null)
        .about("The tenant that the call acts in."),
    described<Envelope, tenant_brief>("tenants", Many::yes)
        .about("The tenants that the credential may use."));
inline constexpr Operation show_me{.summary = "Show whose key it is",
                                   .parameters = tenant_header,
                                   .answer = object_shape<me_reply>,
                                   .example = {"/v1/me"}};

} // namespace credential_docs

namespace session_docs {

inline constexpr auto body = wire::record(
    {"Login"},
    described<Envelope>("login", wire::text_codec, wire::Access::read_write)
        .about("With password: the login of a credential of kind login."),
    described<Envelope>("password", wire::text_codec, wire::Access::read_write)
        .about("Its secret."),
    described<Envelope>("key", wire::text_codec, wire::Access::read_write)
        .about("Instead of login and password: a key of this API."),
    described<Envelope>("token", wire::text_codec, wire::Access::read_write)
        .about("Instead of both: the token of a link that opens the page. It works once."));
inline constexpr auto reply = wire::record(
    {"Session"},
    described<Envelope>("principal", wire::text_codec).about("The name of the credential."),
    described<Envelope>("credential_id", wire::integer_codec).about("Its id."),
    described<Envelope>("expires_at", wire::instant_codec)
        .about("When the session ends by itself."));
inline constexpr ErrorCase refused[] = {
    {401, "unauthenticated", "The login, password, key or token is wrong or has ended."},
    {403, "forbidden", "A page of another origin makes the call."}};
inline constexpr ErrorCase none[] = {{404, "not-found", "The call has no session."}};
inline constexpr Operation open{
    .summary = "Log in",
    .description = "The answer sets a cookie that scripts cannot read. A browser sends it with the "
                   "calls of this server's page, and they need no key.",
    .body = object_shape<body>,
    .answer = object_shape<reply>,
    .status = 201,
    .errors = {bad_members, refused},
    .example = {"/v1/session", R"({"key": "{key}"})"}};
inline constexpr Operation end{.summary = "Log out",
                               .description = "The cookie does not work any more.",
                               .status = 204,
                               .errors = none};

} // namespace session_docs

} // namespace muster::dialects::native
