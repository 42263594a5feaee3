// Escaped text for pages of ours. Knows no content.
#pragma once

#include <string>
#include <string_view>

namespace muster::server {

// With &, <, > and quotes as entities: safe in text and in quoted attributes.
std::string html_text(std::string_view text);

// html_text, with `code` and **bold** of Markdown as elements.
std::string html_prose(std::string_view markdown);

// <code>…</code>
std::string html_code(std::string_view text);

// A whole page around the body, which is HTML.
std::string html_document(std::string_view title, std::string_view body);

// The Content-Security-Policy of these documents: nothing but their own style sheet.
std::string html_policy();

} // namespace muster::server
