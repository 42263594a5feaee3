// `muster check` and `muster backup`.
#include "store/sqlite/check.h"

#include <filesystem>
#include <iostream>

#include "cli/api.h"
#include "cli/commands.h"
#include "cli/listing.h"

namespace muster::cli {

Result<std::size_t> check_store(const std::string& data, const std::string& store)
{
    constexpr std::string_view scheme = "sqlite:";
    const std::string url = store.empty() ? "sqlite:" + data + "/muster.db" : store;
    if (!url.starts_with(scheme)) {
        return fail(Code::unsupported, "store", "only sqlite: stores are files to check");
    }
    const std::string path = url.substr(scheme.size());
    const auto problems = TRY(store::sqlite::check(path));
    std::size_t errors = 0;
    for (const auto& problem : problems) {
        const bool is_error = problem.weight == store::sqlite::Problem::Weight::error;
        errors += is_error ? 1U : 0U;
        std::cout << (is_error ? "error: " : "warning: ") << problem.text << '\n';
    }
    std::cout << path << ": " << (errors == 0 ? "clean" : std::to_string(errors) + " errors")
              << '\n';
    return errors;
}

Result<void> back_up(const ConnectionOptions& server, const std::string& destination)
{
    const auto api = TRY(connect(server));
    const std::string path = std::filesystem::absolute(destination).lexically_normal();
    Json body = Json::object();
    body.set("path", path);
    const auto answer = TRY(api->post("/v1/backups", body));
    std::cout << path << ": " << integer_member(answer, "bytes") << " bytes\n";
    return {};
}

} // namespace muster::cli
