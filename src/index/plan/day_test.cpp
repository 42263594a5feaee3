#include "index/plan/day_test.h"

#include "rule/evaluate.h"

namespace muster::index {

using namespace std::chrono;
using namespace rule;

namespace {

// The days whose results are stored: nearly all birthdays and orders.
constexpr Date first_day = year{1900} / January / 1;
constexpr Date last_day = year{2100} / January / 1;
constexpr auto days_stored = static_cast<std::size_t>((last_day - first_day).count());

} // namespace

DayTest::DayTest(const Rule& leaf, CellType type, Time now, bool negated)
    : leaf_(leaf), type_(type), now_(now), wanted_(negated ? Truth::no : Truth::yes),
      is_known_(days_stored), result_(days_stored)
{}

bool DayTest::evaluate(Date day) const { return evaluate_value(leaf_, day, now_) == wanted_; }

Date DayTest::day_of(std::int64_t cell) const
{
    if (type_ == CellType::date) return Date{days{cell}};
    return local_date(leaf_.zone, Time{microseconds{cell}});
}

bool DayTest::passes(std::int64_t cell)
{
    const Date day = day_of(cell);
    if (day < first_day || day >= last_day) return evaluate(day);
    const auto place = static_cast<std::size_t>((day - first_day).count());
    if (!is_known_[place]) result_[place] = evaluate(day);
    is_known_[place] = true;
    return result_[place];
}

} // namespace muster::index
