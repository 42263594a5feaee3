// The language of an answer (promise 16): of messages and of the names of countries. Data of
// customers are never translated.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "dialects/dialect.h"
#include "wire/countries.h"

namespace muster::dialects::nuweb {

enum class Language { en, de, fr, es, it };

std::string_view tag_of(Language language);
// The best match of Accept-Language among the company's languages, else the company's fallback.
Language language_of(const RequestContext& call);

// The tag of the language in which the response is: its own header's, else that of the call.
std::string language_shown(const RequestContext& call, const http::Response& response);
inline constexpr std::string_view language_header = "Content-Language";

// nullopt when the table of messages has no such text.
std::optional<std::string> translated(Language language, std::string_view english);
// In the language of the answer, else in English.
std::string in_language_of(const RequestContext& call, std::string_view english);
std::string_view translated_name(Language language, const wire::Country& country);

} // namespace muster::dialects::nuweb
