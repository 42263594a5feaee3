// Binds values by their type, and ends read transactions.
#include "store/sql/connection.h"

#include "store/sql/encoding.h"

namespace muster::store::sql {

using namespace model;

Statement& Statement::null()
{
    statement_->bind_null(bound_++);
    return *this;
}

Statement& Statement::integer(std::int64_t value)
{
    statement_->bind_integer(bound_++, value);
    return *this;
}

Statement& Statement::text(std::string_view value)
{
    statement_->bind_text(bound_++, value);
    return *this;
}

Statement& Statement::text_or_null(std::string_view value)
{
    return value.empty() ? null() : text(value);
}

Statement& Statement::array(const ColumnValues& values)
{
    statement_->bind_array(bound_++, values);
    return *this;
}

Statement& Statement::value(const Value& value)
{
    if (is_null(value)) return null(); // first, because most columns of most rows are null
    if (const auto* content = std::get_if<std::string>(&value)) return text(*content);
    if (const auto* whole = std::get_if<std::int64_t>(&value)) return integer(*whole);
    if (const auto* time = std::get_if<Time>(&value)) {
        return integer(time->time_since_epoch().count());
    }
    if (const auto* date = std::get_if<Date>(&value)) {
        return integer(date->time_since_epoch().count());
    }
    if (const auto* flag = std::get_if<bool>(&value)) return integer(*flag ? 1 : 0);
    if (const auto* list = std::get_if<TextList>(&value)) {
        statement_->bind_copied_text(bound_++, encode_list(*list));
        return *this;
    }
    const auto* real = std::get_if<double>(&value);
    statement_->bind_real(bound_++, real != nullptr ? *real : number_of(std::get<Decimal>(value)));
    return *this;
}

Result<void> SqlConnection::run_constant(const std::string& text)
{
    auto statement = TRY(constant(text));
    return statement.run();
}

Result<ReadSnapshot> ReadSnapshot::open(SqlConnection& connection)
{
    if (connection.in_transaction()) return ReadSnapshot(nullptr);
    TRY(connection.begin_read());
    return ReadSnapshot(&connection);
}

ReadSnapshot::~ReadSnapshot()
{
    if (connection_ != nullptr) connection_->end_read();
}

Result<void> require_known_version(std::string_view what, std::int64_t version, std::int64_t newest)
{
    if (version <= newest) return {};
    return fail(Code::unsupported, "store",
                std::string(what) + " was made by a newer Muster (its schema is " +
                    std::to_string(version) + ", this program knows " + std::to_string(newest) +
                    "): use that one");
}

} // namespace muster::store::sql
