// Compares positions of rows in a sort.
#include "store/row_order.h"

#include "base/text.h"
#include "model/compare.h"
#include "model/filter_match.h"
#include "model/schema.h"
#include "store/row.h"

namespace muster::store {

using namespace model;

namespace {

template <class E>
bool is_text(std::string_view operand)
{
    const auto* member = find_member<E>(operand);
    return member != nullptr && member->storage == Storage::text;
}

bool is_text_member(Kind kind, std::string_view operand)
{
    switch (kind) {
    case Kind::account: return is_text<Account>(operand);
    case Kind::tenant: return is_text<Tenant>(operand);
    case Kind::credential: return is_text<Credential>(operand);
    case Kind::field: return is_text<CustomField>(operand);
    case Kind::customer: return is_text<Customer>(operand);
    case Kind::group: return is_text<Group>(operand);
    case Kind::membership: return is_text<Membership>(operand);
    case Kind::stored_reply: return is_text<StoredReply>(operand);
    case Kind::job: return is_text<Job>(operand);
    case Kind::job_item: return is_text<JobItem>(operand);
    case Kind::campaign: return is_text<Campaign>(operand);
    case Kind::campaign_run: return is_text<CampaignRun>(operand);
    case Kind::message: return is_text<Message>(operand);
    }
    return false;
}

// Extras may hold values of several types: numbers sort before texts.
bool value_before(const Value& a, const Value& b)
{
    const auto order = compare_values(a, b);
    return order == std::partial_ordering::unordered ? a.index() < b.index() : order < 0;
}

} // namespace

RowOrder::RowOrder(Sort sort, Kind kind)
    : sort_(std::move(sort)), missing_is_empty_text_(is_text_member(kind, sort_.operand))
{}

Cursor RowOrder::cursor(const Entity& row) const
{
    return {operand_value(row, sort_.operand), row_id(row)};
}

Cursor RowOrder::place(Cursor cursor) const
{
    if (const auto* text = std::get_if<std::string>(&cursor.value)) cursor.value = fold(*text);
    if (is_null(cursor.value) && missing_is_empty_text_) cursor.value = std::string();
    if (std::holds_alternative<TextList>(cursor.value)) cursor.value = {};
    if (sort_.operand == "id") cursor.value = {}; // the id of the cursor decides
    return cursor;
}

bool RowOrder::before(const Cursor& a, const Cursor& b) const
{
    if (is_null(a.value) != is_null(b.value)) return is_null(b.value);
    const Cursor& first = sort_.descending ? b : a;
    const Cursor& second = sort_.descending ? a : b;
    if (value_before(first.value, second.value)) return true;
    if (value_before(second.value, first.value)) return false;
    return first.id < second.id;
}

} // namespace muster::store
