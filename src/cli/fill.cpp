// `muster group fill`: a job of the server adds the customers who match a rule to a group, or
// removes them from it.
#include <array>
#include <iostream>

#include "cli/commands.h"
#include "cli/listing.h"
#include "cli/native_api.h"
#include "cli/wait_for_job.h"

namespace muster::cli {

namespace {

constexpr std::array<PlaceName, 3> fill_places{
    {{"/where", "--where"}, {"/members", "--members"}, {"/group_id", "GROUP"}}};

} // namespace

Result<std::size_t> fill_group(const ConnectionOptions& server, const FillOptions& options)
{
    const auto api = TRY(connect(server));
    api->name_places(fill_places);
    Json body = Json::object();
    body.set("group_id", TRY(find_group(*api, options.group)));
    body.set("where", options.where);
    body.set("members", options.members);
    const auto made =
        TRY(api->post(options.dry_run ? "/v1/fills?dry_run=true" : "/v1/fills", body));
    const auto job = "/v1/fills/" + std::to_string(integer_member(made, "id"));
    const auto done = TRY(wait_for_job(*api, job, "fill"));
    const auto refused = integer_member(done, "refused");
    if (server.json) {
        std::cout << done.text() << '\n';
        return static_cast<std::size_t>(refused);
    }
    std::cout << (options.dry_run ? "dry run, nothing changed: " : "")
              << integer_member(done, "joined") << " joined, " << integer_member(done, "left")
              << " left, " << refused << " refused\n";
    if (refused > 0 && !options.dry_run) std::cout << "which and why: GET " << job << "/refused\n";
    return static_cast<std::size_t>(refused);
}

} // namespace muster::cli
