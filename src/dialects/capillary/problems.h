// The error codes of the vendor's documentation, with their texts and the matching code of the
// core. Group calls and customer calls use some numbers for different things, so each has its own
// namespace.
#pragma once

#include <string_view>

#include "base/error.h"

namespace muster::dialects::capillary {

// One row of the vendor's code tables. issue() and error_of() replace {x} and {y} in the text by
// the offending values.
struct NumberedProblem {
    int code;
    Code kind;
    std::string_view text;
};

// Problems of every call.
namespace problems {
inline constexpr NumberedProblem unusable{400, Code::invalid_value, "{x}"};
inline constexpr NumberedProblem mandatory{403, Code::missing_field,
                                           "mandatory field {x} is missing"};
inline constexpr NumberedProblem wrong_type{415, Code::unsupported,
                                            "content type must be application/json"};
inline constexpr NumberedProblem batch_too_large{1060, Code::too_large, "batch limit {x} exceeded"};
inline constexpr NumberedProblem lookup_without_type{1061, Code::missing_field,
                                                     "attribution lookup type is missing"};
inline constexpr NumberedProblem no_access{4000, Code::forbidden,
                                           "Not authorized. Access is denied!"};
inline constexpr NumberedProblem access_unknown{4001, Code::unavailable,
                                                "Authorization status unavailable!"};
} // namespace problems

namespace group_problems {
inline constexpr NumberedProblem bad_group{1619, Code::not_found, "group id {x} is invalid"};
inline constexpr NumberedProblem not_in_group{1620, Code::not_found,
                                              "user {x} does not belong to group {y}"};
inline constexpr NumberedProblem already_in_group{1623, Code::already_exists,
                                                  "user {x} already belongs to group {y}"};
inline constexpr NumberedProblem primary_stays{1624, Code::conflict,
                                               "group transfer not allowed for primary member {x}"};
inline constexpr NumberedProblem unknown_group{
    1632, Code::not_found, "group id/externalId/primary userId {x} passed is not valid"};
inline constexpr NumberedProblem external_id_taken{1633, Code::already_exists,
                                                   "group external id {x} already exists"};
inline constexpr NumberedProblem no_external_id{1634, Code::missing_field,
                                                "group external id is missing"};
inline constexpr NumberedProblem no_identifier{1635, Code::missing_field,
                                               "group id/externalId/primary userId is missing"};
inline constexpr NumberedProblem already_member{1636, Code::already_exists,
                                                "customer is already a member of the group"};
inline constexpr NumberedProblem primary_given{1637, Code::conflict,
                                               "primary member exists for the group"};
inline constexpr NumberedProblem full{1638, Code::full, "group is full, its capacity is {x}"};
// For callers who may not see groups.
inline constexpr NumberedProblem full_unseen{1638, Code::full, "group is full"};
inline constexpr NumberedProblem over_limit{1639, Code::too_large,
                                            "group max size can not exceed product limit {x}"};
inline constexpr NumberedProblem not_positive{1640, Code::invalid_value,
                                              "group max size must be positive"};
inline constexpr NumberedProblem bad_permission{1641, Code::invalid_value,
                                                "member permission {x} is invalid"};
inline constexpr NumberedProblem primary_elsewhere{1642, Code::conflict,
                                                   "user {x} is primary member of another group"};
inline constexpr NumberedProblem nothing_to_update{1643, Code::missing_field,
                                                   "nothing to update in the group"};
inline constexpr NumberedProblem no_details{1644, Code::missing_field,
                                            "group details are not passed"};
inline constexpr NumberedProblem bad_details{1645, Code::invalid_value,
                                             "group details passed are not valid"};
inline constexpr NumberedProblem bad_tracker_type{
    1647, Code::invalid_value, "tracker entity type is not valid or no default group is found"};
inline constexpr NumberedProblem no_hierarchy{1656, Code::not_found,
                                              "Fleet group do not have a mapped hierarchy"};
inline constexpr NumberedProblem nothing_to_search{1661, Code::missing_field,
                                                   "extended fields to search by are missing"};
inline constexpr NumberedProblem search_too_long{91015, Code::too_large,
                                                 "search text is longer than {x} characters"};
inline constexpr NumberedProblem undeclared_field{91016, Code::unknown_field,
                                                  "Extended field name {x} is invalid."};
inline constexpr NumberedProblem field_type_mismatch{
    91017, Code::invalid_value, "value of extended field {x} does not match its data type"};
inline constexpr NumberedProblem no_search_text{91052, Code::missing_field,
                                                "search parameter is missing or invalid"};
} // namespace group_problems

namespace customer_problems {
inline constexpr NumberedProblem mobile_required{1006, Code::missing_field, "mobile is mandatory"};
inline constexpr NumberedProblem bad_write_source{3217, Code::invalid_value,
                                                  "source {x} is invalid"};
inline constexpr NumberedProblem no_lookup_source{8001, Code::missing_field, "source is missing"};
inline constexpr NumberedProblem no_lookup_identifier{8002, Code::missing_field,
                                                      "identifier is missing"};
inline constexpr NumberedProblem bad_lookup_source{8003, Code::invalid_value, "Invalid source"};
inline constexpr NumberedProblem no_source{8004, Code::missing_field, "source is missing"};
inline constexpr NumberedProblem no_identifiers{8005, Code::missing_field,
                                                "no valid identifier passed"};
inline constexpr NumberedProblem exists{
    8006, Code::already_exists, "Add failed, Customer already exists with id {x} for same source"};
inline constexpr NumberedProblem bad_read_source{8012, Code::invalid_value, "source is invalid"};
inline constexpr NumberedProblem bad_identifier_name{8013, Code::invalid_value,
                                                     "Lookup,Invalid identifier passed"};
inline constexpr NumberedProblem bad_primary{8014, Code::invalid_value,
                                             "primary identifier {x} is invalid"};
inline constexpr NumberedProblem unknown{8015, Code::not_found,
                                         "Customer not found for the given identifiers"};
inline constexpr NumberedProblem no_read_source{8016, Code::missing_field, "source is missing"};
inline constexpr NumberedProblem no_way_back{8018, Code::conflict,
                                             "loyalty customer can not become non_loyalty"};
inline constexpr NumberedProblem bad_external_id{8020, Code::too_large,
                                                 "external id is longer than {x} characters"};
inline constexpr NumberedProblem no_account{8045, Code::missing_field, "account id is missing"};
inline constexpr NumberedProblem combined{
    8050, Code::already_exists, "customer {x} exists in another source, profiles combined"};
inline constexpr NumberedProblem bad_email{8055, Code::invalid_value, "email {x} is invalid"};
inline constexpr NumberedProblem bad_mobile{8056, Code::invalid_value, "mobile {x} is invalid"};
inline constexpr NumberedProblem bad_email_channel{8057, Code::invalid_value,
                                                   "email channel value {x} is invalid"};
inline constexpr NumberedProblem bad_mobile_channel{8058, Code::invalid_value,
                                                    "mobile channel value {x} is invalid"};
inline constexpr NumberedProblem not_in_source{8065, Code::not_found,
                                               "customer not found in the given source"};
inline constexpr NumberedProblem merged{8069, Code::not_found,
                                        "customer was merged into customer {x}"};
inline constexpr NumberedProblem nothing_to_change{8070, Code::missing_field,
                                                   "no identifiers to add or remove"};
inline constexpr NumberedProblem no_details{8084, Code::missing_field,
                                            "no customer details passed"};
inline constexpr NumberedProblem empty_value{8130, Code::missing_field,
                                             "identifier value is empty"};
inline constexpr NumberedProblem primary_fixed{91005, Code::conflict,
                                               "primary identifier can not be changed"};
inline constexpr NumberedProblem of_another{91007, Code::already_exists,
                                            "identifier {x} belongs to another customer"};
inline constexpr NumberedProblem field_type_mismatch{91015, Code::invalid_value,
                                                     "extended field {x} could not be updated"};
inline constexpr NumberedProblem undeclared_field{91016, Code::unknown_field,
                                                  "Extended field name {x} is invalid."};
} // namespace customer_problems

// Problems of the transfer of points.
namespace points_problems {
inline constexpr NumberedProblem bad_points{422, Code::invalid_value,
                                            "points to be transferred are missing or invalid"};
inline constexpr NumberedProblem bad_identifier{434, Code::invalid_value,
                                                "identifier type or value is invalid"};
inline constexpr NumberedProblem not_allowed{
    830, Code::conflict, "user is not allowed to transfer points out of this entity"};
inline constexpr NumberedProblem bad_program{885, Code::invalid_value, "program id is invalid"};
inline constexpr NumberedProblem bad_source{1206, Code::missing_field,
                                            "source entity is missing or invalid"};
inline constexpr NumberedProblem bad_destination{1207, Code::missing_field,
                                                 "destination entity is missing or invalid"};
inline constexpr NumberedProblem bad_entity_type{1208, Code::invalid_value,
                                                 "entity type is missing or invalid"};
inline constexpr NumberedProblem no_member{1651, Code::conflict,
                                           "only a group member can transfer points of the group"};
inline constexpr NumberedProblem not_enabled{3316, Code::conflict,
                                             "group redemption is not enabled"};
} // namespace points_problems

} // namespace muster::dialects::capillary
