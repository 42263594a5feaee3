// Reads entries, and makes those that stand for unchanged rows from the rows. Knows no
// transactions.
#include "store/sql/change_log.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "model/row_size.h"
#include "store/customer_list.h"
#include "store/log_entry.h"
#include "store/sql/rows.h"
#include "store/sql/select.h"

namespace muster::store::sql {

using namespace model;

namespace {

constexpr std::string_view same_as_row{};

// True for every customer that may have an entry in a short form: each change sets updated_at.
// Other customers are rarely true.
bool may_be_as_made(const Customer& customer) { return customer.updated_at == customer.created_at; }

bool equals_row(const Mutation& mutation)
{
    const auto* customer = std::get_if<Customer>(&mutation.after);
    return customer != nullptr && mutation.action == Action::created && mutation.stores_row &&
           !mutation.before && may_be_as_made(*customer);
}

struct LogKey {
    std::int64_t id = 0;
    std::int64_t customer = 0;
};

// Customer 0 marks an entry that stands for the memberships of a list of customers.
LogKey log_key(const Mutation& mutation)
{
    if (const auto* membership = std::get_if<Membership>(&mutation.after)) {
        const bool is_list = !mutation.customers.empty();
        return {membership->group.value, is_list ? 0 : membership->customer.value};
    }
    return {row_id(mutation.after), 0};
}

bool is_list(const Change& change)
{
    return change.kind == Kind::membership && change.customer == 0;
}

// Created memberships have nothing before them, and removed ones nothing after: the list is there.
Result<void> append_list(Change entry, std::vector<Change>& changes)
{
    const bool is_created = entry.action == Action::created;
    const auto list = std::exchange(is_created ? entry.before : entry.after, {});
    const auto customers = decode_customers(list);
    if (!customers || customers->empty()) {
        return fail(Code::internal, "store", "the database is damaged",
                    "unreadable list of customers in changes");
    }
    constexpr std::string_view name = "\"customer_id\":";
    auto& text = is_created ? entry.after : entry.before;
    const auto place = text.find(name);
    const auto begin = place == text.npos ? text.size() : place + name.size();
    const auto end = std::min(text.find_first_not_of("0123456789", begin), text.size());
    const std::string head = text.substr(0, begin);
    const std::string tail = text.substr(end);
    for (const auto customer : *customers) {
        entry.customer = customer;
        if (place != text.npos) text = head + std::to_string(customer) + tail;
        changes.push_back(entry);
    }
    return {};
}

// An entry with span > 1: it stands for the creations of several customers.
struct CreationSpan {
    Revision revision = 0;
    std::int64_t ordinal = 0;
    std::int64_t first = 0; // customer of the span
    std::int64_t customers = 0;
    Origin origin;
};

Result<std::optional<CreationSpan>> span_around(SqlConnection& connection, TenantId tenant,
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
    CreationSpan span{statement.integer_at(0),
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

// The columns of changes_statement().
struct ChangeColumn {
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
    change.revision = row.integer_at(ChangeColumn::revision);
    change.at = Time{std::chrono::microseconds{row.integer_at(ChangeColumn::at)}};
    change.principal = row.text_at(ChangeColumn::principal);
    change.dialect = row.text_at(ChangeColumn::dialect);
    for (const Action action : actions) {
        if (name_of(action) == row.text_at(ChangeColumn::action)) change.action = action;
    }
    change.kind = parse_kind(row.text_at(ChangeColumn::kind)).value_or(Kind::customer);
    change.id = row.integer_at(ChangeColumn::id);
    change.customer = row.integer_at(ChangeColumn::customer);
    change.before = row.text_at(ChangeColumn::before);
    change.after = row.text_at(ChangeColumn::after);
    return change;
}

Result<void> append_creations(SqlConnection& connection, TenantId tenant, const Change& first,
                              std::int64_t customers, std::vector<Change>& changes)
{
    for (std::int64_t i = 0; i < customers; ++i) {
        Change change = first;
        change.id += i;
        const auto row = TRY(read_row(connection, {change.kind, tenant, change.id, 0}));
        change.after = creation_entry(row);
        changes.push_back(std::move(change));
    }
    return {};
}

// Appends the entries of the statement until the budget is spent. Gives the last ordinal that was
// read.
Result<std::int64_t> append_changes(SqlConnection& connection, TenantId tenant,
                                    const SqlStatement& question, PageBudget& budget,
                                    std::vector<Change>& changes)
{
    auto statement = TRY(ask(connection, question));
    std::int64_t last = 0;
    while (!budget.is_spent()) {
        const bool found = TRY(statement.step());
        if (!found) break;
        const auto known = changes.size();
        const auto customers = statement.integer_at(ChangeColumn::span);
        last = statement.integer_at(ChangeColumn::ordinal) + customers - 1;
        auto change = read_change(statement);
        if (is_list(change)) {
            TRY(append_list(std::move(change), changes));
        } else if (change.after.empty() && !statement.is_null_at(ChangeColumn::after)) {
            TRY(append_creations(connection, tenant, change, customers, changes));
        } else {
            changes.push_back(std::move(change));
        }
        for (auto added = known; added < changes.size(); ++added) budget.take(changes[added]);
    }
    return last;
}

// A customer inside a span has no other entry, because its first change takes it out of the span.
Result<std::vector<Change>> creation_in_span(SqlConnection& connection, ChangeQuery query,
                                             const CreationSpan& span)
{
    std::vector<Change> changes;
    const std::int64_t customer = std::exchange(query.id, span.first);
    const auto question = changes_statement(query);
    auto statement = TRY(ask(connection, question));
    const bool found = TRY(statement.step());
    if (!found) return changes;
    auto change = read_change(statement);
    change.id = customer;
    TRY(append_creations(connection, query.tenant, change, 1, changes));
    return changes;
}

} // namespace

Result<std::vector<Change>> read_changes(SqlConnection& connection, const ChangeQuery& query)
{
    const auto snapshot = TRY(ReadSnapshot::open(connection));
    if (query.kind == Kind::customer && query.id != 0) {
        const auto span = TRY(span_around(connection, query.tenant, query.id));
        if (span) return creation_in_span(connection, query, *span);
    }
    std::vector<Change> changes;
    PageBudget budget(query);
    const auto last =
        TRY(append_changes(connection, query.tenant, changes_statement(query), budget, changes));
    if (!budget.is_spent() || changes.empty()) return changes;
    ChangeQuery rest = query;
    rest.limit = std::numeric_limits<std::int64_t>::max();
    rest.bytes = 0;
    PageBudget no_end(rest);
    const auto others = rest_of_revision(query, changes.back().revision, last);
    TRY(append_changes(connection, query.tenant, others, no_end, changes));
    return changes;
}

Result<void> ChangeLog::add(Mutation& mutation, const Origin& origin, Revision revision,
                            std::int64_t ordinal)
{
    const auto key = log_key(mutation);
    const Time at = TRY(time_of(mutation.tenant, origin.at));
    const LogRow entry{mutation.tenant,         revision, ordinal,      origin, at, mutation.action,
                       kind_of(mutation.after), key.id,   key.customer, 1};
    if (equals_row(mutation)) {
        if (pending_span_ && ordinal == pending_span_->ordinal + pending_span_->span &&
            key.id == pending_span_->id + pending_span_->span) {
            ++pending_span_->span;
            return {};
        }
        TRY(flush());
        pending_span_.emplace(entry);
        return {};
    }
    TRY(flush());
    auto entry_texts = log_entry(mutation);
    if (!mutation.customers.empty()) {
        const bool is_created = mutation.action == Action::created;
        (is_created ? entry_texts.before : entry_texts.after) =
            encode_customers(mutation.customers);
    }
    if (entry_texts.after.empty()) return insert(entry, entry_texts.before, std::nullopt);
    return insert(entry, entry_texts.before, entry_texts.after);
}

Result<Time> ChangeLog::time_of(TenantId tenant, Time at)
{
    static const std::string newest = "SELECT at FROM changes WHERE tenant = $1 "
                                      "ORDER BY revision DESC, ordinal DESC LIMIT 1";
    constexpr std::size_t tenants_in_memory = 10'000;
    if (newest_times_.size() > tenants_in_memory) {
        TRY(changes_.send()); // the entries whose times are forgotten
        newest_times_.clear();
    }
    const auto [found, is_new] = newest_times_.try_emplace(tenant.value, at);
    if (is_new) {
        auto statement = TRY(connection_.constant(newest));
        const bool has_entries = TRY(statement.integer(tenant.value).step());
        if (has_entries) found->second = Time{std::chrono::microseconds{statement.integer_at(0)}};
    }
    found->second = std::max(found->second, at);
    return found->second;
}

void ChangeLog::forget()
{
    pending_span_.reset();
    newest_times_.clear();
}

Result<void> ChangeLog::flush()
{
    if (!pending_span_) return {};
    TRY(insert(*pending_span_, {}, same_as_row));
    pending_span_.reset();
    return {};
}

Result<void> ChangeLog::insert(const LogRow& entry, std::string_view before,
                               std::optional<std::string_view> after)
{
    static const std::vector<bool> types{false, false, false, false, true, true, true,
                                         true,  false, false, true,  true, false};
    static const std::string insert =
        "INSERT INTO changes (tenant, revision, ordinal, at, principal, dialect, action, kind, id, "
        "customer, before, after, span) ";
    static const RowChange entries{
        insert + "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        insert + "SELECT * FROM " + rows_of_arrays(types), types};
    auto statement = TRY(changes_.statement(entries, 0));
    statement.integer(entry.tenant.value).integer(entry.revision).integer(entry.ordinal);
    statement.integer(entry.at.time_since_epoch().count());
    statement.text_or_null(entry.origin.principal).text_or_null(entry.origin.dialect);
    statement.text(name_of(entry.action)).text(name_of(entry.kind));
    statement.integer(entry.id).integer(entry.customer).text_or_null(before);
    after ? statement.text(*after) : statement.null();
    return statement.integer(entry.span).run();
}

// The span becomes up to three entries: the customers before, this one, and those after it.
Result<bool> ChangeLog::split_span(TenantId tenant, std::int64_t customer, std::string_view after)
{
    static const std::string keep = "UPDATE changes SET span = $1, after = $2 "
                                    "WHERE tenant = $3 AND revision = $4 AND ordinal = $5";
    const auto span = TRY(span_around(connection_, tenant, customer));
    if (!span) return false;
    const auto put = [&](std::int64_t from, std::int64_t customers, std::string_view entry_texts) {
        return insert({tenant, span->revision, span->ordinal + from, span->origin, span->origin.at,
                       Action::created, Kind::customer, span->first + from, 0, customers},
                      {}, entry_texts);
    };
    const std::int64_t before = customer - span->first;
    const std::int64_t behind = span->customers - before - 1;
    {
        auto statement = TRY(connection_.constant(keep));
        statement.integer(std::max<std::int64_t>(before, 1));
        statement.text(before > 0 ? same_as_row : after).integer(tenant.value);
        TRY(statement.integer(span->revision).integer(span->ordinal).run());
    }
    if (before > 0) TRY(put(before, 1, after));
    if (behind > 0) TRY(put(before + 1, behind, same_as_row));
    return true;
}

Result<void> ChangeLog::materialize(TenantId tenant, const Entity& before)
{
    static const std::string materialize =
        "UPDATE changes SET after = $1 WHERE tenant = $2 AND id = $3 AND kind = 'customer' "
        "AND after = ''";
    const auto* customer = std::get_if<Customer>(&before);
    if (customer == nullptr || !may_be_as_made(*customer)) return {};
    TRY(flush());
    TRY(changes_.begin_other());
    const auto after = creation_entry(before);
    const bool is_materialized = TRY(split_span(tenant, customer->id.value, after));
    if (is_materialized) return {};
    auto statement = TRY(connection_.constant(materialize));
    return statement.text(after).integer(tenant.value).integer(customer->id.value).run();
}

Result<void> ChangeLog::erase_history(const Ref& ref)
{
    static const std::string blank =
        "UPDATE changes SET before = NULL, after = NULL "
        "WHERE tenant = $1 AND id = $2 AND kind = $3 AND customer = $4";
    TRY(flush());
    TRY(changes_.begin_other());
    if (ref.kind == Kind::customer) {
        TRY(split_span(ref.tenant, ref.id, same_as_row));
        TRY(changes_.send());
    }
    auto statement = TRY(connection_.constant(blank));
    statement.integer(ref.tenant.value).integer(ref.id).text(name_of(ref.kind));
    return statement.integer(ref.customer).run();
}

} // namespace muster::store::sql
