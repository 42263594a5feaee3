// Chooses the statement for the columns of a row and binds them.
#include "store/sql/row_writer.h"

#include <algorithm>

#include "store/sql/encoding.h"

namespace muster::store::sql {

using namespace model;

namespace {

// Cached statements per kind. When there are more sets of columns, all columns are written.
constexpr std::size_t most_statements = 64;

const std::vector<bool> types_of_keys{false, true, false};

template <class E>
MergedChanges::Touched touched_by(TenantId tenant, const E& row)
{
    if constexpr (std::is_same_v<E, Membership>) {
        return MergedChanges::row({Kind::membership, tenant, row.group.value, row.customer.value});
    } else {
        return MergedChanges::row({kind_for<E>(), tenant, row.id.value, 0});
    }
}

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

// The columns of the members that differ. The store has set the revision since they were compared.
template <class E>
Columns columns_of(const ChangedMembers& changed, const E& before, const E& after)
{
    Columns mask = changed.columns;
    if (before.revision != after.revision) {
        mask |= Columns{1} << static_cast<unsigned>(Schema<E>::Enum::revision);
    }
    if constexpr (HasFields<E>) {
        if (!changed.fields.empty()) mask |= fields_column<E>;
    }
    if constexpr (HasExtras<E>) {
        if (!changed.extras.empty()) mask |= extras_column<E>;
    }
    return mask & settable_columns<E>();
}

bool is_among(const Key& key, const std::vector<Key>& keys)
{
    return std::find(keys.begin(), keys.end(), key) != keys.end();
}

} // namespace

template <class E>
const RowChange& RowWriter::StatementTexts::change(Columns& mask, RowChange (*make)(Columns))
{
    auto& texts = of_kind_[static_cast<std::size_t>(kind_for<E>())];
    if (texts.size() >= most_statements && !texts.contains(mask)) mask = settable_columns<E>();
    auto& change = texts[mask];
    if (change.one.empty()) change = make(mask);
    return change;
}

template <class E>
Result<void> RowWriter::insert(TenantId tenant, const E& row, std::span<const Key> keys)
{
    encoded_.encode(row, settable_columns<E>(), keys);
    Columns mask = encoded_.given(row);
    {
        auto statement = TRY(
            changes_.statement(inserts_.change<E>(mask, &insert_row<E>), touched_by(tenant, row)));
        bind_key(statement, tenant, row);
        encoded_.bind(statement, row, mask);
        TRY(statement.run());
    }
    for (std::size_t i = 0; i < encoded_.keys(); ++i) {
        TRY(add_key(tenant, encoded_.key(i), row_id(row)));
    }
    return {};
}

template <class E>
Result<bool> RowWriter::update(TenantId tenant, const E& after, Columns mask)
{
    if (mask == 0) return true;
    const auto& change = updates_.change<E>(mask, &update_row<E>);
    encoded_.encode(after, mask);
    auto statement = TRY(changes_.statement(change, touched_by(tenant, after)));
    encoded_.bind(statement, after, mask);
    bind_key(statement, tenant, after);
    TRY(statement.run());
    return connection_.has_changed_rows();
}

Result<void> RowWriter::store(Mutation& mutation)
{
    const bool is_replaced = TRY(replace(mutation));
    if (is_replaced) return {};
    return std::visit(
        [&](const auto& after) { return insert(mutation.tenant, after, mutation.keys_after); },
        mutation.after);
}

// False when there is no row to replace.
Result<bool> RowWriter::replace(Mutation& mutation)
{
    if (!mutation.before) return false;
    const bool found = TRY(std::visit(
        [&]<class E>(const E& after) {
            const E& before = std::get<E>(*mutation.before);
            return update(mutation.tenant, after, columns_of(mutation.difference(), before, after));
        },
        mutation.after));
    if (!found) return false;
    const std::int64_t id = row_id(mutation.after);
    for (const auto& key : mutation.keys_before) {
        if (is_among(key, mutation.keys_after)) continue;
        TRY(remove_key(mutation.tenant, encode_key(key), id));
    }
    for (const auto& key : mutation.keys_after) {
        if (is_among(key, mutation.keys_before)) continue;
        TRY(add_key(mutation.tenant, encode_key(key), id));
    }
    return true;
}

Result<void> RowWriter::add_key(TenantId tenant, std::string_view key, std::int64_t id)
{
    static const RowChange add{
        "INSERT INTO keys (tenant, key, id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        "INSERT INTO keys (tenant, key, id) SELECT * FROM " + rows_of_arrays(types_of_keys) +
            " ON CONFLICT DO NOTHING",
        types_of_keys};
    absent_keys_.insert(tenant, key);
    auto statement = TRY(changes_.statement(add, MergedChanges::key(tenant, key)));
    return statement.integer(tenant.value).text(key).integer(id).run();
}

Result<void> RowWriter::remove_key(TenantId tenant, std::string_view key, std::int64_t id)
{
    static const RowChange remove{
        "DELETE FROM keys WHERE tenant = $1 AND key = $2 AND id = $3",
        "DELETE FROM keys USING " + rows_of_arrays(types_of_keys) +
            " AS removed(tenant, key, id) WHERE keys.tenant = removed.tenant "
            "AND keys.key = removed.key AND keys.id = removed.id",
        types_of_keys};
    auto statement = TRY(changes_.statement(remove, MergedChanges::key(tenant, key)));
    return statement.integer(tenant.value).text(key).integer(id).run();
}

Result<void> RowWriter::count_members(TenantId tenant, GroupId group, std::int64_t more)
{
    static const RowChange update{
        "UPDATE groups SET member_count = member_count + $1 WHERE tenant = $2 AND id = $3",
        "UPDATE groups SET member_count = member_count + counted.more FROM " +
            rows_of_arrays({false, false, false}) +
            " AS counted(more, tenant, id) WHERE groups.tenant = counted.tenant "
            "AND groups.id = counted.id",
        {false, false, false}};
    auto statement =
        TRY(changes_.statement(update, MergedChanges::row({Kind::group, tenant, group.value, 0})));
    return statement.integer(more).integer(tenant.value).integer(group.value).run();
}

Result<void> RowWriter::erase(const Ref& ref)
{
    // The conditions on key are those of the indexes keys_of_replays and keys_of_jobs.
    static const std::string remove_keys_of_replay =
        "DELETE FROM keys WHERE tenant = $1 AND key > 'replay' AND key < 'replaz' AND id = $2";
    static const std::string remove_keys_of_job =
        "DELETE FROM keys WHERE tenant = $1 AND key > 'job' AND key < 'job_' AND id = $2";
    const auto run = [&](const std::string& text) -> Result<void> {
        auto statement = TRY(connection_.constant(text));
        return statement.integer(ref.tenant.value).integer(ref.id).run();
    };
    if (ref.kind == Kind::job_item) return run(delete_row<JobItem>()); // it has no keys
    if (ref.kind == Kind::job) {
        TRY(run(delete_row<Job>()));
        return run(remove_keys_of_job);
    }
    if (ref.kind == Kind::stored_reply) {
        TRY(run(delete_row<StoredReply>()));
        return run(remove_keys_of_replay);
    }
    return fail(Code::unsupported, "store",
                "only replays, jobs and items of jobs are removed for good");
}

} // namespace muster::store::sql
