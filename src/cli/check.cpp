// `muster check`, `muster backup` and `muster restore`.
#include <array>
#include <filesystem>
#include <iostream>

#include "cli/commands.h"
#include "cli/listing.h"
#include "cli/native_api.h"
#include "store/open.h"

namespace muster::cli {

namespace {

constexpr std::array<PlaceName, 1> backup_places{{{"/name", "NAME"}}};

} // namespace

Result<std::size_t> check_store(const std::string& data, const std::string& store)
{
    const std::string url = store.empty() ? store::default_url(data) : store;
    const auto problems = TRY(store::check_store(url));
    std::size_t errors = 0;
    for (const auto& problem : problems) {
        const bool is_error = problem.severity == store::StoreProblem::Severity::error;
        errors += is_error ? 1U : 0U;
        std::cout << (is_error ? "error: " : "warning: ") << problem.text << '\n';
    }
    const std::string path = url.substr(url.find(':') + 1);
    std::cout << path << ": " << (errors == 0 ? "clean" : std::to_string(errors) + " errors")
              << '\n';
    return errors;
}

Result<void> back_up(const ConnectionOptions& server, const std::string& name)
{
    const auto api = TRY(connect(server));
    api->name_places(backup_places);
    Json body = Json::object();
    body.set("name", name);
    const auto answer = TRY(api->post("/v1/backups", body));
    print_done(server, answer,
               name + ", in the backup folder of the server: " +
                   std::to_string(integer_member(answer, "bytes")) + " bytes");
    return {};
}

Result<void> restore(const std::string& data, const std::string& store, const std::string& backup)
{
    const std::string url = store.empty() ? store::default_url(data) : store;
    const auto replaced = TRY(store::restore_store(url, backup));
    // Snapshots of the index are of the old store; the next start makes new ones.
    std::error_code error;
    std::filesystem::remove_all(data + "/index", error);
    const std::string path = url.substr(url.find(':') + 1);
    std::cout << path << ": restored from " << backup;
    if (!replaced.empty()) std::cout << "; the old store stays as " << replaced;
    std::cout << '\n';
    return {};
}

} // namespace muster::cli
