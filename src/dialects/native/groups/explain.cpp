// GET …/explain: why a customer is in a group or not, clause by clause.
#include <map>

#include "dialects/native/groups/rules.h"
#include "dialects/native/handlers.h"
#include "directory/customers.h"
#include "directory/dynamic.h"
#include "directory/groups.h"
#include "directory/memberships.h"
#include "model/lookup.h"
#include "model/pages.h"
#include "rule/rule_analysis.h"
#include "wire/value_json.h"

namespace muster::dialects::native {

namespace {

using rule::Explanation;
using rule::Truth;

// The time at which each member of a customer got its present value, from the change log.
class LastChanges {
public:
    static Result<LastChanges> read(const RequestContext& call, model::CustomerId id)
    {
        LastChanges last;
        model::ChangeQuery query;
        query.tenant = call.tenant.id;
        query.kind = model::Kind::customer;
        query.id = id.value;
        query.limit = static_cast<std::int64_t>(limits::page_items);
        TRY(model::each_change(call.rows(), query,
                               [&](const model::Change& change) { last.note(change); }));
        return last;
    }

    // nullopt for a member that never had a value.
    std::optional<Time> of(std::string_view operand) const
    {
        const auto found = times_.find(operand);
        if (found == times_.end()) return std::nullopt;
        return found->second;
    }

private:
    void note(const model::Change& change)
    {
        const auto after = parse_json(change.after);
        if (!after || !after->is_object()) return; // blanked by an erasure, or empty
        for (const auto& [name, value] : *after->as_object()) {
            const auto* fields = name == "fields" ? value.as_object() : nullptr;
            if (fields == nullptr) {
                times_.insert_or_assign(name, change.at);
                continue;
            }
            for (const auto& field : *fields) {
                times_.insert_or_assign("fields." + field.name, change.at);
            }
        }
    }

    std::map<std::string, Time, std::less<>> times_;
};

// Writes an explanation as JSON. It has the same tree as its rule.
class ExplanationWriter {
public:
    ExplanationWriter(const RequestContext& call, model::CustomerId customer, LastChanges last,
                      JsonWriter& out)
        : call_(call), customer_(customer), last_(std::move(last)), out_(out)
    {}

    Result<void> write(const rule::Rule& rule, const Explanation& explanation)
    {
        out_.begin_object();
        out_.name("text").text(explanation.text);
        write_truth(explanation.truth);
        if (!rule.operand.empty()) {
            out_.name("value");
            wire::write_value(out_, explanation.value);
        }
        if (rule::is_membership(rule)) {
            write_time("changed_at", TRY(stay_changed(rule.group)));
        } else if (!rule.operand.empty()) {
            write_time("changed_at", last_.of(rule.operand));
        }
        if (!rule.parts.empty()) {
            out_.name("parts").begin_array();
            for (std::size_t i = 0; i < rule.parts.size(); ++i) {
                TRY(write(rule.parts[i], explanation.parts[i]));
            }
            out_.end_array();
        }
        out_.end_object();
        return {};
    }

    void write_truth(Truth truth)
    {
        out_.name("truth");
        if (truth == Truth::unknown) {
            out_.text("unknown");
        } else {
            out_.boolean(truth == Truth::yes);
        }
    }

    void write_time(std::string_view name, std::optional<Time> time)
    {
        out_.name(name);
        if (time) {
            out_.text(format_rfc3339(*time));
        } else {
            out_.null();
        }
    }

private:
    // When the customer joined or left a static group; dynamic groups have no membership rows.
    Result<std::optional<Time>> stay_changed(model::GroupId group) const
    {
        const auto stay = model::find_membership(call_.rows(), call_.tenant.id, group, customer_);
        if (!stay && stay.error().code != Code::not_found) return fail(stay.error());
        if (!stay || stay->revision == 0) return std::optional<Time>{};
        return std::optional<Time>(stay->left_at ? stay->left_at : stay->since);
    }

    const RequestContext& call_;
    model::CustomerId customer_;
    LastChanges last_;
    JsonWriter& out_;
};

Result<void> explain_static(const RequestContext& call, const model::Group& group,
                            model::CustomerId customer, JsonWriter& out)
{
    const auto stay = model::find_membership(call.rows(), call.tenant.id, group.id, customer);
    if (!stay && stay.error().code != Code::not_found) return fail(stay.error());
    const bool is_in = stay && stay->is_live();
    out.name("member").boolean(is_in).name("membership");
    if (stay) {
        write_entity(out, *stay);
    } else {
        out.null();
    }
    return {};
}

Result<void> explain_dynamic(const RequestContext& call, const model::Group& group,
                             const model::Customer& customer, JsonWriter& out)
{
    const auto declared = TRY(model::load_declared(call.rows(), call.tenant.id));
    const auto groups = TRY(directory::load_dynamic_groups(call.rows(), call.tenant.id, declared));
    const auto found = groups.find(group.id);
    if (found == groups.end()) return fail(Code::not_found, "group", "the group was just changed");
    const Time now = call.directory().clock().now();
    const auto explanation = TRY(directory::explain_membership(call.rows(), call.tenant.id, groups,
                                                               group.id, customer, now));
    ExplanationWriter writer(call, customer.id, TRY(LastChanges::read(call, customer.id)), out);
    out.name("member").boolean(explanation.truth == Truth::yes);
    out.name("rule").text(group.rule);
    out.name("now").text(format_rfc3339(now));
    out.name("because");
    return writer.write(*found->second.rule, explanation);
}

} // namespace

HandlerResult explain_member(RequestContext& call)
{
    const auto group =
        TRY(model::live_group(call.rows(), call.tenant.id, {TRY(path_id(call, "group"))}));
    const auto customer =
        TRY(model::live_customer(call.rows(), call.tenant.id, {TRY(path_id(call, "customer"))}));
    std::string body;
    JsonWriter out(body);
    out.begin_object().name("group_id").integer(group.id.value);
    out.name("customer_id").integer(customer.id.value);
    out.name("kind").text(group.is_dynamic() ? "dynamic" : "static");
    if (group.is_dynamic()) {
        TRY(explain_dynamic(call, group, customer, out));
    } else {
        TRY(explain_static(call, group, customer.id, out));
    }
    out.end_object();
    return json_response(std::move(body));
}

} // namespace muster::dialects::native
