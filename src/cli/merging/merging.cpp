// See merging.h.
#include "cli/merging/merging.h"

#include <array>
#include <iostream>

#include "cli/groups/customer_references.h"
#include "cli/listing.h"
#include "cli/native_api.h"
#include "cli/table.h"

namespace muster::cli {

namespace {

constexpr std::array<PlaceName, 2> merge_places{{{"/customer_id", "OTHER"}, {"/take", "--take"}}};

void print_preview(const Json& preview)
{
    std::cout << "dry run, nothing merged: " << integer_member(preview, "memberships_moved")
              << " memberships moved, " << integer_member(preview, "memberships_shared")
              << " shared\n";
    const Json* conflicts = preview.find("conflicts");
    if (conflicts == nullptr || !conflicts->is_array() || conflicts->as_array()->empty()) return;
    print_table(std::cout, {"member", "survivor", "other", "wins"}, *conflicts->as_array());
}

} // namespace

Result<void> merge_customers(const ConnectionOptions& server, const MergeOptions& options)
{
    const auto api = TRY(connect(server));
    api->name_places(merge_places);
    const auto ids = TRY(find_customers(*api, {options.survivor, options.other}));
    Json body = Json::object();
    body.set("customer_id", ids.back());
    Json::Array take(options.take.begin(), options.take.end());
    if (!take.empty()) body.set("take", std::move(take));
    const auto target = "/v1/customers/" + std::to_string(ids.front()) + "/merge" +
                        (options.dry_run ? "?dry_run=true" : "");
    const auto answer = TRY(api->post(target, body));
    if (options.dry_run && !server.json) {
        print_preview(answer);
        return {};
    }
    print_done(server, answer,
               "customer " + std::to_string(ids.back()) + " merged into customer " +
                   std::to_string(ids.front()));
    return {};
}

Result<void> list_duplicates(const ConnectionOptions& server, const std::string& by)
{
    const auto api = TRY(connect(server));
    PrintedList how;
    how.columns = {"customer_id", "duplicate_id"};
    how.json = server.json;
    return print_list(*api, "/v1/customers:duplicates?by=" + by, how);
}

} // namespace muster::cli
