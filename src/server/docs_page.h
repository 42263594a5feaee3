// The reference of every API for people, made from the tables that serve them. Knows no dialect by
// name.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "http/request.h"

namespace muster::server {

// "/docs" lists the APIs, "/docs/NAME" the calls of one; nullopt for anything else.
std::optional<http::Response> docs_page(std::span<const std::string> segments);

// Around the body of any page of ours.
http::Response html_page(std::string_view title, std::string_view body);

} // namespace muster::server
