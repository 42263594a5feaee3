// Binds rows to statements, changed columns only. Knows no transactions.
#include "store/sqlite/mutations.h"

#include <algorithm>

#include "base/text.h"
#include "store/sql/encoding.h"

namespace muster::store::sqlite {

using namespace core;
using sql::Columns;

namespace {

// Statements of a kind for sets of columns; beyond, all columns are written.
constexpr std::size_t most_statements = 64;

template <class E>
constexpr bool is_folded(std::size_t member)
{
    return Schema<E>::members[member].name == sql::table_for<E>.folded;
}

// What the columns of a row hold, alive while it is bound.
template <class E>
class Bound {
public:
    Bound(const E& row, Columns mask)
    {
        for (std::size_t i = 0; i < Schema<E>::size; ++i) {
            if ((mask >> i & 1U) == 0) continue;
            members_[i] = Schema<E>::members[i].get(row);
            if (is_folded<E>(i)) folded_ = fold(text_of(members_[i]));
        }
        if constexpr (sql::HasFields<E>) {
            const bool is_wanted = (mask & sql::fields_column<E>) != 0;
            if (is_wanted && !row.fields.empty()) fields_ = sql::encode_fields(row.fields);
        }
        if constexpr (sql::HasExtras<E>) {
            const bool is_wanted = (mask & sql::extras_column<E>) != 0;
            if (is_wanted && !row.extras.empty()) extras_ = sql::encode_extras(row.extras);
        }
    }

    // The columns that a new row must name: the others are null without.
    Columns given() const
    {
        Columns mask = 0;
        for (std::size_t i = 0; i < Schema<E>::size; ++i) {
            if (!is_null(members_[i]) || is_folded<E>(i)) mask |= Columns{1} << i;
        }
        if (!fields_.empty()) mask |= sql::fields_column<E>;
        if (!extras_.empty()) mask |= sql::extras_column<E>;
        return mask;
    }

    void bind(Statement& statement, Columns mask) const
    {
        for (std::size_t i = 0; i < Schema<E>::size; ++i) {
            if ((mask >> i & 1U) == 0) continue;
            statement.value(members_[i]);
            if (is_folded<E>(i)) statement.text(folded_);
        }
        if ((mask & sql::fields_column<E>) != 0) statement.text_or_null(fields_);
        if ((mask & sql::extras_column<E>) != 0) statement.text_or_null(extras_);
    }

private:
    std::array<Value, Schema<E>::size> members_;
    std::string folded_;
    std::string fields_;
    std::string extras_;
};

template <class E>
void bind_key(Statement& statement, TenantId tenant, const E& row)
{
    statement.integer(tenant.value);
    if constexpr (std::is_same_v<E, Membership>) {
        statement.integer(row.group.value).integer(row.customer.value);
    } else {
        statement.integer(row.id.value);
    }
}

template <class E>
Columns differing(const E& before, const E& after)
{
    Columns mask = 0;
    for (std::size_t i = 0; i < Schema<E>::size; ++i) {
        const auto& member = Schema<E>::members[i];
        if (member.get(before) != member.get(after)) mask |= Columns{1} << i;
    }
    if constexpr (sql::HasFields<E>) {
        if (before.fields != after.fields) mask |= sql::fields_column<E>;
    }
    if constexpr (sql::HasExtras<E>) {
        if (before.extras != after.extras) mask |= sql::extras_column<E>;
    }
    return mask & sql::settable_columns<E>();
}

} // namespace

template <class E>
const std::string& Mutations::Texts::text(Columns& mask, std::string (*make)(Columns))
{
    auto& texts = of_kind_[static_cast<std::size_t>(kind_for<E>())];
    if (texts.size() >= most_statements && !texts.contains(mask)) mask = sql::settable_columns<E>();
    auto& text = texts[mask];
    if (text.empty()) text = make(mask);
    return text;
}

template <class E>
Result<void> Mutations::insert(TenantId tenant, const E& row)
{
    const Bound<E> bound(row, sql::settable_columns<E>());
    Columns mask = bound.given();
    auto statement = TRY(connection_.constant(inserts_.text<E>(mask, &sql::insert_row<E>)));
    bind_key(statement, tenant, row);
    bound.bind(statement, mask);
    return statement.run();
}

template <class E>
Result<bool> Mutations::update(TenantId tenant, const E& before, const E& after)
{
    Columns mask = differing(before, after);
    if (mask == 0) return true;
    const auto& text = updates_.text<E>(mask, &sql::update_row<E>);
    const Bound<E> bound(after, mask);
    auto statement = TRY(connection_.constant(text));
    bound.bind(statement, mask);
    bind_key(statement, tenant, after);
    TRY(statement.run());
    return connection_.changed_rows() != 0;
}

Result<void> Mutations::store(const Mutation& mutation)
{
    return std::visit(
        [&]<class E>(const E& after) -> Result<void> {
            if (mutation.before) {
                const E& before = std::get<E>(*mutation.before);
                const bool found = TRY(update(mutation.tenant, before, after));
                if (found) return {};
            }
            return insert(mutation.tenant, after);
        },
        mutation.after);
}

Result<void> Mutations::store_keys(const Mutation& mutation)
{
    static const std::string remove = "DELETE FROM keys WHERE tenant = $1 AND key = $2 AND id = $3";
    static const std::string add =
        "INSERT INTO keys (tenant, key, id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    const std::int64_t id = row_id(mutation.after);
    TRY(change_keys(remove, mutation.keys_before, mutation.keys_after, id));
    return change_keys(add, mutation.keys_after, mutation.keys_before, id);
}

// Those of the keys that the others are not.
Result<void> Mutations::change_keys(const std::string& text, const std::vector<Key>& keys,
                                    const std::vector<Key>& others, std::int64_t id)
{
    for (const auto& key : keys) {
        if (std::find(others.begin(), others.end(), key) != others.end()) continue;
        const auto encoded = sql::encode_key(key);
        auto statement = TRY(connection_.constant(text));
        TRY(statement.integer(key.tenant.value).text(encoded).integer(id).run());
    }
    return {};
}

Result<void> Mutations::count_members(TenantId tenant, GroupId group, std::int64_t more)
{
    static const std::string update =
        "UPDATE groups SET member_count = member_count + $1 WHERE tenant = $2 AND id = $3";
    auto statement = TRY(connection_.constant(update));
    return statement.integer(more).integer(tenant.value).integer(group.value).run();
}

Result<void> Mutations::erase(const Ref& ref)
{
    // The condition on key is that of the index keys_of_replays.
    static const std::string remove_keys =
        "DELETE FROM keys WHERE tenant = $1 AND key > 'replay' AND key < 'replaz' AND id = $2";
    if (ref.kind == Kind::job) { // it has no keys
        auto statement = TRY(connection_.constant(sql::delete_row<Job>()));
        return statement.integer(ref.tenant.value).integer(ref.id).run();
    }
    if (ref.kind != Kind::replay) {
        return fail(Code::unsupported, "store", "only replays and jobs are removed for good");
    }
    {
        auto statement = TRY(connection_.constant(sql::delete_row<Replay>()));
        TRY(statement.integer(ref.tenant.value).integer(ref.id).run());
    }
    auto statement = TRY(connection_.constant(remove_keys));
    return statement.integer(ref.tenant.value).integer(ref.id).run();
}

} // namespace muster::store::sqlite
