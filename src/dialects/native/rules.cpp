#include "dialects/native/rules.h"

#include "core/groups.h"
#include "core/rule/check.h"
#include "core/rule/parse.h"
#include "core/rule/print.h"
#include "dialects/native/errors.h"
#include "dialects/native/rule_json.h"

namespace muster::dialects::native {

namespace {

constexpr std::int64_t sample_items = 10; // enough to see whether the rule says what was meant

Result<core::RuleRef> checked(const Call& call, Result<core::Rule> rule, std::string_view text,
                              std::string_view where)
{
    if (rule) {
        const auto declared = TRY(core::load_declared(call.rows(), call.tenant.id));
        const core::RuleNames names{declared, call.tenant.id, &call.rows(), text};
        rule = core::check(*std::move(rule), names);
    }
    if (rule) return std::make_shared<const core::Rule>(*std::move(rule));
    Error error = std::move(rule).error();
    if (error.where.empty()) error.where = where;
    return fail(std::move(error));
}

// The group as it is, with its rule when it has one.
Result<core::RuleRef> present_rule(const Call& call, core::GroupId id)
{
    if (!id) return core::RuleRef{};
    const auto group = TRY(core::live_group(call.rows(), call.tenant.id, id));
    if (!group.is_dynamic()) return core::RuleRef{};
    return rule_of_text(call, group.rule, "/rule");
}

Result<void> write_found(const Call& call, JsonWriter& out, std::string_view name,
                         const core::Found& found)
{
    out.name(name).begin_object().name("count").integer(found.count).name("sample");
    TRY(write_customers(call, out, found.ids));
    out.end_object();
    return {};
}

} // namespace

Result<core::RuleRef> rule_of_text(const Call& call, std::string_view text, std::string_view where)
{
    return checked(call, core::parse(text), text, where);
}

Result<core::RuleRef> rule_of_json(const Call& call, const Json& rule, std::string_view where)
{
    if (const auto* text = rule.as_text()) return rule_of_text(call, *text, where);
    return checked(call, read_rule(rule, std::string(where)), {}, where);
}

Result<const core::Finder*> finder_of(const Call& call)
{
    if (call.site.finder != nullptr) return call.site.finder;
    return fail(Code::unsupported, "where", "this server keeps no index to answer rules from");
}

Result<void> write_customers(const Call& call, JsonWriter& out, std::span<const std::int64_t> ids)
{
    const auto rows = TRY(call.rows().get_all(core::Kind::customer, call.tenant.id, ids));
    out.begin_array();
    for (const auto& row : rows) write_entity(out, std::get<core::Customer>(row));
    out.end_array();
    return {};
}

Result<http::Response> preview_rule(const Call& call, core::GroupId id, const Json& rule)
{
    const auto* finder = TRY(finder_of(call));
    const auto wished = TRY(rule_of_json(call, rule, "/rule"));
    const auto present = TRY(present_rule(call, id));
    const Time now = call.directory().clock().now();
    const auto found =
        TRY(finder->find(call.tenant.id, {{wished}, now, sample_items, false})).results.front();
    const auto difference =
        TRY(finder->compare(call.tenant.id, {present, now}, {wished, now}, sample_items));
    std::string body;
    JsonWriter out(body);
    out.begin_object().name("dry_run").boolean(true);
    out.name("rule").text(core::print(*wished));
    out.name("tree");
    write_rule(out, *wished);
    out.name("revision").integer(difference.revision);
    TRY(write_found(call, out, "members", found));
    TRY(write_found(call, out, "added", difference.added));
    TRY(write_found(call, out, "removed", difference.removed));
    out.end_object();
    return json_response(std::move(body));
}

} // namespace muster::dialects::native
