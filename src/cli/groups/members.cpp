// `muster group add` and `muster group drop`: any number of customers, in pieces.
#include <algorithm>
#include <iostream>
#include <span>

#include "base/limits.h"
#include "base/text.h"
#include "cli/groups/customer_references.h"
#include "cli/groups/groups.h"
#include "cli/listing.h"
#include "cli/native_api.h"

namespace muster::cli {

namespace {

struct MemberCounts {
    std::int64_t added = 0;
    std::int64_t removed = 0;
    std::int64_t unchanged = 0;
    Json::Array refused{}; // {"customer": as given, "reason": …}
};

// "-" stands for the lines of standard input.
std::vector<std::string> expand(const std::vector<std::string>& customers)
{
    std::vector<std::string> all;
    for (const auto& customer : customers) {
        if (customer != "-") {
            all.push_back(customer);
            continue;
        }
        for (std::string line; std::getline(std::cin, line);) {
            if (const auto text = trim(line); !text.empty()) all.emplace_back(text);
        }
    }
    return all;
}

Json bulk_body(std::span<const std::int64_t> ids, std::string_view action)
{
    Json::Array items;
    for (const auto id : ids) {
        Json item = Json::object();
        item.set("customer_id", id);
        item.set("action", action);
        items.push_back(std::move(item));
    }
    Json body = Json::object();
    body.set("items", std::move(items));
    return body;
}

void note_answer(const Json& answer, std::span<const std::string> names, MemberCounts& counts)
{
    counts.added += integer_member(answer, "inserted");
    counts.removed += integer_member(answer, "removed");
    counts.unchanged += integer_member(answer, "unchanged") + integer_member(answer, "updated");
    if (integer_member(answer, "refused") == 0) return;
    for (const auto& item : *answer.find("items")->as_array()) {
        if (text_member(item, "result") != "refused") continue;
        Json refused = Json::object();
        refused.set("customer", names[static_cast<std::size_t>(integer_member(item, "index"))]);
        refused.set("reason", item_refusal(item).reason);
        counts.refused.push_back(std::move(refused));
    }
}

void print_counts(const ConnectionOptions& server, const MemberCounts& counts)
{
    if (server.json) {
        Json answer = Json::object();
        answer.set("added", counts.added);
        answer.set("removed", counts.removed);
        answer.set("unchanged", counts.unchanged);
        answer.set("refused", counts.refused);
        std::cout << answer.text() << '\n';
        return;
    }
    std::cout << counts.added << " added, " << counts.removed << " removed, " << counts.unchanged
              << " unchanged, " << counts.refused.size() << " refused\n";
    for (const auto& refused : counts.refused) {
        std::cerr << "muster: customer " << text_member(refused, "customer") << ": "
                  << text_member(refused, "reason") << '\n';
    }
}

} // namespace

Result<std::size_t> change_members(const ConnectionOptions& server, const std::string& group,
                                   const std::vector<std::string>& customers,
                                   std::string_view action)
{
    const auto api = TRY(connect(server));
    const auto path = "/v1/groups/" + std::to_string(TRY(find_group(*api, group)));
    const auto names = expand(customers);
    if (names.empty())
        return fail(Code::missing_field, "customer", "CUSTOMER: no customer is given");
    const auto ids = TRY(find_customers(*api, names));
    MemberCounts counts;
    for (std::size_t done = 0; done < ids.size();) {
        const auto count = std::min(ids.size() - done, limits::bulk_items);
        const auto piece = std::span(ids).subspan(done, count);
        const auto answer = TRY(api->post(path + "/members:batch", bulk_body(piece, action)));
        note_answer(answer, std::span(names).subspan(done, count), counts);
        done += count;
    }
    print_counts(server, counts);
    return counts.refused.size();
}

} // namespace muster::cli
