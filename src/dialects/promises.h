// The promises of each API as text, by number: from docs/dialects/<name>.md, which the build
// embeds.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace muster::dialects {

// One page of docs/dialects, as it stands there.
struct PromisePage {
    std::string_view dialect;
    std::string_view text; // Markdown
};

// Made by CMake from the folder.
std::span<const PromisePage> promise_pages();

// The text of promise `number` in Markdown, without its number, its lines joined; empty when the
// page has none.
std::string promise_text(std::string_view dialect, int number);

} // namespace muster::dialects
