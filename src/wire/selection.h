// Which members of an answer a caller asked for: "total,items(id,billingPerson(name))".
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace muster::wire {

class Selection {
public:
    Selection() = default; // everything

    // list = field *("," field); field = name [ "(" list ")" ]. Blanks around names are ignored,
    // empty text means everything. invalid_value when parentheses do not match, too_large when
    // deeper than 16 or longer than 4,096 bytes.
    static Result<Selection> parse(std::string_view text);

    bool is_everything() const { return !parts_; }
    bool has(std::string_view name) const;
    // What is selected inside the member; everything when it was named without parentheses.
    const Selection& inside(std::string_view name) const;

private:
    struct Part;
    std::shared_ptr<const std::vector<Part>> parts_;
};

inline const Selection everything;

struct Selection::Part {
    std::string name;
    Selection selection;
};

} // namespace muster::wire
