// Parameters and errors that many calls of this API share. Only descriptions of calls include it.
#pragma once

#include "dialects/operation.h"

namespace muster::dialects::nuweb {

inline constexpr Parameter company_header[] = {
    {.name = "X-NU-COMPANY-ID",
     .codec = &wire::integer_codec,
     .description = "The company to act in; absent: the user's own.",
     .place = ParameterPlace::header},
};
inline constexpr Parameter async_parameters[] = {
    {.name = "async",
     .codec = &wire::boolean_codec,
     .description = "Answers with 202 and an asyncUuid; the answer is fetched later.",
     .default_text = "false"},
    {.name = "asyncUuid",
     .description = "Fetches the answer of an asynchronous call to the same endpoint."},
};
inline constexpr Parameter view_parameters[] = {
    {.name = "only",
     .description = "The only attributes to show: name,email or customers.name,companies.alias.",
     .example = "name,email"},
    {.name = "except", .description = "Attributes to leave out, written as in only."},
};
inline constexpr Parameter page_parameters[] = {
    {.name = "page",
     .codec = &wire::integer_codec,
     .description = "The page, from 1 on.",
     .default_text = "1"},
    {.name = "offset",
     .codec = &wire::integer_codec,
     .description = "The number of rows to skip; wins over page."},
    {.name = "limit",
     .codec = &wire::integer_codec,
     .description = "Rows on a page, at most 100 (1,000 when async).",
     .default_text = "100"},
};
inline constexpr ErrorCase bad_parameters[] = {
    {422, "", "A parameter is wrong; `errors` names each with its problems."}};
inline constexpr ErrorCase bad_body[] = {
    {400, "", "The body is not JSON."},
    {422, "", "A member is missing or wrong; `errors` names each with its problems."}};

} // namespace muster::dialects::nuweb
