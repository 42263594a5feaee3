// The headings that other programs and people write for the members of a customer. Data only.
#pragma once

#include <optional>
#include <string_view>

namespace muster::jobs {

struct HeadingAlias {
    std::string_view form;   // of the heading: model::name_form()
    std::string_view member; // "email"; "tags": a list of texts; "secret": never stored
    std::size_t rank = 0;    // of two headings with one member, the one of the lower rank has it
};

// nullopt when no alias has this form.
std::optional<HeadingAlias> find_alias(std::string_view form);

} // namespace muster::jobs
