// Joins conditions, orders and limits into statements. Knows no engine.
#include "store/sql/query.h"

#include "base/text.h"
#include "store/sql/condition.h"
#include "store/sql/statements.h"

namespace muster::store::sql {

using namespace model;

namespace {

// Writes one question for rows of a kind.
class Questioner {
public:
    explicit Questioner(const Query& query)
        : query_(query), operand_(resolve(query.kind, query.sort.operand))
    {}

    Result<Question> page()
    {
        where_ = TRY(conditions());
        order_ = order();
        if (query_.after) where_ += " AND " + beyond(*query_.after);
        question_.text = "SELECT " + columns() + from() + where_ + " ORDER BY " + order_clause();
        question_.text += " LIMIT " + conditions_.bind(query_.limit + 1);
        if (!query_.after && query_.offset > 0) {
            question_.text += " OFFSET " + conditions_.bind(query_.offset);
        }
        return std::move(question_);
    }

    Result<Question> count()
    {
        where_ = TRY(conditions());
        question_.text = "SELECT count(*)" + from() + where_;
        return std::move(question_);
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
        const auto filter = TRY(conditions_.of(query_.filter));
        if (filter != "1") all += " AND " + filter;
        return all;
    }

    // What rows are sorted by before their ids; empty when the ids say it all.
    std::string order()
    {
        using Place = Operand::Place;
        const std::string& name = query_.sort.operand;
        if (operand_.place == Place::nowhere || name == "id") return {};
        if (operand_.place != Place::member) return conditions_.value_of(operand_, "order");
        if (operand_.type == "list") return {};
        if (query_.kind == Kind::membership && name == "group_id") return {};
        if (!operand_.folded_column.empty()) return operand_.folded_column;
        if (operand_.type != "text") return operand_.column;
        return "muster_fold(coalesce(" + operand_.column + ", ''))";
    }

    bool may_be_missing() const
    {
        return operand_.place != Operand::Place::member ||
               (!operand_.is_always_there && operand_.type != "text");
    }

    // The columns of row_id that the sort does not hold already.
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

    // The rows after the cursor.
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
    Question question_;
    Conditions conditions_{query_.kind, question_};
    Operand operand_;
    std::string where_;
    std::string order_;
};

} // namespace

Result<Question> page_question(const Query& query) { return Questioner(query).page(); }

Result<Question> count_question(const Query& query) { return Questioner(query).count(); }

namespace {

// Binds as it writes.
struct ChangesText {
    Question question;

    void add(std::string_view text, Value value)
    {
        question.values.push_back(std::move(value));
        question.text += std::string(text) + '$' + std::to_string(question.values.size());
    }

    void start(const ChangeQuery& query)
    {
        question.text = "SELECT revision, ordinal, at, principal, dialect, action, kind, id, "
                        "customer, before, after, span FROM changes";
        add(" WHERE tenant = ", query.tenant.value);
        if (query.kind) add(" AND kind = ", std::string(name_of(*query.kind)));
        if (query.kind && query.id != 0) add(" AND id = ", query.id);
    }
};

} // namespace

Question changes_question(const ChangeQuery& query)
{
    ChangesText text;
    text.start(query);
    text.add(" AND revision > ", query.after);
    text.add(" ORDER BY revision, ordinal LIMIT ", query.limit);
    return std::move(text.question);
}

Question rest_of_revision(const ChangeQuery& query, Revision revision, std::int64_t ordinal)
{
    ChangesText text;
    text.start(query);
    text.add(" AND revision = ", revision);
    text.add(" AND ordinal > ", ordinal);
    text.question.text += " ORDER BY ordinal";
    return std::move(text.question);
}

} // namespace muster::store::sql
