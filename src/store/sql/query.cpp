// Writes conditions, orders and limits as SQL with parameters. Knows no engine.
#include "store/sql/query.h"

#include "base/text.h"
#include "store/sql/statements.h"

namespace muster::store::sql {

using namespace core;

namespace {

constexpr int filter_depth = 64; // SQLite takes expressions 1,000 deep; each level adds a few

std::string_view type_name(Storage storage)
{
    switch (storage) {
    case Storage::text: return "text";
    case Storage::integer: return "number";
    case Storage::boolean: return "boolean";
    case Storage::date: return "date";
    case Storage::time: return "time";
    case Storage::list: break;
    }
    return "list";
}

struct TypeName {
    std::string_view operator()(std::monostate) const { return ""; }
    std::string_view operator()(bool) const { return "boolean"; }
    std::string_view operator()(std::int64_t) const { return "number"; }
    std::string_view operator()(double) const { return "number"; }
    std::string_view operator()(const Decimal&) const { return "number"; }
    std::string_view operator()(const std::string&) const { return "text"; }
    std::string_view operator()(Date) const { return "date"; }
    std::string_view operator()(Time) const { return "time"; }
    std::string_view operator()(const TextList&) const { return ""; } // compares to nothing
};

std::string_view type_name(const Value& value) { return std::visit(TypeName{}, value); }

struct Operand {
    enum class Place { nowhere, member, field, extra };
    Place place = Place::nowhere;
    std::string column;    // of a member, quoted
    std::string_view type; // of a member
    std::string_view path; // of a field or extra
    bool always = false;   // never null
    bool folded = false;   // has a folded column
};

// Members without which no row is stored.
bool is_always_there(std::string_view name)
{
    constexpr std::string_view names[] = {"id",       "created_at",  "updated_at", "revision",
                                          "group_id", "customer_id", "since"};
    for (const auto always : names) {
        if (always == name) return true;
    }
    return false;
}

template <class E>
Operand resolve(std::string_view name)
{
    using Place = Operand::Place;
    if (name.starts_with("fields.")) {
        return {HasFields<E> ? Place::field : Place::nowhere, {}, {}, name.substr(7), false, false};
    }
    if (name.starts_with("extras.")) {
        return {HasExtras<E> ? Place::extra : Place::nowhere, {}, {}, name.substr(7), false, false};
    }
    const auto* member = find_member<E>(name);
    if (member == nullptr) return {};
    return {
        Place::member,         "item.\"" + std::string(name) + '"', type_name(member->storage), {},
        is_always_there(name), table_for<E>.folded == name};
}

// Writes one statement for rows of E.
template <class E>
class Translator {
public:
    explicit Translator(Question& out) : out_(out) {}

    std::string bind(Value value)
    {
        out_.values.push_back(std::move(value));
        return '$' + std::to_string(out_.values.size());
    }

    Result<std::string> condition(const Filter& filter, int depth = 0)
    {
        if (depth > filter_depth) return fail(Code::too_large, "filter", "is nested too deeply");
        switch (filter.op) {
        case Filter::Op::all: return combined(filter.parts, " AND ", "1", depth);
        case Filter::Op::any: return combined(filter.parts, " OR ", "0", depth);
        case Filter::Op::negate: {
            if (filter.parts.empty()) return std::string("1");
            const auto part = TRY(condition(filter.parts.front(), depth + 1));
            return "NOT coalesce(" + part + ", 0)"; // no third value
        }
        case Filter::Op::member_of: return membership(filter.values);
        case Filter::Op::is_null: return absence(filter.operand);
        case Filter::Op::in: return one_of(filter);
        default: break;
        }
        if (filter.values.empty()) return std::string("0");
        return comparison(filter, filter.values.front());
    }

    // The conditions that every question has: tenant, what is removed, the filter.
    Result<std::string> conditions(const Query& query)
    {
        std::string all = "item.tenant = " + bind(query.tenant.value);
        if (!query.with_removed && !table_for<E>.live.empty()) {
            all += " AND item." + std::string(table_for<E>.live);
        }
        const auto filter = TRY(condition(query.filter));
        if (filter != "1") all += " AND " + filter;
        return all;
    }

