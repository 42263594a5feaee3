// The descriptions of the calls of company users. Only routes.cpp includes it.
#pragma once

#include "dialects/nuweb/documents.h"
#include "dialects/nuweb/operation_parts.h"

namespace muster::dialects::nuweb::user_docs {

inline constexpr Parameter including[] = {
    {.name = "include",
     .description = "Resources to include: companyUsers, roles, visibilityGroups.",
     .example = "companyUsers,roles"},
    {.name = "withTrashed",
     .codec = &wire::boolean_codec,
     .description = "Also shows suspended users.",
     .default_text = "false"},
};
inline constexpr Parameter which[] = {
    {.name = "id", .codec = &wire::integer_codec, .description = "The user's id."},
    {.name = "email", .description = "The user's e-mail; id wins over it."},
};
inline constexpr ErrorCase no_user[] = {{404, "", "The company has no such user."}};

inline constexpr Operation list{
    .summary = "List the users of the company",
    .description = "By ascending id.",
    .parameters = {page_parameters, view_parameters, including, async_parameters, company_header},
    .answer = wire::object_shape<company_user_list>,
    .errors = bad_parameters,
    .example = {"/v1/company/users?include=companyUsers"}};

inline constexpr Operation get{
    .summary = "Find a user of the company",
    .parameters = {which, view_parameters, including, async_parameters, company_header},
    .answer = wire::object_shape<company_user_answer>,
    .errors = {bad_parameters, no_user},
    .example = {"/v1/company/user?email=demo@nuweb.example"}};

inline constexpr Operation create{
    .summary = "Create a user of the company",
    .description = "Without rights: an administrator gives scopes to the credential.",
    .parameters = {async_parameters, company_header},
    .body = wire::object_shape<new_company_user_body>,
    .answer = wire::object_shape<company_user_answer>,
    .errors = bad_body,
    .example = {"/v1/company/users", R"({"name": "Joan Clarke", "email": "joan@nuweb.example"})"}};

inline constexpr Operation update{
    .summary = "Change a user of the company",
    .description = "Members that the body does not have stay. A caller cannot change a user who "
                   "has a right that the caller lacks.",
    .parameters = {async_parameters, company_header},
    .body = wire::patch_shape<changed_company_user_body>,
    .answer = wire::object_shape<company_user_answer>,
    .errors = {bad_body, no_user},
    .example = {"/v1/company/users/update", R"({"id": "{user_id}", "roles": [1, 2]})"}};

inline constexpr Operation suspend{
    .summary = "Suspend a user of the company",
    .description = "From the next request on, neither password nor tokens of the user work.",
    .parameters = {which, async_parameters, company_header},
    .answer = wire::object_shape<company_user_message>,
    .errors = {bad_parameters, no_user},
    .example = {"/v1/company/users?email=joan@nuweb.example"}};

inline constexpr Operation restore{
    .summary = "Restore a suspended user of the company",
    .description = "Password and tokens work again. A user who was not suspended stays as it is.",
    .parameters = {which, async_parameters, company_header},
    .answer = wire::object_shape<company_user_message>,
    .errors = {bad_parameters, no_user},
    .example = {"/v1/company/users/restore?email=demo@nuweb.example"}};

} // namespace muster::dialects::nuweb::user_docs
