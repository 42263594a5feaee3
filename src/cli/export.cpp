// `muster export`: a job of the server writes the file, then the command downloads it in pieces.
#include <array>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>

#include <unistd.h>

#include "base/files.h"
#include "cli/commands.h"
#include "cli/listing.h"
#include "cli/native_api.h"
#include "cli/wait_for_job.h"

namespace muster::cli {

namespace {

constexpr std::array<PlaceName, 4> export_places{
    {{"where", "--where"}, {"group", "--group"}, {"columns", "--columns"}, {"format", "--format"}}};
constexpr std::int64_t piece_bytes = 8 * 1024 * 1024;

Result<std::string> make_export(NativeApi& api, const ExportOptions& options)
{
    std::string target = "/v1/exports?format=" + options.format;
    if (!options.group.empty()) {
        target += "&group=" + std::to_string(TRY(find_group(api, options.group)));
    }
    if (!options.where.empty()) target += "&where=" + encode_percent(options.where);
    if (!options.columns.empty()) target += "&columns=" + encode_percent(options.columns);
    if (options.spreadsheet) target += "&spreadsheet=true";
    const auto made = TRY(api.post(target, {}));
    return "/v1/exports/" + std::to_string(integer_member(made, "id"));
}

Result<void> fetch(NativeApi& api, const std::string& made, std::ostream& out)
{
    for (std::int64_t offset = 0;;) {
        const auto piece = TRY(api.download(made + "/content", offset, piece_bytes));
        if (piece.empty()) return {};
        out << piece;
        offset += static_cast<std::int64_t>(piece.size());
    }
}

Result<void> export_to(NativeApi& api, const ExportOptions& options, std::ostream& out)
{
    const auto made = TRY(make_export(api, options));
    TRY(wait_for_job(api, made, "export"));
    TRY(fetch(api, made, out));
    TRY(api.remove(made)); // the server does not need the file any more
    return {};
}

Failure cannot_write(const std::string& path)
{
    return fail(Code::unavailable, "output", "--output: " + file_problem("write", path, errno));
}

// What is at the path stays until the new content is complete. What is no file, such as /dev/stdout
// or a pipe, is written to directly.
Result<void> write_to_file(const std::string& path,
                           const std::function<Result<void>(std::ostream&)>& write)
{
    namespace fs = std::filesystem;
    std::error_code ignored;
    const bool is_special = fs::exists(path, ignored) && !fs::is_regular_file(path, ignored);
    const fs::path target = is_special ? fs::path(path) : fs::weakly_canonical(path, ignored);
    const std::string written =
        is_special ? path : target.string() + ".partial-" + std::to_string(getpid());
    std::ofstream file(written, std::ios::binary | std::ios::trunc);
    if (!file) return cannot_write(path);
    auto done = write(file);
    file.close();
    if (done && !file) done = cannot_write(path);
    if (is_special) return done;
    if (fs::exists(target, ignored)) {
        fs::permissions(written, fs::status(target, ignored).permissions(), ignored);
    }
    if (done && std::rename(written.c_str(), target.c_str()) != 0) done = cannot_write(path);
    if (!done) std::remove(written.c_str());
    return done;
}

} // namespace

Result<void> export_customers(const ConnectionOptions& server, const ExportOptions& options)
{
    const auto api = TRY(connect(server));
    api->name_places(export_places);
    if (options.output == "-") {
        TRY(export_to(*api, options, std::cout));
        std::cout.flush();
        return {};
    }
    return write_to_file(options.output,
                         [&](std::ostream& out) { return export_to(*api, options, out); });
}

} // namespace muster::cli
