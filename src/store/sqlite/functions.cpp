// The functions of sql/select.h for SQLite.
#include "store/sqlite/functions.h"

#include <array>
#include <string_view>

#include "base/text.h"
#include "store/sql/encoding.h"

namespace muster::store::sqlite {

using namespace model;

namespace {

std::string_view text_of(sqlite3_value* value)
{
    const auto* bytes = sqlite3_value_text(value);
    if (bytes == nullptr) return {};
    return {reinterpret_cast<const char*>(bytes),
            static_cast<std::size_t>(sqlite3_value_bytes(value))};
}

bool is_null(sqlite3_value* value) { return sqlite3_value_type(value) == SQLITE_NULL; }

void return_text(sqlite3_context* context, std::string_view text)
{
    sqlite3_result_text64(context, text.data(), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
}

void fold_text(sqlite3_context* context, int /*count*/, sqlite3_value** values)
{
    if (is_null(values[0])) return sqlite3_result_null(context);
    return_text(context, fold(text_of(values[0])));
}

void trim_text(sqlite3_context* context, int /*count*/, sqlite3_value** values)
{
    if (is_null(values[0])) return sqlite3_result_null(context);
    return_text(context, trim_invisible(text_of(values[0])));
}

void contains(sqlite3_context* context, int /*count*/, sqlite3_value** values)
{
    if (is_null(values[0])) return sqlite3_result_null(context);
    const std::string text = fold(text_of(values[0]));
    sqlite3_result_int(context, text.find(text_of(values[1])) == text.npos ? 0 : 1);
}

// Returns a value to SQL if it has the requested type, else null.
struct Give {
    sqlite3_context* context;
    std::string_view type;

    bool wants(std::string_view given) const { return type == given || type == "order"; }

    void operator()(std::monostate) const {}
    void operator()(bool flag) const
    {
        if (wants("boolean")) sqlite3_result_int(context, flag ? 1 : 0);
    }
    void operator()(std::int64_t whole) const
    {
        if (wants("number")) sqlite3_result_int64(context, whole);
    }
    void operator()(double real) const
    {
        if (wants("number")) sqlite3_result_double(context, real);
    }
    void operator()(const Decimal& decimal) const
    {
        if (wants("number")) sqlite3_result_double(context, sql::number_of(decimal));
    }
    void operator()(const std::string& text) const
    {
        if (type == "order") return_text(context, fold(text));
        if (type == "text") return_text(context, text);
    }
    void operator()(Date date) const
    {
        if (wants("date")) sqlite3_result_int64(context, date.time_since_epoch().count());
    }
    void operator()(Time time) const
    {
        if (wants("time")) sqlite3_result_int64(context, time.time_since_epoch().count());
    }
    void operator()(const TextList&) const {}
};

template <Value (*read)(std::string_view, std::string_view)>
void give_value(sqlite3_context* context, int /*count*/, sqlite3_value** values)
{
    sqlite3_result_null(context);
    if (is_null(values[0])) return;
    const Value value = read(text_of(values[0]), text_of(values[1]));
    const std::string_view type = text_of(values[2]);
    if (type == "any" && !model::is_null(value)) return sqlite3_result_int(context, 1);
    std::visit(Give{context, type}, value);
}

struct SqlFunction {
    const char* name;
    int parameters;
    void (*call)(sqlite3_context*, int, sqlite3_value**);
};

constexpr std::array functions{
    SqlFunction{"muster_fold", 1, fold_text},
    SqlFunction{"muster_trim", 1, trim_text},
    SqlFunction{"muster_contains", 2, contains},
    SqlFunction{"muster_field", 3, give_value<sql::field_of>},
    SqlFunction{"muster_extra", 3, give_value<sql::extra_of>},
};

} // namespace

int add_functions(sqlite3* handle)
{
    for (const auto& function : functions) {
        const int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
        const int result =
            sqlite3_create_function_v2(handle, function.name, function.parameters, flags, nullptr,
                                       function.call, nullptr, nullptr, nullptr);
        if (result != SQLITE_OK) return result;
    }
    return SQLITE_OK;
}

} // namespace muster::store::sqlite
