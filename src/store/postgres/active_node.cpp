// One statement each. The database runs changes of one row one after the other, so a renewal and a
// new term never both succeed on the same state.
#include "store/postgres/active_node.h"

#include "store/postgres/migrations.h"

namespace muster::store::postgres {

Result<std::optional<ActiveNode>> read_active_node(PostgresConnection& connection)
{
    if (!TRY(has_table(connection, "active_node"))) return std::optional<ActiveNode>{};
    // The tables of an older node that is active have no address.
    auto row = TRY(connection.composed("SELECT term, renewals, is_over, name, "
                                       "coalesce(to_jsonb(active_node) ->> 'address', '') "
                                       "FROM active_node"));
    const bool found = TRY(row.step());
    if (!found) return fail(Code::internal, "store", "the table active_node has no row");
    return std::optional(ActiveNode{row.integer_at(0), row.integer_at(1), row.integer_at(2) != 0,
                                    std::string(row.text_at(3)), std::string(row.text_at(4))});
}

Result<std::int64_t> begin_term(PostgresConnection& connection, const ActiveNode& seen,
                                const std::string& name)
{
    auto row = TRY(connection.composed(
        "UPDATE active_node SET term = term + 1, renewals = 0, is_over = 0, name = $1 "
        "WHERE term = $2 AND renewals = $3 AND is_over = $4 RETURNING term"));
    row.text(name).integer(seen.term).integer(seen.renewals).integer(seen.is_over ? 1 : 0);
    const bool has_begun = TRY(row.step());
    return has_begun ? row.integer_at(0) : 0;
}

Result<void> publish_address(PostgresConnection& connection, std::int64_t term,
                             const std::string& address)
{
    auto row = TRY(
        connection.composed("UPDATE active_node SET address = $1 WHERE term = $2 RETURNING term"));
    row.text(address).integer(term);
    TRY(row.step());
    return {};
}

Result<bool> renew_term(PostgresConnection& connection, std::int64_t term)
{
    auto row = TRY(connection.composed("UPDATE active_node SET renewals = renewals + 1 "
                                       "WHERE term = $1 RETURNING term"));
    row.integer(term);
    return row.step();
}

Result<bool> is_newest_term(PostgresConnection& connection, std::int64_t term)
{
    const auto row = TRY(read_active_node(connection));
    return row && row->term == term;
}

Result<void> end_term(PostgresConnection& connection, std::int64_t term)
{
    auto row = TRY(
        connection.composed("UPDATE active_node SET is_over = 1 WHERE term = $1 RETURNING term"));
    row.integer(term);
    TRY(row.step());
    return {};
}

} // namespace muster::store::postgres
