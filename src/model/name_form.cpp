#include "model/name_form.h"

#include "base/text.h"

namespace muster::model {

std::string name_form(std::string_view name)
{
    constexpr std::string_view separators = " \t\r\n_-.";
    std::string form;
    bool is_between = false;
    for (const char c : fold(name)) {
        if (separators.find(c) != separators.npos) {
            is_between = !form.empty();
            continue;
        }
        if (is_between) form += '_';
        is_between = false;
        form += c;
    }
    return form;
}

} // namespace muster::model