    // What rows are ordered by before their id; empty for the id itself.
    std::string order(const Sort& sort)
    {
        const Operand operand = resolve<E>(sort.operand);
        switch (operand.place) {
        case Operand::Place::nowhere: return {};
        case Operand::Place::field:
        case Operand::Place::extra: return value_of(operand, "order");
        case Operand::Place::member: break;
        }
        if (sort.operand == "id" || operand.type == "list") return {};
        if (operand.folded) return "item.\"" + sort.operand + "_folded\"";
        if (operand.type != "text") return operand.column;
        return "muster_fold(coalesce(" + operand.column + ", ''))";
    }

    static bool may_be_missing(const Sort& sort)
    {
        const Operand operand = resolve<E>(sort.operand);
        return operand.place != Operand::Place::member ||
               (!operand.always && operand.type != "text");
    }

    std::string after(const Sort& sort, const std::string& order, const Cursor& cursor)
    {
        const std::string beyond = sort.descending ? " < " : " > ";
        if (order.empty()) return ids() + beyond + cursor_ids(cursor);
        Value value = cursor.value;
        if (const auto* text = std::get_if<std::string>(&value)) value = fold(*text);
        if (!may_be_missing(sort)) {
            if (is_null(value)) value = std::string{};
            const std::string start = bind(std::move(value));
            return '(' + order + ", " + id_list() + ')' + beyond + '(' + start + ", " +
                   cursor_id_list(cursor) + ')';
        }
        if (is_null(value)) {
            return '(' + order + " IS NULL AND " + ids() + beyond + cursor_ids(cursor) + ')';
        }
        const std::string start = bind(std::move(value));
        return '(' + order + beyond + start + " OR (" + order + " = " + start + " AND " + ids() +
               beyond + cursor_ids(cursor) + ") OR " + order + " IS NULL)";
    }

    std::string order_by(const Sort& sort, const std::string& order)
    {
        const std::string direction = sort.descending ? " DESC" : "";
        std::string clause = " ORDER BY ";
        if (!order.empty()) {
            if (may_be_missing(sort)) clause += '(' + order + " IS NULL), ";
            clause += order + direction + ", ";
        }
        if constexpr (is_membership) {
            return clause + "item.group_id" + direction + ", item.customer_id" + direction;
        } else {
            return clause + "item.id" + direction;
        }
    }

private:
    static constexpr bool is_membership = std::is_same_v<E, Membership>;

    static std::string id_list()
    {
        return is_membership ? "item.group_id, item.customer_id" : "item.id";
    }
    static std::string ids() { return is_membership ? '(' + id_list() + ')' : id_list(); }

    std::string cursor_id_list(const Cursor& cursor)
    {
        if (!is_membership) return bind(cursor.id);
        const std::string group = bind(cursor.id >> 32);
        return group + ", " + bind(cursor.id & 0xffffffff);
    }
    std::string cursor_ids(const Cursor& cursor)
    {
        const std::string list = cursor_id_list(cursor);
        return is_membership ? '(' + list + ')' : list;
    }

    // The operand as SQL when it has that type, else null.
    std::string value_of(const Operand& operand, std::string_view type)
    {
        switch (operand.place) {
        case Operand::Place::nowhere: return "NULL";
        case Operand::Place::member:
            return type == "any" || type == operand.type ? operand.column : "NULL";
        case Operand::Place::field: return function("muster_field(item.fields, ", operand, type);
        case Operand::Place::extra: break;
        }
        return function("muster_extra(item.extras, ", operand, type);
    }

    std::string function(std::string_view start, const Operand& operand, std::string_view type)
    {
        return std::string(start) + bind(std::string(operand.path)) + ", '" + std::string(type) +
               "')";
    }

    Result<std::string> combined(const std::vector<Filter>& parts, std::string_view operation,
                                 std::string_view none, int depth)
    {
        std::vector<std::string> texts;
        texts.reserve(parts.size());
        for (const auto& part : parts) texts.push_back(TRY(condition(part, depth + 1)));
        if (texts.size() == 1) return std::move(texts.front());
        return texts.empty() ? std::string(none) : balanced(texts, 0, texts.size(), operation);
    }

