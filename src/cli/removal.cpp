// `muster remove`: a job of the server removes the customers who match a rule, or are in a
// group.
#include <array>
#include <iostream>

#include "cli/commands.h"
#include "cli/listing.h"
#include "cli/native_api.h"
#include "cli/wait_for_job.h"

namespace muster::cli {

namespace {

constexpr std::array<PlaceName, 2> removal_places{
    {{"/where", "--where"}, {"/group_id", "--group"}}};

} // namespace

Result<void> remove_customers(const ConnectionOptions& server, const RemovalOptions& options)
{
    const auto api = TRY(connect(server));
    api->name_places(removal_places);
    Json body = Json::object();
    if (!options.where.empty()) body.set("where", options.where);
    if (!options.group.empty()) body.set("group_id", TRY(find_group(*api, options.group)));
    const auto made =
        TRY(api->post(options.dry_run ? "/v1/removals?dry_run=true" : "/v1/removals", body));
    const auto job = "/v1/removals/" + std::to_string(integer_member(made, "id"));
    const auto done = TRY(wait_for_job(*api, job, "removal"));
    const auto removed = std::to_string(integer_member(done, "removed"));
    print_done(server, done,
               options.dry_run ? "dry run, nothing removed: " + removed + " would be removed"
                               : removed + " removed");
    return {};
}

} // namespace muster::cli
