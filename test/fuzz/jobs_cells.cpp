// Any text as a cell: what an export writes, an import reads back; and the rules of values take
// whatever stands in a cell.
#include <cstdint>
#include <cstdlib>

#include "base/text.h"
#include "jobs/table/cell_text.h"
#include "jobs/table/type_detector.h"

namespace {

using namespace muster;

void check(bool is_true)
{
    if (!is_true) std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size)
{
    const std::string text(bytes, bytes + size);
    check(jobs::without_guard(jobs::with_guard(text, true)) == text);
    check(jobs::without_guard(jobs::with_guard(text, false)) == text);
    jobs::ValueRules rules;
    rules.decimal_comma = size % 2 == 0;
    rules.date_order = static_cast<jobs::DateOrder>(size % 3);
    rules.country = "DE";
    jobs::TypeDetector detector(rules);
    detector.add(jobs::clean_cell(rules, text));
    check(!detector.type().empty());
    for (const auto& plain : {jobs::plain_number(rules, text), jobs::plain_date(rules, text),
                              jobs::plain_phone(rules, text)}) {
        check(plain.size() <= text.size() + 16);
    }
    if (!is_utf8(text)) return 0;
    model::TextList items;
    for (const auto item : split(text, ';')) items.emplace_back(item);
    check(jobs::list_of_text(jobs::text_of_list(items)) == items);
    return 0;
}
