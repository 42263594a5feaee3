// Goes through the member tables: encode() makes the texts, bind() adds the numbers. The order of
// the columns is that of sql/row_statements.
#include "store/sql/encoded_row.h"

#include "base/text.h"
#include "store/sql/encoding.h"

namespace muster::store::sql {

using namespace model;

namespace {

bool has(Columns mask, std::size_t column) { return (mask >> column & 1U) != 0; }

bool is_text(Storage storage) { return storage == Storage::text || storage == Storage::list; }

template <class E>
constexpr bool is_folded(std::size_t member)
{
    return Schema<E>::members[member].name == table_for<E>.folded;
}

std::string text_for(const Value& value)
{
    const auto* list = std::get_if<TextList>(&value);
    return list == nullptr ? std::string(text_of(value)) : encode_list(*list);
}

} // namespace

template <class E>
void EncodedRow::encode(const E& row, Columns columns, std::span<const Key> keys)
{
    columns_ = columns;
    given_ = 0;
    bytes_.clear();
    ends_.clear();
    const auto add_column = [this](Columns column, std::string_view text) {
        add(text);
        if (!text.empty()) given_ |= column;
    };
    for (std::size_t i = 0; i < Schema<E>::size; ++i) {
        const auto& member = Schema<E>::members[i];
        if (!has(columns, i) || !is_text(member.storage)) continue;
        const auto value = text_for(member.get(row));
        add_column(Columns{1} << i, value);
        if (!is_folded<E>(i)) continue;
        add(fold(value));
        given_ |= Columns{1} << i; // the folded column is NOT NULL
    }
    if constexpr (HasFields<E>) {
        const bool is_wanted = (columns & fields_column<E>) != 0 && !row.fields.empty();
        add_column(fields_column<E>, is_wanted ? encode_fields(row.fields) : "");
    }
    if constexpr (HasExtras<E>) {
        const bool is_wanted = (columns & extras_column<E>) != 0 && !row.extras.empty();
        add_column(extras_column<E>, is_wanted ? encode_extras(row.extras) : "");
    }
    texts_of_columns_ = ends_.size();
    for (const auto& key : keys) add(encode_key(key));
}

void EncodedRow::add(std::string_view text)
{
    bytes_ += text;
    ends_.push_back(bytes_.size());
}

std::string_view EncodedRow::text(std::size_t i) const
{
    const std::size_t begin = i == 0 ? 0 : ends_[i - 1];
    return std::string_view(bytes_).substr(begin, ends_[i] - begin);
}

template <class E>
Columns EncodedRow::given(const E& row) const
{
    Columns mask = given_;
    for (std::size_t i = 0; i < Schema<E>::size; ++i) {
        const auto& member = Schema<E>::members[i];
        if (!has(columns_, i) || is_text(member.storage)) continue;
        if (!is_null(member.get(row))) mask |= Columns{1} << i;
    }
    return mask;
}

template <class E>
void EncodedRow::bind(Statement& statement, const E& row, Columns mask) const
{
    std::size_t next = 0;
    for (std::size_t i = 0; i < Schema<E>::size; ++i) {
        const auto& member = Schema<E>::members[i];
        if (!has(columns_, i)) continue;
        if (!is_text(member.storage)) {
            if (has(mask, i)) statement.value(member.get(row));
            continue;
        }
        if (has(mask, i)) statement.text_or_null(text(next));
        ++next;
        if (!is_folded<E>(i)) continue;
        if (has(mask, i)) statement.text(text(next));
        ++next;
    }
    if constexpr (HasFields<E>) {
        if ((mask & fields_column<E>) != 0) statement.text_or_null(text(next));
        ++next;
    }
    if constexpr (HasExtras<E>) {
        if ((mask & extras_column<E>) != 0) statement.text_or_null(text(next));
    }
}

#define MUSTER_ROW_TEXTS(E)                                                                        \
    template void EncodedRow::encode(const E&, Columns, std::span<const Key>);                     \
    template Columns EncodedRow::given(const E&) const;                                            \
    template void EncodedRow::bind(Statement&, const E&, Columns) const;
MUSTER_ROW_TEXTS(Account)
MUSTER_ROW_TEXTS(Tenant)
MUSTER_ROW_TEXTS(Credential)
MUSTER_ROW_TEXTS(CustomField)
MUSTER_ROW_TEXTS(Customer)
MUSTER_ROW_TEXTS(Group)
MUSTER_ROW_TEXTS(Membership)
MUSTER_ROW_TEXTS(StoredReply)
MUSTER_ROW_TEXTS(Job)
MUSTER_ROW_TEXTS(JobItem)
MUSTER_ROW_TEXTS(Campaign)
MUSTER_ROW_TEXTS(CampaignRun)
MUSTER_ROW_TEXTS(Message)
#undef MUSTER_ROW_TEXTS

} // namespace muster::store::sql
