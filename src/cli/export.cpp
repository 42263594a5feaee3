// `muster export`: a job of the server writes the file, then the command downloads it in pieces.
#include <fstream>
#include <iostream>

#include "cli/commands.h"
#include "cli/listing.h"
#include "cli/native_api.h"
#include "cli/wait_for_job.h"

namespace muster::cli {

namespace {

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
    return api.remove(made); // the server does not need the file any more
}

} // namespace

Result<void> export_customers(const ConnectionOptions& server, const ExportOptions& options)
{
    const auto api = TRY(connect(server));
    if (options.output == "-") {
        TRY(export_to(*api, options, std::cout));
        std::cout.flush();
        return {};
    }
    std::ofstream file(options.output, std::ios::binary | std::ios::trunc);
    if (!file) return fail(Code::unavailable, "output", "cannot write " + options.output);
    TRY(export_to(*api, options, file));
    file.close();
    if (!file) return fail(Code::unavailable, "output", "cannot write " + options.output);
    return {};
}

} // namespace muster::cli