    // Halves in parentheses, so that a long list is no deep expression.
    static std::string balanced(const std::vector<std::string>& texts, std::size_t from,
                                std::size_t to, std::string_view operation)
    {
        if (to - from == 1) return texts[from];
        const std::size_t middle = from + (to - from) / 2;
        return '(' + balanced(texts, from, middle, operation) + std::string(operation) +
               balanced(texts, middle, to, operation) + ')';
    }

    std::string absence(std::string_view name)
    {
        return value_of(resolve<E>(name), "any") + " IS NULL";
    }

    Result<std::string> one_of(const Filter& filter)
    {
        std::vector<Filter> parts;
        for (const auto& value : filter.values) parts.push_back(equals(filter.operand, value));
        const Operand operand = resolve<E>(filter.operand);
        if (operand.place != Operand::Place::member) return condition(any_of(std::move(parts)));
        std::string list;
        for (const auto& value : filter.values) {
            if (type_name(value) != operand.type) continue;
            if (!list.empty()) list += ", ";
            list += bind(value);
        }
        return list.empty() ? std::string("0") : operand.column + " IN (" + list + ')';
    }

    std::string comparison(const Filter& filter, const Value& value)
    {
        const std::string_view type = type_name(value);
        if (type.empty()) return "0";
        const Operand operand = resolve<E>(filter.operand);
        const bool on_text =
            filter.op == Filter::Op::contains || filter.op == Filter::Op::equal_folded;
        if (on_text && type != "text") return "0";
        const std::string left = value_of(operand, type);
        if (left == "NULL") return "0";
        switch (filter.op) {
        case Filter::Op::less: return left + " < " + bind(value);
        case Filter::Op::less_or_equal: return left + " <= " + bind(value);
        case Filter::Op::greater: return left + " > " + bind(value);
        case Filter::Op::greater_or_equal: return left + " >= " + bind(value);
        case Filter::Op::contains:
            return "muster_contains(" + left + ", " + bind(fold(text_of(value))) + ')';
        case Filter::Op::equal_folded: return equality_folded(operand, left, text_of(value));
        default: return left + " = " + bind(value);
        }
    }

    std::string equality_folded(const Operand& operand, const std::string& left,
                                std::string_view text)
    {
        if (!operand.folded || text.empty())
            return "muster_fold(" + left + ") = " + bind(fold(text));
        std::string column = operand.column;
        column.insert(column.size() - 1, "_folded");
        return column + " = " + bind(fold(text));
    }

    std::string membership(const std::vector<Value>& groups)
    {
        if (!std::is_same_v<E, Customer>) return "0";
        std::string list;
        for (const auto& group : groups) {
            if (!std::holds_alternative<std::int64_t>(group)) continue;
            if (!list.empty()) list += ", ";
            list += bind(group);
        }
        if (list.empty()) return "0";
        return "item.id IN (SELECT customer_id FROM memberships WHERE memberships.tenant = $1 AND "
               "group_id IN (" +
               list + ") AND left_at IS NULL)";
    }

    Question& out_;
};

template <class E>
Result<Question> page_of(const Query& query)
{
    Question question;
    Translator<E> translate(question);
    std::string where = TRY(translate.conditions(query));
    const std::string order = translate.order(query.sort);
    if (query.after) where += " AND " + translate.after(query.sort, order, *query.after);
    question.text = "SELECT " + column_list<E>("item.") + " FROM \"" +
                    std::string(table_for<E>.name) + "\" AS item WHERE " + where +
                    translate.order_by(query.sort, order);
    question.text += " LIMIT " + translate.bind(query.limit + 1);
    if (!query.after && query.offset > 0) {
        question.text += " OFFSET " + translate.bind(query.offset);
    }
    return question;
}

template <class E>
Result<Question> count_of(const Query& query)
{
    Question question;
    Translator<E> translate(question);
    const std::string where = TRY(translate.conditions(query));
    question.text =
        "SELECT count(*) FROM \"" + std::string(table_for<E>.name) + "\" AS item WHERE " + where;
    return question;
}

} // namespace

Result<Question> page_question(const Query& query)
{
    return with_entity(query.kind,
                       [&]<class E>(std::type_identity<E>) { return page_of<E>(query); });
}

Result<Question> count_question(const Query& query)
{
    return with_entity(query.kind,
                       [&]<class E>(std::type_identity<E>) { return count_of<E>(query); });
}

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
                        "customer, before, after FROM changes";
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
