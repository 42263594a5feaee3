// See listing.h. Knows no resource.
#include "cli/listing.h"

#include "base/text.h"

namespace muster::cli {

Result<void> each_item(NativeApi& api, const std::string& target,
                       const std::function<Result<void>(const Json&)>& use)
{
    const std::string first = target + (target.find('?') == target.npos ? "?" : "&") + "limit=1000";
    std::string page = first;
    for (;;) {
        const auto answer = TRY(api.get(page));
        const Json* items = answer.find("items");
        if (items == nullptr || !items->is_array()) {
            return fail(Code::internal, "server", "the answer of the server is not a list");
        }
        for (const auto& item : *items->as_array()) TRY(use(item));
        const std::string next = text_member(answer, "next");
        if (next.empty()) return {};
        page = first + "&after=" + encode_percent(next);
    }
}

Result<std::int64_t> find_group(NativeApi& api, const std::string& id_or_name)
{
    if (const auto id = parse_integer(id_or_name)) {
        return integer_member(TRY(api.get("/v1/groups/" + std::to_string(*id))), "id");
    }
    const auto found = TRY(api.get("/v1/groups?name=" + encode_percent(id_or_name)));
    const Json* items = found.find("items");
    if (items == nullptr || !items->is_array() || items->as_array()->empty()) {
        return fail(Code::not_found, "group", "no group is called " + id_or_name);
    }
    return integer_member(items->as_array()->front(), "id");
}

ItemRefusal item_refusal(const Json& item)
{
    const Json* error = item.find("error");
    if (error == nullptr) return {{}, "refused"};
    const Json* errors = error->find("errors");
    const bool has_parts = errors != nullptr && errors->is_array() && !errors->as_array()->empty();
    const Json& first = has_parts ? errors->as_array()->front() : *error;
    ItemRefusal refusal{text_member(first, "pointer"), text_member(first, "detail")};
    // "/items/3/fields/tenure"
    if (refusal.member.starts_with("/items/")) {
        const auto slash = refusal.member.find('/', 7);
        refusal.member = slash == std::string::npos ? "" : refusal.member.substr(slash + 1);
    }
    if (refusal.reason.empty()) refusal.reason = text_member(*error, "title");
    return refusal;
}

} // namespace muster::cli
