// Finds numbered sentences in the pages. Knows no dialect by name.
#include "dialects/promises.h"

#include <algorithm>

#include "base/text.h"

namespace muster::dialects {

namespace {

// "12. Text" begins promise 12; lines that begin with blanks go on with it.
bool begins_promise(std::string_view line, int number)
{
    return line.starts_with(std::to_string(number) + ". ");
}

std::string_view page_of(std::string_view dialect)
{
    const auto pages = promise_pages();
    const auto found = std::ranges::find(pages, dialect, &PromisePage::dialect);
    return found == pages.end() ? std::string_view{} : found->text;
}

} // namespace

std::string promise_text(std::string_view dialect, int number)
{
    std::string text;
    for (const auto line : split(page_of(dialect), '\n')) {
        if (text.empty()) {
            if (begins_promise(line, number)) text = line.substr(line.find(' ') + 1);
        } else if (line.starts_with("  ") && !trim(line).empty()) {
            text.append(1, ' ').append(trim(line));
        } else {
            break;
        }
    }
    return text;
}

} // namespace muster::dialects
