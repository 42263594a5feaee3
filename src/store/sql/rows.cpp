// Turns columns into entities by the member tables.
#include "store/sql/rows.h"

#include "model/row_size.h"
#include "store/row_order.h"
#include "store/sql/encoding.h"
#include "store/sql/row_statements.h"
#include "store/sql/scan.h"
#include "store/sql/select.h"

namespace muster::store::sql {

using namespace model;

namespace {

Failure damaged(std::string_view table, std::string_view column)
{
    return fail(Code::internal, "store", "the database is damaged",
                "unreadable " + std::string(column) + " in " + std::string(table));
}

// The value of a column that is not null; nothing when it cannot be read.
std::optional<Value> column_value(const Statement& row, int column, Storage storage)
{
    switch (storage) {
    case Storage::text: return Value(std::string(row.text_at(column)));
    case Storage::integer: return Value(row.integer_at(column));
    case Storage::boolean: return Value(row.integer_at(column) != 0);
    case Storage::time: return Value(Time{std::chrono::microseconds{row.integer_at(column)}});
    case Storage::date: {
        const auto days = static_cast<std::chrono::days::rep>(row.integer_at(column));
        return Value(Date{std::chrono::days{days}});
    }
    case Storage::list: break;
    }
    auto list = decode_list(row.text_at(column));
    if (!list) return std::nullopt;
    return Value(*std::move(list));
}

// Reads the columns of column_list<E>. A NULL leaves the default of the member.
template <class E>
Result<Entity> read_entity(const Statement& row)
{
    E entity;
    int column = 0;
    for (const auto& member : Schema<E>::members) {
        const int place = column++;
        if (row.is_null_at(place)) continue;
        const auto value = column_value(row, place, member.storage);
        if (!value) return damaged(table_for<E>.name, member.name);
        member.set(entity, *value);
    }
    if constexpr (HasFields<E>) {
        const int place = column++;
        if (!row.is_null_at(place)) {
            auto fields = decode_fields(row.text_at(place));
            if (!fields) return damaged(table_for<E>.name, "fields");
            entity.fields = *std::move(fields);
        }
    }
    if constexpr (HasExtras<E>) {
        if (!row.is_null_at(column)) {
            auto extras = decode_extras(row.text_at(column));
            if (!extras) return damaged(table_for<E>.name, "extras");
            entity.extras = *std::move(extras);
        }
    }
    return Entity(std::move(entity));
}

template <class E>
Result<Entity> read_row_of(SqlConnection& connection, const Ref& ref)
{
    auto statement = TRY(connection.constant(select_row<E>()));
    statement.integer(ref.tenant.value).integer(ref.id);
    if (kind_for<E>() == Kind::membership) statement.integer(ref.customer);
    const bool found = TRY(statement.step());
    if (!found) return no_row(ref.kind);
    return read_entity<E>(statement);
}

template <class E>
Result<Entity> find_row_of(SqlConnection& connection, const Key& key)
{
    const auto encoded = encode_key(key);
    auto statement = TRY(connection.constant(select_by_key<E>()));
    statement.integer(key.tenant.value).text(encoded);
    const bool found = TRY(statement.step());
    if (!found) return no_row(key.kind);
    return read_entity<E>(statement);
}

// The rows of the query's page, and whether there are more.
struct FoundRows {
    std::vector<Entity> rows;
    bool has_more = false;
};

template <class E>
Result<FoundRows> rows_for(SqlConnection& connection, const Query& query)
{
    const auto question = TRY(page_statement(query)); // for one row more than the limit
    auto statement = TRY(ask(connection, question));
    FoundRows found;
    PageBudget budget(query);
    while (TRY(statement.step())) {
        found.has_more = budget.is_spent();
        if (found.has_more) break;
        found.rows.push_back(TRY(read_entity<E>(statement)));
        budget.take(found.rows.back());
    }
    return found;
}

} // namespace

Failure no_row(Kind kind)
{
    const std::string name(name_of(kind));
    return fail(Code::not_found, name, "no such " + name);
}

Result<Statement> ask(SqlConnection& connection, const SqlStatement& question)
{
    auto statement = TRY(connection.composed(question.text));
    for (const auto& value : question.values) statement.value(value);
    return statement;
}

Result<Entity> read_row(SqlConnection& connection, const Ref& ref)
{
    return with_entity(
        ref.kind, [&]<class E>(std::type_identity<E>) { return read_row_of<E>(connection, ref); });
}

Result<std::vector<Entity>> read_rows(SqlConnection& connection, Kind kind, TenantId tenant,
                                      std::span<const std::int64_t> ids)
{
    const auto snapshot = TRY(ReadSnapshot::open(connection));
    std::vector<Entity> rows;
    rows.reserve(ids.size());
    for (const std::int64_t id : ids) {
        auto row = read_row(connection, {kind, tenant, id, 0});
        if (row) {
            rows.push_back(*std::move(row));
        } else if (row.error().code != Code::not_found) {
            return fail(std::move(row).error());
        }
    }
    return rows;
}

Result<Entity> find_row(SqlConnection& connection, const Key& key)
{
    return with_entity(
        key.kind, [&]<class E>(std::type_identity<E>) { return find_row_of<E>(connection, key); });
}

Result<Page> read_page(SqlConnection& connection, const Query& query)
{
    const auto snapshot = TRY(ReadSnapshot::open(connection));
    if (!connection.has_functions() && needs_functions(query)) return scan_page(connection, query);
    auto found = TRY(with_entity(query.kind, [&]<class E>(std::type_identity<E>) {
        return rows_for<E>(connection, query);
    }));
    Page page;
    page.rows = std::move(found.rows);
    if (found.has_more && !page.rows.empty())
        page.next = RowOrder(query.sort, query.kind).cursor(page.rows.back());
    if (query.with_total) page.total = TRY(count_rows(connection, query));
    return page;
}

Result<std::int64_t> count_rows(SqlConnection& connection, const Query& query)
{
    if (!connection.has_functions() && needs_functions(query.kind, query.filter)) {
        return scan_count(connection, query);
    }
    const auto question = TRY(count_statement(query));
    auto statement = TRY(ask(connection, question));
    TRY(statement.step());
    return statement.integer_at(0);
}

} // namespace muster::store::sql
