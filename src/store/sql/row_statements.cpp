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

// The columns of the mask in the order in which they are bound.
template <class E>
std::vector<std::string> set_columns(Columns mask)
{
    std::vector<std::string> names;
    for (std::size_t i = 0; i < Schema<E>::size; ++i) {
        if ((mask >> i & 1U) == 0) continue;
        const std::string_view name = Schema<E>::members[i].name;
        names.push_back(in_quotes(name));
        if (name == table_for<E>.folded) names.push_back(in_quotes(std::string(name) + "_folded"));
    }
    if ((mask & fields_column<E>) != 0) names.push_back(in_quotes("fields"));
    if ((mask & extras_column<E>) != 0) names.push_back(in_quotes("extras"));
    return names;
}

} // namespace

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
const std::string& select_by_key()
{
    static const std::string text =
        "SELECT " + column_list<E>("item.") + " FROM keys JOIN " + in_quotes(table_for<E>.name) +
        " AS item ON item.tenant = keys.tenant AND item." + key_columns<E>().back() +
        " = keys.id WHERE keys.tenant = $1 AND keys.key = $2 ORDER BY keys.id LIMIT 1";
    return text;
}

template <class E>
std::string insert_row(Columns mask)
{
    std::vector<std::string> names{"tenant"};
    for (auto& name : key_columns<E>()) names.push_back(std::move(name));
    for (auto& name : set_columns<E>(mask)) names.push_back(std::move(name));
    std::vector<std::string> values;
    for (std::size_t i = 1; i <= names.size(); ++i) values.push_back(parameter(i));
    return "INSERT INTO " + in_quotes(table_for<E>.name) + " (" + join(names, ", ") + ") VALUES (" +
           join(values, ", ") + ")";
}

template <class E>
std::string update_row(Columns mask)
{
    std::size_t number = 1;
    std::vector<std::string> updates;
    for (const auto& name : set_columns<E>(mask)) {
        updates.push_back(name + " = " + parameter(number++));
    }
    return "UPDATE " + in_quotes(table_for<E>.name) + " SET " + join(updates, ", ") + " WHERE " +
           by_key<E>(number);
}

#define MUSTER_STATEMENTS(E)                                                                       \
    template Columns settable_columns<E>();                                                        \
    template std::string column_list<E>(std::string_view);                                         \
    template const std::string& select_row<E>();                                                   \
    template const std::string& delete_row<E>();                                                   \
    template const std::string& select_by_key<E>();                                                \
    template std::string insert_row<E>(Columns);                                                   \
    template std::string update_row<E>(Columns);
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
