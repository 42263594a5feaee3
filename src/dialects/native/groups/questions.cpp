// POST /v1/query: for each of several rules the number of customers and some of them, and how many
// are in two of the sets. Nothing is stored.
#include "dialects/native/body.h"
#include "dialects/native/groups/rules.h"
#include "dialects/native/handlers.h"

namespace muster::dialects::native {

namespace {

Result<std::vector<rule::RuleRef>> take_rules(const RequestContext& call, Json& body)
{
    auto where = take(body, "where");
    if (!where) return bad_member("/where", "is required: a list of rules", Code::missing_field);
    const auto* list = where->as_array();
    if (list == nullptr) return bad_member("/where", "must be a list of rules");
    if (list->empty()) {
        return bad_member("/where", "must have a rule or more", Code::missing_field);
    }
    if (list->size() > limits::query_rules) {
        return bad_member("/where",
                          "at most " + std::to_string(limits::query_rules) + " rules at once",
                          Code::too_large);
    }
    std::vector<rule::RuleRef> rules;
    for (std::size_t i = 0; i < list->size(); ++i) {
        rules.push_back(TRY(rule_of_json(call, (*list)[i], "/where/" + std::to_string(i))));
    }
    return rules;
}

Result<model::SetQuery> read_set_query(const RequestContext& call, Json body)
{
    model::SetQuery query;
    query.now = call.directory().clock().now();
    query.where = TRY(take_rules(call, body));
    query.limit = TRY(take_integer(body, "limit")).value_or(0);
    if (query.limit < 0 || query.limit > static_cast<std::int64_t>(limits::page_items)) {
        return bad_member("/limit", "must be from 0 to " + std::to_string(limits::page_items) +
                                        "; longer lists come by GET /v1/customers?where=");
    }
    query.with_overlap = TRY(take_boolean(body, "overlap")).value_or(false);
    TRY(refuse_others(body));
    return query;
}

Result<std::string> write_results(const RequestContext& call, const model::Finder& finder,
                                  const model::SetQuery& query)
{
    const auto result = TRY(finder.find(call.tenant.id, query));
    std::string body;
    JsonWriter out(body);
    out.begin_object().name("revision").integer(result.revision).name("results").begin_array();
    for (const auto& found : result.results) {
        out.begin_object().name("count").integer(found.count);
        if (query.limit > 0) {
            out.name("items");
            TRY(write_customers(call, out, found.ids));
        }
        out.end_object();
    }
    out.end_array();
    if (query.with_overlap) {
        out.name("overlap").begin_array();
        for (const auto& row : result.overlap) {
            out.begin_array();
            for (const auto count : row) out.integer(count);
            out.end_array();
        }
        out.end_array();
    }
    out.end_object();
    return body;
}

} // namespace

HandlerResult answer_query(RequestContext& call)
{
    auto query = TRY(read_set_query(call, TRY(read_body(call))));
    const auto* finder = TRY(finder_of(call));
    std::string body;
    TRY(call.rows().read_at_once(call.tenant.id, [&](model::Revision at) -> Result<void> {
        query.at = at;
        body = TRY(write_results(call, *finder, query));
        return {};
    }));
    return json_response(std::move(body));
}

} // namespace muster::dialects::native
