// Codecs for the value formats that only this API has.
#pragma once

#include <string_view>

#include "wire/codec.h"

namespace muster::dialects::nuweb {

extern const wire::Codec line_codec;       // text of at most 255 characters
extern const wire::Codec line_email_codec; // an e-mail address of at most 255 characters
extern const wire::Codec password_codec;   // text of at most 255 characters, not empty
extern const wire::Codec email_codec;      // an e-mail address; the directory checks its length
extern const wire::Codec birth_date_codec; // "1980-01-01 00:00:00"
extern const wire::Codec end_date_codec;   // "2026-12-31"
extern const wire::Codec country_id_codec; // an id from GET /v1/countries, for an ISO code
extern const wire::Codec phone_code_codec; // 44

// Exactly one @, with text without blanks on both sides.
bool is_email(std::string_view text);

} // namespace muster::dialects::nuweb
