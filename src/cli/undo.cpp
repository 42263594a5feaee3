// `muster undo`: a job of the server takes back what an import or a fill has changed.
#include <array>
#include <iostream>

#include "cli/commands.h"
#include "cli/listing.h"
#include "cli/native_api.h"
#include "cli/wait_for_job.h"

namespace muster::cli {

namespace {

constexpr std::array<PlaceName, 1> undo_places{{{"/job_id", "JOB"}}};

std::string count_in(const Json& job, std::string_view name)
{
    return std::to_string(integer_member(job, name)) + ' ' + std::string(name);
}

void print_names(const Json& job, std::string_view list, std::string_view title)
{
    const Json* names = job.find(list);
    if (names == nullptr || !names->is_array() || names->as_array()->empty()) return;
    std::cout << title << ':';
    for (const auto& name : *names->as_array()) {
        if (name.as_text() != nullptr) std::cout << ' ' << *name.as_text();
    }
    std::cout << '\n';
}

} // namespace

Result<std::size_t> undo_job(const ConnectionOptions& server, const UndoOptions& options)
{
    const auto api = TRY(connect(server));
    api->name_places(undo_places);
    Json body = Json::object();
    body.set("job_id", options.job);
    const auto made =
        TRY(api->post(options.dry_run ? "/v1/undos?dry_run=true" : "/v1/undos", body));
    const auto job = "/v1/undos/" + std::to_string(integer_member(made, "id"));
    const auto done = TRY(wait_for_job(*api, job, "undo"));
    const auto refused = integer_member(done, "refused");
    if (server.json) {
        std::cout << done.text() << '\n';
        return static_cast<std::size_t>(refused);
    }
    std::cout << (options.dry_run ? "dry run, nothing changed: " : "");
    for (const std::string_view name : {"removed", "restored", "left", "joined", "unchanged"}) {
        std::cout << count_in(done, name) << ", ";
    }
    std::cout << count_in(done, "refused") << '\n';
    print_names(done, "removed_groups", "groups removed");
    print_names(done, "remaining_groups", "groups in use, which remain");
    print_names(done, "removed_fields", "fields removed");
    print_names(done, "remaining_fields", "fields in use, which remain");
    if (refused > 0) std::cout << "which and why: GET " << job << "/refused\n";
    return static_cast<std::size_t>(refused);
}

} // namespace muster::cli
