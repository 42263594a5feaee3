// `muster check`, `muster backup` and `muster restore`.
#include <array>
#include <filesystem>

#include "cli/commands.h"
#include "cli/listing.h"
#include "cli/native_api.h"
#include "store/open.h"

namespace muster::cli {

namespace {

constexpr std::array<PlaceName, 1> backup_places{{{"/name", "NAME"}}};

} // namespace

Result<std::size_t> check_store(const ConnectionOptions& how, const std::string& data,
                                const std::string& store)
{
    const std::string url = store.empty() ? store::default_url(data) : store;
    const std::string path = url.substr(url.find(':') + 1);
    const auto problems = TRY(store::check_store(url));
    std::size_t errors = 0;
    std::string lines;
    Json::Array found;
    for (const auto& problem : problems) {
        const bool is_error = problem.severity == store::StoreProblem::Severity::error;
        const std::string severity = is_error ? "error" : "warning";
        errors += is_error ? 1U : 0U;
        lines += severity + ": " + problem.text + '\n';
        Json one = Json::object();
        one.set("severity", severity);
        one.set("text", problem.text);
        found.push_back(std::move(one));
    }
    Json answer = Json::object();
    answer.set("store", path);
    answer.set("errors", static_cast<std::int64_t>(errors));
    answer.set("problems", std::move(found));
    print_done(how, answer,
               lines + path + ": " + (errors == 0 ? "clean" : std::to_string(errors) + " errors"));
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

Result<void> restore(const ConnectionOptions& how, const std::string& data,
                     const std::string& store, const std::string& backup)
{
    const std::string url = store.empty() ? store::default_url(data) : store;
    const auto replaced = TRY(store::restore_store(url, backup));
    // Snapshots of the index are of the old store; the next start makes new ones.
    std::error_code error;
    std::filesystem::remove_all(data + "/index", error);
    const std::string path = url.substr(url.find(':') + 1);
    Json answer = Json::object();
    answer.set("store", path);
    answer.set("backup", backup);
    answer.set("replaced", replaced);
    print_done(how, answer,
               path + ": restored from " + backup +
                   (replaced.empty() ? "" : "; the old store stays as " + replaced));
    return {};
}

} // namespace muster::cli
