// The page for people: files that are built from web/ and linked into the program. Knows no
// customers: the page reads everything through the native API.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "http/request.h"

namespace muster::server {

struct PageFile {
    std::string_view path; // "/assets/main-4NXYQZ2A.js"; "/" is the document
    std::string_view content_type;
    std::string_view gzip; // the content, compressed
};

// All files of the page; empty in a program that was built without it.
std::span<const PageFile> page_files();

// The file at the request's path; nullopt: there is none.
std::optional<http::Response> page_file(const http::Request& request,
                                        std::span<const PageFile> files);

} // namespace muster::server
