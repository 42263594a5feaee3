// Binds rows to statements, changed columns only. Knows no transactions.
#include "store/sqlite/mutations.h"

#include <algorithm>

#include "base/text.h"
#include "store/sql/encoding.h"

namespace muster::store::sqlite {

using namespace core;
using sql::Columns;

namespace {

// Statements for sets of columns that change together; beyond, all columns are written.
constexpr std::size_t update_statements = 64;

// The values of a row, alive while they are bound.
template <class E>
struct Bound {
    std::array<Value, Schema<E>::size> members;
    std::string folded;
    std::string fields;
    std::string extras;

    void bind(Statement& statement, const E& row, Columns mask)
    {
        for (std::size_t i = 0; i < Schema<E>::size; ++i) {
            if ((mask >> i & 1U) == 0) continue;
            const auto& member = Schema<E>::members[i];
            members[i] = member.get(row);
            statement.value(members[i]);
            if (member.name != sql::table_for<E>.folded) continue;
            folded = fold(text_of(members[i]));
            statement.text(folded);
        }
        if constexpr (sql::HasFields<E>) {
            if ((mask & sql::fields_column<E>) != 0) {
                if (!row.fields.empty()) fields = sql::encode_fields(row.fields);
                statement.text_or_null(fields);
            }
        }
        if constexpr (sql::HasExtras<E>) {
            if ((mask & sql::extras_column<E>) != 0) {
                if (!row.extras.empty()) extras = sql::encode_extras(row.extras);
                statement.text_or_null(extras);
            }
        }
    }
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

const std::string& Mutations::update_text(Kind kind, Columns mask, std::string (*make)(Columns))
{
    auto& texts = update_texts_[static_cast<std::size_t>(kind)];
    auto& text = texts[mask];
    if (text.empty()) text = make(mask);
    return text;
}

template <class E>
Result<void> Mutations::insert(TenantId tenant, const E& row)
{
    Bound<E> bound;
    auto statement = TRY(connection_.constant(sql::insert_row<E>()));
    bind_key(statement, tenant, row);
    bound.bind(statement, row, sql::settable_columns<E>());
    return statement.run();
}

template <class E>
Result<bool> Mutations::update(TenantId tenant, const E& before, const E& after)
{
    Columns mask = differing(before, after);
    if (mask == 0) return true;
    const auto& texts = update_texts_[static_cast<std::size_t>(kind_for<E>())];
    if (texts.size() >= update_statements && !texts.contains(mask)) {
        mask = sql::settable_columns<E>();
    }
    Bound<E> bound;
    auto statement =
        TRY(connection_.constant(update_text(kind_for<E>(), mask, &sql::update_row<E>)));
    bound.bind(statement, after, mask);
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
