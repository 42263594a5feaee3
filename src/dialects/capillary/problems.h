// The code tables of this API: number, what the core calls it, text. Groups and customers use some
// numbers for different things, so each has its own table. Knows no requests.
#pragma once

#include <string_view>

#include "base/error.h"

namespace muster::dialects::capillary {

// {x} and {y} in the text stand for the offending values.
struct Problem {
    int code;
    Code kind;
    std::string_view text;
};

// Of any call.
namespace problems {
inline constexpr Problem unusable{400, Code::invalid_value, "{x}"};
inline constexpr Problem mandatory{403, Code::missing_field, "mandatory field {x} is missing"};
inline constexpr Problem wrong_type{415, Code::unsupported,
                                    "content type must be application/json"};
inline constexpr Problem batch_too_large{1060, Code::too_large, "batch limit {x} exceeded"};
inline constexpr Problem lookup_without_type{1061, Code::missing_field,
                                             "attribution lookup type is missing"};
inline constexpr Problem no_access{4000, Code::forbidden, "Not authorized. Access is denied!"};
inline constexpr Problem access_unknown{4001, Code::unavailable,
                                        "Authorization status unavailable!"};
} // namespace problems

namespace group_problems {
inline constexpr Problem bad_group{1619, Code::not_found, "group id {x} is invalid"};
inline constexpr Problem not_in_group{1620, Code::not_found,
                                      "user {x} does not belong to group {y}"};
inline constexpr Problem already_in_group{1623, Code::already_exists,
                                          "user {x} already belongs to group {y}"};
inline constexpr Problem primary_stays{1624, Code::conflict,
                                       "group transfer not allowed for primary member {x}"};
inline constexpr Problem unknown_group{
    1632, Code::not_found, "group id/externalId/primary userId {x} passed is not valid"};
inline constexpr Problem external_id_taken{1633, Code::already_exists,
                                           "group external id {x} already exists"};
inline constexpr Problem no_external_id{1634, Code::missing_field, "group external id is missing"};
inline constexpr Problem no_identifier{1635, Code::missing_field,
                                       "group id/externalId/primary userId is missing"};
inline constexpr Problem already_member{1636, Code::already_exists,
                                        "customer is already a member of the group"};
inline constexpr Problem primary_given{1637, Code::conflict, "primary member exists for the group"};
inline constexpr Problem full{1638, Code::full, "group is full, its capacity is {x}"};
inline constexpr Problem over_limit{1639, Code::too_large,
                                    "group max size can not exceed product limit {x}"};
inline constexpr Problem not_positive{1640, Code::invalid_value, "group max size must be positive"};
inline constexpr Problem bad_permission{1641, Code::invalid_value,
                                        "member permission {x} is invalid"};
inline constexpr Problem primary_elsewhere{1642, Code::conflict,
                                           "user {x} is primary member of another group"};
inline constexpr Problem nothing_to_update{1643, Code::missing_field,
                                           "nothing to update in the group"};
inline constexpr Problem no_details{1644, Code::missing_field, "group details are not passed"};
inline constexpr Problem bad_details{1645, Code::invalid_value,
                                     "group details passed are not valid"};
inline constexpr Problem bad_tracker_type{
    1647, Code::invalid_value, "tracker entity type is not valid or no default group is found"};
inline constexpr Problem no_hierarchy{1656, Code::not_found,
                                      "Fleet group do not have a mapped hierarchy"};
inline constexpr Problem nothing_to_search{1661, Code::missing_field,
                                           "extended fields to search by are missing"};
inline constexpr Problem search_too_long{91015, Code::too_large,
                                         "search text is longer than {x} characters"};
inline constexpr Problem undeclared_field{91016, Code::unknown_field,
                                          "Extended field name {x} is invalid."};
inline constexpr Problem field_misfit{91017, Code::invalid_value,
                                      "value of extended field {x} does not match its data type"};
inline constexpr Problem no_search_text{91052, Code::missing_field,
                                        "search parameter is missing or invalid"};
} // namespace group_problems

namespace customer_problems {
inline constexpr Problem mobile_required{1006, Code::missing_field, "mobile is mandatory"};
inline constexpr Problem bad_write_source{3217, Code::invalid_value, "source {x} is invalid"};
inline constexpr Problem no_lookup_source{8001, Code::missing_field, "source is missing"};
inline constexpr Problem no_lookup_identifier{8002, Code::missing_field, "identifier is missing"};
inline constexpr Problem bad_lookup_source{8003, Code::invalid_value, "Invalid source"};
inline constexpr Problem no_source{8004, Code::missing_field, "source is missing"};
inline constexpr Problem no_identifiers{8005, Code::missing_field, "no valid identifier passed"};
inline constexpr Problem exists{8006, Code::already_exists,
                                "Add failed, Customer already exists with id {x} for same source"};
inline constexpr Problem bad_read_source{8012, Code::invalid_value, "source is invalid"};
inline constexpr Problem bad_identifier_name{8013, Code::invalid_value,
                                             "Lookup,Invalid identifier passed"};
inline constexpr Problem bad_primary{8014, Code::invalid_value,
                                     "primary identifier {x} is invalid"};
inline constexpr Problem unknown{8015, Code::not_found,
                                 "Customer not found for the given identifiers"};
inline constexpr Problem no_read_source{8016, Code::missing_field, "source is missing"};
inline constexpr Problem no_way_back{8018, Code::conflict,
                                     "loyalty customer can not become non_loyalty"};
inline constexpr Problem bad_external_id{8020, Code::too_large,
                                         "external id is longer than {x} characters"};
inline constexpr Problem no_account{8045, Code::missing_field, "account id is missing"};
inline constexpr Problem combined{8050, Code::already_exists,
                                  "customer {x} exists in another source, profiles combined"};
inline constexpr Problem bad_email{8055, Code::invalid_value, "email {x} is invalid"};
inline constexpr Problem bad_mobile{8056, Code::invalid_value, "mobile {x} is invalid"};
inline constexpr Problem bad_email_channel{8057, Code::invalid_value,
                                           "email channel value {x} is invalid"};
inline constexpr Problem bad_mobile_channel{8058, Code::invalid_value,
                                            "mobile channel value {x} is invalid"};
inline constexpr Problem not_in_source{8065, Code::not_found,
                                       "customer not found in the given source"};
inline constexpr Problem nothing_to_change{8070, Code::missing_field,
                                           "no identifiers to add or remove"};
inline constexpr Problem no_details{8084, Code::missing_field, "no customer details passed"};
inline constexpr Problem empty_value{8130, Code::missing_field, "identifier value is empty"};
inline constexpr Problem primary_fixed{91005, Code::conflict,
                                       "primary identifier can not be changed"};
inline constexpr Problem of_another{91007, Code::already_exists,
                                    "identifier {x} belongs to another customer"};
inline constexpr Problem field_misfit{91015, Code::invalid_value,
                                      "extended field {x} could not be updated"};
inline constexpr Problem undeclared_field{91016, Code::unknown_field,
                                          "Extended field name {x} is invalid."};
} // namespace customer_problems

} // namespace muster::dialects::capillary
