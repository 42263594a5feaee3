// Content coding: gzip for whom it helps and who accepts it. Knows no sockets and no routes.
#pragma once

#include "http/request.h"

namespace muster::http {

// What a request says of codings.
struct CodingWish {
    bool accepts_gzip = false; // at least as gladly as the plain body
    bool refuses_plain = false;
    bool has_coded_tag = false; // its precondition names the ETag of a coded answer
};

// Reads Accept-Encoding. A coded body is another representation and has another ETag, "5-gzip" for
// "5"; the mark is taken off the preconditions of the request, so that services need not know.
CodingWish read_coding(Request& request);

// Completes the headers of an answer that is not coded; true when encode() should follow.
bool prepare_coding(Response& response, const CodingWish& wish);
// Replaces the body by its gzip form; leaves all as it is when memory is short.
void encode(Response& response);

} // namespace muster::http
