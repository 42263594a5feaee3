// Joins conditions, orders and limits into statements.
#include "store/sql/select.h"

#include <algorithm>

#include "base/text.h"
#include "model/filter_match.h"
#include "store/sql/conditions.h"
#include "store/sql/row_statements.h"

namespace muster::store::sql {

using namespace model;

namespace {

// Builds one SELECT over the table of a kind.
class SelectBuilder {
public:
    explicit SelectBuilder(const Query& query)
        : query_(query), operand_(resolve(query.kind, query.sort.operand))
    {}

    Result<SqlStatement> page()
    {
        where_ = TRY(conditions());
        order_ = order();
        if (query_.after) where_ += " AND " + beyond(*query_.after);
        statement_.text = "SELECT " + columns() + from() + where_ + " ORDER BY " + order_clause();
        statement_.text += " LIMIT " + conditions_.bind(query_.limit + 1);
        if (!query_.after && query_.offset > 0) {
            statement_.text += " OFFSET " + conditions_.bind(query_.offset);
        }
        return std::move(statement_);
    }

    Result<SqlStatement> count()
    {
        where_ = TRY(conditions());
        statement_.text = "SELECT count(*)" + from() + where_;
        return std::move(statement_);
    }

private:
    std::string from() const
    {
        return " FROM \"" + std::string(table_of(query_.kind).name) + "\" AS item WHERE ";
    }

    std::string columns() const
    {
        return with_entity(query_.kind,
                           []<class E>(std::type_identity<E>) { return column_list<E>("item."); });
    }

    Result<std::string> conditions()
    {
        std::string all = "item.tenant = " + conditions_.bind(query_.tenant.value);
        const std::string_view live = table_of(query_.kind).live;
        if (!query_.with_removed && !live.empty()) all += " AND item." + std::string(live);
        if (!query_.with_removed && query_.kind == Kind::membership) all += in_live_group();
        const auto filter = TRY(conditions_.of(query_.filter));
        if (filter != every_row) all += " AND " + filter;
        return all;
    }

    // Memberships of a removed group are past, also those that are still to be ended. With one
    // group the subquery runs once; else for every row.
    std::string in_live_group()
    {
        const auto group = fixed_id(query_.filter, "group_id");
        return " AND NOT EXISTS (SELECT 1 FROM groups WHERE groups.tenant = $1 AND groups.id = " +
               (group == 0 ? std::string("item.group_id") : conditions_.bind(group)) +
               " AND groups.removed_at IS NOT NULL)";
    }

    // The expression that rows are sorted by before their ids; empty when they are sorted by id
    // only.
    std::string order()
    {
        const std::string& name = query_.sort.operand;
        if (operand_.source == OperandSource::nowhere || name == "id") return {};
        if (operand_.source != OperandSource::member)
            return conditions_.value_of(operand_, "order");
        if (operand_.type == "list") return {};
        if (query_.kind == Kind::membership && name == "group_id") return {};
        if (!operand_.folded_column.empty()) return operand_.folded_column;
        if (operand_.type != "text") return operand_.column;
        return "muster_fold(coalesce(" + operand_.column + ", ''))";
    }

    bool may_be_missing() const
    {
        return operand_.source != OperandSource::member ||
               (!operand_.is_always_there && operand_.type != "text");
    }

    // The id columns that the sort expression does not contain already.
    std::vector<std::string> ids() const
    {
        if (query_.kind != Kind::membership) return {"item.id"};
        if (query_.sort.operand == "customer_id") return {"item.group_id"};
        return {"item.group_id", "item.customer_id"};
    }

    std::vector<std::string> bind_ids(std::int64_t row_id)
    {
        if (query_.kind != Kind::membership) return {conditions_.bind(row_id)};
        std::vector<std::string> bound{conditions_.bind(row_id >> 32)};
        if (ids().size() > 1) bound.push_back(conditions_.bind(row_id & 0xffffffff));
        return bound;
    }

    static std::string row_value(const std::vector<std::string>& parts)
    {
        std::string list;
        for (const auto& part : parts) list += (list.empty() ? "" : ", ") + part;
        return parts.size() == 1 ? list : '(' + list + ')';
    }

