// Joins column names into statements.
#include "store/sql/row_statements.h"

#include <vector>

namespace muster::store::sql {

using namespace model;

namespace {

std::string join(const std::vector<std::string>& parts, std::string_view between)
{
    std::string all;
    for (const auto& part : parts) {
        if (!all.empty()) all += between;
        all += part;
    }
    return all;
}

std::string parameter(std::size_t number) { return '$' + std::to_string(number); }

template <class E>
std::vector<std::string> key_columns()
{
    std::vector<std::string> names;
    for (const auto& member : Schema<E>::members) {
        if (is_key(member)) names.push_back(in_quotes(member.name));
    }
    return names;
}

// "tenant = $1 AND id = $2"
template <class E>
std::string by_key(std::size_t number = 1)
{
    std::string condition = "tenant = " + parameter(number);
    for (const auto& name : key_columns<E>()) {
        condition += " AND " + name + " = " + parameter(++number);
    }
    return condition;
}

struct SetColumn {
    std::string name; // in quotes
    bool is_text = false;
};

// The columns of the mask in the order in which they are bound.
template <class E>
std::vector<SetColumn> set_columns(Columns mask)
{
    std::vector<SetColumn> columns;
    for (std::size_t i = 0; i < Schema<E>::size; ++i) {
        if ((mask >> i & 1U) == 0) continue;
        const auto& member = Schema<E>::members[i];
        const std::string_view name = member.name;
        const bool is_text = member.storage == Storage::text || member.storage == Storage::list;
        columns.push_back({in_quotes(name), is_text});
        if (name != table_for<E>.folded) continue;
        columns.push_back({in_quotes(std::string(name) + "_folded"), true});
    }
    if ((mask & fields_column<E>) != 0) columns.push_back({in_quotes("fields"), true});
    if ((mask & extras_column<E>) != 0) columns.push_back({in_quotes("extras"), true});
    return columns;
}

// "tenant", "id": numbers that identify a row.
template <class E>
std::vector<SetColumn> row_columns()
{
    std::vector<SetColumn> columns{{in_quotes("tenant")}};
    for (auto& name : key_columns<E>()) columns.push_back({std::move(name)});
    return columns;
}

} // namespace

std::string rows_of_arrays(const std::vector<bool>& is_text)
{
    std::vector<std::string> arrays;
    for (const bool is_array_of_texts : is_text) {
        arrays.push_back(parameter(arrays.size() + 1) +
                         (is_array_of_texts ? "::text[]" : "::bigint[]"));
    }
    return "unnest(" + join(arrays, ", ") + ')';
}

std::string in_quotes(std::string_view name) { return '"' + std::string(name) + '"'; }

template <class E>
Columns settable_columns()
{
    Columns mask = 0;
    for (std::size_t i = 0; i < Schema<E>::size; ++i) {
        const auto& member = Schema<E>::members[i];
        if (!is_key(member) && member.keeping != Keeping::derived) mask |= Columns{1} << i;
    }
    if constexpr (HasFields<E>) mask |= fields_column<E>;
    if constexpr (HasExtras<E>) mask |= extras_column<E>;
    return mask;
}

template <class E>
std::string column_list(std::string_view prefix)
{
    std::vector<std::string> names;
    for (const auto& member : Schema<E>::members) names.push_back(in_quotes(member.name));
    if constexpr (HasFields<E>) names.push_back(in_quotes("fields"));
    if constexpr (HasExtras<E>) names.push_back(in_quotes("extras"));
    for (auto& name : names) name.insert(0, prefix);
    return join(names, ", ");
}

template <class E>
const std::string& select_row()
{
    static const std::string text = "SELECT " + column_list<E>() + " FROM " +
                                    in_quotes(table_for<E>.name) + " WHERE " + by_key<E>();
    return text;
}

template <class E>
const std::string& delete_row()
{
    static const std::string text =
        "DELETE FROM " + in_quotes(table_for<E>.name) + " WHERE " + by_key<E>();
    return text;
}

template <class E>
const std::string& select_rows()
{
    static const std::string text = "SELECT " + column_list<E>("item.") + ", item.tenant FROM " +
                                    rows_of_arrays({false, false}) +
                                    " AS wanted(tenant, id) JOIN " + in_quotes(table_for<E>.name) +
                                    " AS item ON item.tenant = wanted.tenant AND item." +
                                    key_columns<E>().back() + " = wanted.id";
    return text;
}

template <class E>
const std::string& select_by_key()
{
    static const std::string text =
        "SELECT " + column_list<E>("item.") + " FROM keys JOIN " + in_quotes(table_for<E>.name) +
        " AS item ON item.tenant = keys.tenant AND item." + key_columns<E>().back() +
        " = keys.id WHERE keys.tenant = $1 AND keys.key = $2 ORDER BY keys.id LIMIT 1";
    return text;
}

template <class E>
RowChange insert_row(Columns mask)
{
    auto columns = row_columns<E>();
    for (auto& column : set_columns<E>(mask)) columns.push_back(std::move(column));
    RowChange change;
    std::vector<std::string> names;
    std::vector<std::string> values;
    for (auto& column : columns) {
        names.push_back(column.name);
        values.push_back(parameter(names.size()));
        change.is_text.push_back(column.is_text);
    }
    const auto insert =
        "INSERT INTO " + in_quotes(table_for<E>.name) + " (" + join(names, ", ") + ") ";
    change.one = insert + "VALUES (" + join(values, ", ") + ")";
    change.many = insert + "SELECT * FROM " + rows_of_arrays(change.is_text);
    return change;
}

template <class E>
RowChange update_row(Columns mask)
{
    const auto table = in_quotes(table_for<E>.name);
    RowChange change;
    std::vector<std::string> updates;
    std::vector<std::string> updates_of_many;
    std::vector<std::string> values; // names of the columns of the arrays
    const auto add = [&](bool is_text) {
        change.is_text.push_back(is_text);
        values.push_back('v' + std::to_string(change.is_text.size()));
    };
    for (const auto& column : set_columns<E>(mask)) {
        add(column.is_text);
        updates.push_back(column.name + " = " + parameter(values.size()));
        updates_of_many.push_back(column.name + " = changed." + values.back());
    }
    change.one = "UPDATE " + table + " SET " + join(updates, ", ") + " WHERE " +
                 by_key<E>(values.size() + 1);
    std::vector<std::string> conditions;
    for (const auto& column : row_columns<E>()) {
        add(false);
        conditions.push_back(table + '.' + column.name + " = changed." + values.back());
    }
    change.many = "UPDATE " + table + " SET " + join(updates_of_many, ", ") + " FROM " +
                  rows_of_arrays(change.is_text) + " AS changed(" + join(values, ", ") +
                  ") WHERE " + join(conditions, " AND ");
    return change;
}

#define MUSTER_STATEMENTS(E)                                                                       \
    template Columns settable_columns<E>();                                                        \
    template std::string column_list<E>(std::string_view);                                         \
    template const std::string& select_row<E>();                                                   \
    template const std::string& select_rows<E>();                                                  \
    template const std::string& delete_row<E>();                                                   \
    template const std::string& select_by_key<E>();                                                \
    template RowChange insert_row<E>(Columns);                                                     \
    template RowChange update_row<E>(Columns);
MUSTER_STATEMENTS(Account)
MUSTER_STATEMENTS(Tenant)
MUSTER_STATEMENTS(Credential)
MUSTER_STATEMENTS(CustomField)
MUSTER_STATEMENTS(Customer)
MUSTER_STATEMENTS(Group)
MUSTER_STATEMENTS(Membership)
MUSTER_STATEMENTS(StoredReply)
MUSTER_STATEMENTS(Job)
MUSTER_STATEMENTS(JobItem)
MUSTER_STATEMENTS(Campaign)
MUSTER_STATEMENTS(CampaignRun)
MUSTER_STATEMENTS(Message)
#undef MUSTER_STATEMENTS

} // namespace muster::store::sql
