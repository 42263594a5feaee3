// Reads filters and writes all pages of a query. Knows no members.
#include "dialects/xtrakit/listing.h"

#include "base/instant.h"
#include "base/text.h"
#include "dialects/xtrakit/reply.h"
#include "dialects/xtrakit/xtrakit.h"
#include "model/lookup.h"
#include "model/shown_ids.h"
#include "model/vendor_numbers.h"

namespace muster::dialects::xtrakit {

namespace {

// The most rows of one answer: with about 500 bytes each it has about 100 MB.
constexpr std::size_t list_rows = 200'000;

std::string_view filter_text(const http::Request& request, std::string_view name)
{
    return trim(request.parameter(name).value_or(std::string_view{}));
}

muster::Failure unreadable_filter(std::string_view name, std::string message)
{
    return fail(Code::invalid_value, std::string(name), std::move(message));
}

Result<void> add_start(const http::Request& request, std::vector<model::Filter>& filters)
{
    const auto text = filter_text(request, "created_at");
    if (text.empty()) return {};
    const auto start = parse_instant(text);
    if (!start) return unreadable_filter("created_at", "must be YYYY-MM-DD H:m:s");
    filters.push_back(model::where("created_at", model::Filter::Op::greater_or_equal, *start));
    return {};
}

// The filter includes the whole day, or the whole second when it has a time.
Result<void> add_end(const http::Request& request, std::vector<model::Filter>& filters)
{
    const auto text = filter_text(request, "updated_at");
    if (text.empty()) return {};
    const auto day = parse_date(text);
    const auto instant = parse_instant(text);
    if (!day && !instant) return unreadable_filter("updated_at", "must be YYYY-MM-DD");
    const Time past = day ? Time(*day + std::chrono::days(1)) : *instant + std::chrono::seconds(1);
    filters.push_back(model::where("updated_at", model::Filter::Op::less, past));
    return {};
}

} // namespace

Result<std::optional<std::int64_t>> read_integer(const http::Request& request,
                                                 std::string_view name)
{
    const auto text = filter_text(request, name);
    if (text.empty()) return std::optional<std::int64_t>{};
    const auto number = parse_integer(text);
    if (!number) return unreadable_filter(name, "must be an integer");
    return number;
}

Result<model::Filter> read_filters(const RequestContext& call)
{
    std::vector<model::Filter> filters;
    const auto business = TRY(read_integer(call.request, "business_code"));
    if (business && *business != model::shown_id(call.tenant, dialect_name))
        filters.push_back(model::any_of({}));
    TRY(add_start(call.request, filters));
    TRY(add_end(call.request, filters));
    return model::all_of(std::move(filters));
}

Result<void> show_group_ids(const RequestContext& call, std::vector<model::Entity>& customers)
{
    std::vector<std::int64_t> groups;
    for (const auto& row : customers) {
        if (const auto home = std::get<model::Customer>(row).home_group)
            groups.push_back(home.value);
    }
    const auto shown =
        TRY(model::ShownIds::load<model::Group>(call.rows(), call.tenant.id, dialect_name, groups));
    for (auto& row : customers) {
        auto& home = std::get<model::Customer>(row).home_group;
        if (home) home = {shown.of(home.value)};
    }
    return {};
}

Result<model::Customer> with_shown_group(const RequestContext& call, model::Customer customer)
{
    std::vector<model::Entity> one{std::move(customer)};
    TRY(show_group_ids(call, one));
    return std::get<model::Customer>(std::move(one.front()));
}

Result<model::GroupId> own_group_id(const model::Rows& rows, model::TenantId tenant,
                                    model::GroupId known)
{
    if (!known) return known;
    return TRY(model::known_by<model::Group>(rows, tenant, dialect_name, known.value)).id;
}

Result<Listed> list_all(const RequestContext& call, model::Kind kind, model::Filter filter,
                        WriteRow write)
{
    model::Query query;
    query.kind = kind;
    query.tenant = call.tenant.id;
    query.filter = std::move(filter);
    query.limit = static_cast<std::int64_t>(limits::page_items);
    Listed listed;
    listed.rows.clear();
    JsonWriter out(listed.rows);
    out.begin_array();
    do {
        auto page = TRY(call.rows().page(query));
        if (kind == model::Kind::customer) TRY(show_group_ids(call, page.rows));
        for (const auto& row : page.rows) write(out, call.tenant, row);
        listed.count += page.rows.size();
        if (listed.count > list_rows) {
            return fail(Code::too_large, "list", "Too many records: narrow the list by filters");
        }
        query.after = page.next;
    } while (query.after);
    out.end_array();
    return listed;
}

http::Response listed_reply(std::string_view plural, std::string_view member, const Listed& listed)
{
    const auto message = std::string(plural) + " found: " + std::to_string(listed.count);
    return reply_with(message, member, [&](JsonWriter& out) { out.raw(listed.rows); });
}

Result<std::int64_t> path_id(const RequestContext& call, std::string_view subject)
{
    const auto text = call.parameter("id");
    const auto id = parse_integer(text);
    if (!id || *id < 1 || *id > limits::vendor_number) {
        return fail(Code::not_found, std::string(subject), "no such id");
    }
    return *id;
}

} // namespace muster::dialects::xtrakit
