#include "dialects/native/groups/rules.h"

#include "dialects/native/errors.h"
#include "dialects/native/groups/rule_json.h"
#include "directory/groups.h"
#include "model/lookup.h"
#include "model/tenant_zone.h"
#include "rule/check.h"
#include "rule/parse.h"
#include "rule/print.h"
#include "rule/rule_analysis.h"

namespace muster::dialects::native {

namespace {

constexpr std::int64_t sample_items = 10; // enough to see whether the rule is as intended

Result<rule::RuleRef> checked(const RequestContext& call, Result<rule::Rule> rule,
                              std::string_view text, std::string_view where)
{
    if (rule) {
        const auto declared = TRY(model::load_declared(call.rows(), call.tenant.id));
        const auto* zone = TRY(model::load_time_zone(call.rows(), call.tenant.id));
        const rule::RuleNames names{declared, call.tenant.id, &call.rows(), text, zone};
        rule = rule::check(*std::move(rule), names);
    }
    if (rule) return std::make_shared<const rule::Rule>(*std::move(rule));
    Error error = std::move(rule).error();
    if (error.where.empty()) error.where = where;
    return fail(std::move(error));
}

// The present rule of the group; null for a static or a new group.
Result<rule::RuleRef> present_rule(const RequestContext& call, model::GroupId id)
{
    if (!id) return rule::RuleRef{};
    const auto group = TRY(model::live_group(call.rows(), call.tenant.id, id));
    if (!group.is_dynamic()) return rule::RuleRef{};
    return rule_of_text(call, group.rule, "/rule");
}

Result<void> write_found(const RequestContext& call, JsonWriter& out, std::string_view name,
                         const model::Matches& found)
{
    out.name(name).begin_object().name("count").integer(found.count).name("sample");
    TRY(write_customers(call, out, found.ids));
    out.end_object();
    return {};
}

} // namespace

Result<rule::RuleRef> rule_of_text(const RequestContext& call, std::string_view text,
                                   std::string_view where)
{
    return checked(call, rule::parse(text), text, where);
}

Result<rule::RuleRef> rule_of_json(const RequestContext& call, const Json& rule,
                                   std::string_view where)
{
    if (const auto* text = rule.as_text()) return rule_of_text(call, *text, where);
    return checked(call, read_rule(rule, std::string(where)), {}, where);
}

Result<const model::Finder*> finder_of(const RequestContext& call)
{
    if (call.services.finder != nullptr) return call.services.finder;
    return fail(Code::unsupported, "where", "this server keeps no index to answer rules from");
}

Result<void> write_customers(const RequestContext& call, JsonWriter& out,
                             std::span<const std::int64_t> ids)
{
    const auto rows = TRY(call.rows().get_all(model::Kind::customer, call.tenant.id, ids));
    out.begin_array();
    for (const auto& row : rows) write_entity(out, std::get<model::Customer>(row));
    out.end_array();
    return {};
}

namespace {

Result<std::string> write_preview(const RequestContext& call, const rule::RuleRef& wanted,
                                  const rule::RuleRef& present, model::Revision at)
{
    const auto* finder = TRY(finder_of(call));
    const Time now = call.directory().clock().now();
    const auto found =
        TRY(finder->find(call.tenant.id, {{wanted}, now, sample_items, false, at})).results.front();
    const auto difference =
        TRY(finder->compare(call.tenant.id, {present, now}, {wanted, now}, sample_items, at));
    std::string body;
    JsonWriter out(body);
    out.begin_object().name("dry_run").boolean(true);
    out.name("rule").text(rule::print(*wanted));
    out.name("tree");
    write_rule(out, *wanted);
    out.name("revision").integer(difference.revision);
    out.name("cost").integer(static_cast<std::int64_t>(rule::cost_of(*wanted)));
    TRY(write_found(call, out, "members", found));
    TRY(write_found(call, out, "added", difference.added));
    TRY(write_found(call, out, "removed", difference.removed));
    out.end_object();
    return body;
}

} // namespace

Result<http::Response> preview_rule(const RequestContext& call, model::GroupId id, const Json& rule)
{
    const auto wanted = TRY(rule_of_json(call, rule, "/rule"));
    const auto present = TRY(present_rule(call, id));
    std::string body;
    TRY(call.rows().read_at_once(call.tenant.id, [&](model::Revision at) -> Result<void> {
        body = TRY(write_preview(call, wanted, present, at));
        return {};
    }));
    return json_response(std::move(body));
}

Result<void> write_out_rule(const RequestContext& call, MergePatch& draft)
{
    Json* rule = draft.members.find("rule");
    if (rule == nullptr || rule->is_null() || rule->as_text() != nullptr) return {};
    *rule = Json(rule::print(*TRY(rule_of_json(call, *rule, "/rule"))));
    return {};
}

} // namespace muster::dialects::native