    // The condition for rows after the cursor.
    std::string beyond(const Cursor& cursor)
    {
        const std::string sign = query_.sort.descending ? " < " : " > ";
        Value value = cursor.value;
        if (const auto* text = std::get_if<std::string>(&value)) value = fold(*text);
        if (order_.empty()) return row_value(ids()) + sign + row_value(bind_ids(cursor.id));
        if (!may_be_missing()) {
            if (is_null(value)) value = std::string{};
            std::vector<std::string> left{order_};
            for (auto& id : ids()) left.push_back(std::move(id));
            std::vector<std::string> right{conditions_.bind(std::move(value))};
            for (auto& id : bind_ids(cursor.id)) right.push_back(std::move(id));
            return row_value(left) + sign + row_value(right);
        }
        if (is_null(value)) {
            return '(' + order_ + " IS NULL AND " + row_value(ids()) + sign +
                   row_value(bind_ids(cursor.id)) + ')';
        }
        const std::string start = conditions_.bind(std::move(value));
        return '(' + order_ + sign + start + " OR (" + order_ + " = " + start + " AND " +
               row_value(ids()) + sign + row_value(bind_ids(cursor.id)) + ") OR " + order_ +
               " IS NULL)";
    }

    std::string order_clause() const
    {
        const std::string direction = query_.sort.descending ? " DESC" : "";
        std::string clause;
        if (!order_.empty()) {
            if (may_be_missing()) clause = '(' + order_ + " IS NULL), ";
            clause += order_ + direction + ", ";
        }
        std::string between;
        for (const auto& id : ids()) {
            clause += between + id + direction;
            between = ", ";
        }
        return clause;
    }

    const Query& query_;
    SqlStatement statement_;
    Conditions conditions_{query_.kind, statement_};
    SqlOperand operand_;
    std::string where_;
    std::string order_;
};

} // namespace

bool needs_functions(Kind kind, const Filter& filter)
{
    if (filter.op == Filter::Op::all || filter.op == Filter::Op::any ||
        filter.op == Filter::Op::negate) {
        return std::any_of(filter.parts.begin(), filter.parts.end(),
                           [&](const Filter& part) { return needs_functions(kind, part); });
    }
    const SqlOperand operand = resolve(kind, filter.operand);
    if (operand.source == OperandSource::nowhere) return false;
    if (operand.source != OperandSource::member || filter.op == Filter::Op::contains) return true;
    if (filter.op != Filter::Op::equal_folded || filter.values.empty()) return false;
    const auto* text = std::get_if<std::string>(&filter.values.front());
    return text != nullptr && (operand.folded_column.empty() || text->empty());
}

bool needs_functions(const Query& query)
{
    const SqlOperand sort = resolve(query.kind, query.sort.operand);
    const bool sorts_by_function =
        sort.source == OperandSource::field || sort.source == OperandSource::extra ||
        (sort.source == OperandSource::member && sort.type == "text" && sort.folded_column.empty());
    return sorts_by_function || needs_functions(query.kind, query.filter);
}

Result<SqlStatement> page_statement(const Query& query) { return SelectBuilder(query).page(); }

Result<SqlStatement> count_statement(const Query& query) { return SelectBuilder(query).count(); }

namespace {

// Builds a SELECT over the change log; add() appends a text and a value at once.
struct ChangesBuilder {
    SqlStatement statement;

    void add(std::string_view text, Value value)
    {
        statement.values.push_back(std::move(value));
        statement.text += std::string(text) + '$' + std::to_string(statement.values.size());
    }

    void start(const ChangeQuery& query)
    {
        statement.text = "SELECT revision, ordinal, at, principal, dialect, action, kind, id, "
                         "customer, before, after, span FROM changes";
        add(" WHERE tenant = ", query.tenant.value);
        if (query.kind) add(" AND kind = ", std::string(name_of(*query.kind)));
        if (query.kind && query.id != 0) add(" AND id = ", query.id);
    }
};

} // namespace

SqlStatement changes_statement(const ChangeQuery& query)
{
    ChangesBuilder text;
    text.start(query);
    text.add(" AND revision > ", query.after);
    text.add(" ORDER BY revision, ordinal LIMIT ", query.limit);
    return std::move(text.statement);
}

SqlStatement rest_of_revision(const ChangeQuery& query, Revision revision, std::int64_t ordinal)
{
    ChangesBuilder text;
    text.start(query);
    text.add(" AND revision = ", revision);
    text.add(" AND ordinal > ", ordinal);
    text.statement.text += " ORDER BY ordinal";
    return std::move(text.statement);
}

} // namespace muster::store::sql
