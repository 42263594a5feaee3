// Entries of the log, one row each but for customers that are as they were made. Knows no
// transactions.
#include "store/sqlite/change_log.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "store/log_entry.h"
#include "store/sql/query.h"
#include "store/sqlite/rows.h"

namespace muster::store::sqlite {

using namespace model;

namespace {

constexpr std::string_view as_in_row{};

// Never false of a customer whose creation stands in its row; true of few others.
bool may_be_as_made(const Customer& customer) { return customer.updated_at == customer.created_at; }

bool stands_in_row(const Mutation& mutation)
{
    const auto* customer = std::get_if<Customer>(&mutation.after);
    return customer != nullptr && mutation.action == Action::created && mutation.stores_row &&
           !mutation.before && may_be_as_made(*customer);
}

struct LogKey {
    std::int64_t id = 0;
    std::int64_t customer = 0;
};

LogKey log_key(const Entity& entity)
{
    if (const auto* membership = std::get_if<Membership>(&entity)) {
        return {membership->group.value, membership->customer.value};
    }
    return {row_id(entity), 0};
}

// The entry that tells of a customer among others.
struct Span {
    Revision revision = 0;
    std::int64_t ordinal = 0;
    std::int64_t first = 0; // customer
    std::int64_t customers = 0;
    Origin origin;
};

Result<std::optional<Span>> span_around(Connection& connection, TenantId tenant,
                                        std::int64_t customer)
{
    // The condition on span is that of the index changes_of_many.
    static const std::string select =
        "SELECT revision, ordinal, id, span, at, principal, dialect FROM changes "
        "WHERE tenant = $1 AND span > 1 AND id <= $2 ORDER BY id DESC LIMIT 1";
    auto statement = TRY(connection.constant(select));
    statement.integer(tenant.value).integer(customer);
    const bool found = TRY(statement.step());
    if (!found) return std::nullopt;
    Span span{statement.integer_at(0),
              statement.integer_at(1),
              statement.integer_at(2),
              statement.integer_at(3),
              {}};
    if (customer >= span.first + span.customers) return std::nullopt;
    span.origin.at = Time{std::chrono::microseconds{statement.integer_at(4)}};
    span.origin.principal = statement.text_at(5);
    span.origin.dialect = statement.text_at(6);
    return span;
}

// Of the questions about changes (store/sql/query).
struct Column {
    enum {
        revision,
        ordinal,
        at,
        principal,
        dialect,
        action,
        kind,
        id,
        customer,
        before,
        after,
        span,
    };
};

Change read_change(const Statement& row)
{
    constexpr Action actions[] = {Action::created, Action::updated, Action::removed};
    Change change;
    change.revision = row.integer_at(Column::revision);
    change.at = Time{std::chrono::microseconds{row.integer_at(Column::at)}};
    change.principal = row.text_at(Column::principal);
    change.dialect = row.text_at(Column::dialect);
    for (const Action action : actions) {
        if (name_of(action) == row.text_at(Column::action)) change.action = action;
    }
    change.kind = parse_kind(row.text_at(Column::kind)).value_or(Kind::customer);
    change.id = row.integer_at(Column::id);
    change.customer = row.integer_at(Column::customer);
    change.before = row.text_at(Column::before);
    change.after = row.text_at(Column::after);
    return change;
}

Result<void> append_made(Connection& connection, TenantId tenant, const Change& first,
                         std::int64_t customers, std::vector<Change>& changes)
{
    for (std::int64_t i = 0; i < customers; ++i) {
        Change change = first;
        change.id += i;
        const auto row = TRY(read_row(connection, {change.kind, tenant, change.id, 0}));
        change.after = log_entry(Action::created, std::nullopt, row).after;
        changes.push_back(std::move(change));
    }
    return {};
}

// Adds the entries that the question gives, until there are so many; tells the last ordinal.
Result<std::int64_t> append_changes(Connection& connection, TenantId tenant,
                                    const sql::Question& question, std::int64_t enough,
                                    std::vector<Change>& changes)
{
    auto statement = TRY(ask(connection, question));
    std::int64_t last = 0;
    while (std::ssize(changes) < enough) {
        const bool found = TRY(statement.step());
        if (!found) break;
        const auto customers = statement.integer_at(Column::span);
        last = statement.integer_at(Column::ordinal) + customers - 1;
        auto change = read_change(statement);
        if (change.after.empty() && !statement.is_null_at(Column::after)) {
            TRY(append_made(connection, tenant, change, customers, changes));
        } else {
            changes.push_back(std::move(change));
        }
    }
    return last;
}

constexpr auto all = std::numeric_limits<std::int64_t>::max();

// Of a customer that an entry tells of among others, there is no other.
Result<std::vector<Change>> creation_among(Connection& connection, ChangeQuery query,
                                           const Span& span)
{
    std::vector<Change> changes;
    const std::int64_t customer = std::exchange(query.id, span.first);
    const auto question = sql::changes_question(query);
    auto statement = TRY(ask(connection, question));
    const bool found = TRY(statement.step());
    if (!found) return changes;
    auto change = read_change(statement);
    change.id = customer;
    TRY(append_made(connection, query.tenant, change, 1, changes));
    return changes;
}

} // namespace

Result<std::vector<Change>> read_changes(Connection& connection, const ChangeQuery& query)
{
    const auto snapshot = TRY(Snapshot::open(connection));
    if (query.kind == Kind::customer && query.id != 0) {
        const auto span = TRY(span_around(connection, query.tenant, query.id));
        if (span) return creation_among(connection, query, *span);
    }
    std::vector<Change> changes;
    const auto last = TRY(append_changes(connection, query.tenant, sql::changes_question(query),
                                         query.limit, changes));
    if (std::ssize(changes) < query.limit || changes.empty()) return changes;
    const auto rest = sql::rest_of_revision(query, changes.back().revision, last);
    TRY(append_changes(connection, query.tenant, rest, all, changes));
    return changes;
}

Result<void> ChangeLog::add(const Mutation& mutation, const Origin& origin, Revision revision,
                            std::int64_t ordinal)
{
    const auto key = log_key(mutation.after);
    const Entry entry{mutation.tenant,         revision, ordinal,      origin, mutation.action,
                      kind_of(mutation.after), key.id,   key.customer, 1};
    if (stands_in_row(mutation)) {
        if (made_ && ordinal == made_->ordinal + made_->span && key.id == made_->id + made_->span) {
            ++made_->span;
            return {};
        }
        TRY(flush());
        made_.emplace(entry);
        return {};
    }
    TRY(flush());
    const auto told = log_entry(mutation.action, mutation.before, mutation.after);
    if (told.after.empty()) return insert(entry, told.before, std::nullopt);
    return insert(entry, told.before, told.after);
}

Result<void> ChangeLog::flush()
{
    if (!made_) return {};
    TRY(insert(*made_, {}, as_in_row));
    made_.reset();
    return {};
}

Result<void> ChangeLog::insert(const Entry& entry, std::string_view before,
                               std::optional<std::string_view> after)
{
    static const std::string insert =
        "INSERT INTO changes (tenant, revision, ordinal, at, principal, dialect, action, kind, id, "
        "customer, before, after, span) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
    auto statement = TRY(connection_.constant(insert));
    statement.integer(entry.tenant.value).integer(entry.revision).integer(entry.ordinal);
    statement.integer(entry.origin.at.time_since_epoch().count());
    statement.text_or_null(entry.origin.principal).text_or_null(entry.origin.dialect);
    statement.text(name_of(entry.action)).text(name_of(entry.kind));
    statement.integer(entry.id).integer(entry.customer).text_or_null(before);
    after ? statement.text(*after) : statement.null();
    return statement.integer(entry.span).run();
}

// What tells of others as well becomes up to three entries: those before, the one, those behind.
Result<bool> ChangeLog::single_out(TenantId tenant, std::int64_t customer, std::string_view after)
{
    static const std::string keep = "UPDATE changes SET span = $1, after = $2 "
                                    "WHERE tenant = $3 AND revision = $4 AND ordinal = $5";
    const auto span = TRY(span_around(connection_, tenant, customer));
    if (!span) return false;
    const auto put = [&](std::int64_t from, std::int64_t customers, std::string_view told) {
        return insert({tenant, span->revision, span->ordinal + from, span->origin, Action::created,
                       Kind::customer, span->first + from, 0, customers},
                      {}, told);
    };
    const std::int64_t before = customer - span->first;
    const std::int64_t behind = span->customers - before - 1;
    {
        auto statement = TRY(connection_.constant(keep));
        statement.integer(std::max<std::int64_t>(before, 1));
        statement.text(before > 0 ? as_in_row : after).integer(tenant.value);
        TRY(statement.integer(span->revision).integer(span->ordinal).run());
    }
    if (before > 0) TRY(put(before, 1, after));
    if (behind > 0) TRY(put(before + 1, behind, as_in_row));
    return true;
}

Result<void> ChangeLog::settle(TenantId tenant, const Entity& before)
{
    static const std::string settle =
        "UPDATE changes SET after = $1 WHERE tenant = $2 AND id = $3 AND kind = 'customer' "
        "AND after = ''";
    const auto* customer = std::get_if<Customer>(&before);
    if (customer == nullptr || !may_be_as_made(*customer)) return {};
    TRY(flush());
    const auto after = log_entry(Action::created, std::nullopt, before).after;
    const bool is_settled = TRY(single_out(tenant, customer->id.value, after));
    if (is_settled) return {};
    auto statement = TRY(connection_.constant(settle));
    return statement.text(after).integer(tenant.value).integer(customer->id.value).run();
}

Result<void> ChangeLog::erase_history(const Ref& ref)
{
    static const std::string blank =
        "UPDATE changes SET before = NULL, after = NULL "
        "WHERE tenant = $1 AND id = $2 AND kind = $3 AND customer = $4";
    TRY(flush());
    if (ref.kind == Kind::customer) TRY(single_out(ref.tenant, ref.id, as_in_row));
    auto statement = TRY(connection_.constant(blank));
    statement.integer(ref.tenant.value).integer(ref.id).text(name_of(ref.kind));
    return statement.integer(ref.customer).run();
}

} // namespace muster::store::sqlite
