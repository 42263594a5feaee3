// Parts of the descriptions of this API's calls: members, parameters and failures that many calls
// share. Only routes.cpp includes it, through the files of operations.
#pragma once

#include <array>

#include "dialects/capillary/errors.h"
#include "dialects/capillary/problems.h"
#include "dialects/operation.h"

namespace muster::dialects::capillary {

using wire::described;
using wire::Envelope;
using wire::Many;
using wire::object_shape;

// Members of answers. A call that fails has "errors" in place of its other members.
template <class T>
inline constexpr auto warnings_row =
    described<T, issue_record>("warnings", Many::yes)
        .about("Problems that did not stop the call, such as fields that were not stored.");
template <class T>
inline constexpr auto errors_row =
    described<T, issue_record>("errors", Many::yes).about("Problems that made the call fail.");
inline constexpr auto success_row =
    described<Envelope>("success", wire::boolean_codec).about("False when there are errors.");
inline constexpr std::string_view text_map_schema =
    R"({"type": "object", "additionalProperties": true})";
template <class T>
inline constexpr auto extended_fields_row = described<T>("extendedFields", text_map_schema)
                                                .about("Values of custom fields by their names.",
                                                       R"({"segment": "Champions"})");

inline constexpr auto pagination_table =
    wire::record({"Pagination"}, described<Envelope>("limit", wire::integer_codec),
                 described<Envelope>("offset", wire::integer_codec),
                 described<Envelope>("total", wire::integer_codec));
inline constexpr auto pagination_row = described<Envelope, pagination_table>("pagination");

inline constexpr auto outcome_reply =
    wire::record({"Outcome"}, warnings_row<Envelope>, errors_row<Envelope>, success_row);

// The ErrorCase of a numbered problem for the API document; {x} in its text is a placeholder.
template <int number>
inline constexpr auto problem_digits = [] {
    std::array<char, 6> digits{};
    int rest = number;
    for (auto at = digits.size(); rest > 0; rest /= 10) {
        digits[--at] = static_cast<char>('0' + rest % 10);
    }
    return digits;
}();
template <int number>
constexpr std::string_view problem_code()
{
    const std::string_view text(problem_digits<number>.data(), problem_digits<number>.size());
    return text.substr(text.find_first_not_of('\0'));
}
template <const NumberedProblem&... problems>
inline constexpr ErrorCase failures[] = {{200, problem_code<problems.code>(), problems.text}...};

inline constexpr Parameter group_reference_parameters[] = {
    {.name = "id",
     .codec = &wire::integer_codec,
     .description = "The group by its id. The first of these parameters that is given decides.",
     .example = "1"},
    {.name = "externalId", .description = "The group by its external id."},
};
inline constexpr Parameter primary_user_parameter[] = {
    {.name = "primaryUserId",
     .codec = &wire::integer_codec,
     .description = "The active group whose primary member is this customer."},
};
inline constexpr Parameter page_parameters[] = {
    {.name = "limit",
     .codec = &wire::integer_codec,
     .description = "How many rows to answer: 1 to 100.",
     .default_text = "10"},
    {.name = "offset",
     .codec = &wire::integer_codec,
     .description = "How many rows to skip.",
     .default_text = "0"},
};
inline constexpr Parameter attribution_headers[] = {
    {.name = "X-CAP-API-ATTRIBUTION-ENTITY-CODE",
     .description = "The till on whose behalf the call is made; it becomes the creator.",
     .place = ParameterPlace::header},
};
inline constexpr Parameter source_parameters[] = {
    {.name = "source",
     .description = "The source of the profile, or ALL.",
     .is_required = true,
     .example = "INSTORE"},
    {.name = "accountId", .description = "The account, for sources that have several."},
};
inline constexpr Parameter identifier_parameters[] = {
    {.name = "identifierName",
     .description = "The type of the identifier, such as mobile, email, externalId or id; several "
                    "are separated by commas.",
     .is_required = true,
     .example = "id"},
    {.name = "identifierValue",
     .description = "The identifier; as many values as there are names.",
     .is_required = true,
     .example = "1"},
};

} // namespace muster::dialects::capillary
