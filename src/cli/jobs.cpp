// `muster jobs`: lists the imports, exports, fills, removals and undos of a tenant, cancels and
// resumes them.
#include <iostream>

#include "cli/commands.h"
#include "cli/listing.h"
#include "cli/native_api.h"
#include "cli/table.h"

namespace muster::cli {

Result<void> list_jobs(const ConnectionOptions& server)
{
    const auto api = TRY(connect(server));
    Json::Array rows;
    for (const std::string work : {"import", "export", "fill", "removal", "undo"}) {
        TRY(each_item(*api, "/v1/" + work + "s", [&](Json job) {
            job.set("work", work);
            rows.push_back(std::move(job));
            return Result<void>{};
        }));
    }
    if (server.json) {
        std::cout << Json(std::move(rows)).text() << '\n';
        return {};
    }
    print_table(std::cout, {"work", "id", "status", "progress", "rows", "updated_at", "error"},
                rows);
    return {};
}

Result<void> change_job(const ConnectionOptions& server, const std::string& work,
                        const std::string& id, const std::string& action)
{
    const auto api = TRY(connect(server));
    const auto job = TRY(api->post("/v1/" + work + "s/" + encode_percent(id) + '/' + action, {}));
    print_done(server, job, work + ' ' + id + " is " + text_member(job, "status"));
    return {};
}

} // namespace muster::cli
