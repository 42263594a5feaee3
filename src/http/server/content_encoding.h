// Content-Encoding of answers: gzip, when the client accepts it and the answer gains by it. Knows
// no sockets and no routes.
#pragma once

#include "http/request.h"

namespace muster::http {

// What a request says about encodings.
struct AcceptedEncodings {
    bool accepts_gzip = false; // and does not prefer the plain body
    bool refuses_plain = false;
    bool has_encoded_tag = false; // its precondition names the ETag of an encoded answer
};

// Reads Accept-Encoding. An encoded body is another representation and has another ETag: "5-gzip"
// where the plain body has "5". This function removes the suffix from If-Match and If-None-Match,
// so that services only see the plain ETags.
AcceptedEncodings read_accepted_encodings(Request& request);

// Sets the headers of an answer that depend on its encoding. True when the caller should call
// encode(), which takes long for large bodies and so may belong on another thread.
bool prepare_encoding(Response& response, const AcceptedEncodings& accepted);
// Replaces the body by its gzip form. Changes nothing when memory is short.
void encode(Response& response);

} // namespace muster::http
