// The pages of the reference: the list of all APIs, and one page per API. Knows no dialect by name.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "http/request.h"

namespace muster::server {

// "/docs" lists the APIs, "/docs/NAME" is the reference of one; nullopt for anything else.
std::optional<http::Response> docs_page(std::span<const std::string> segments);

http::Response html_response(std::string page);

} // namespace muster::server
