// `muster import`: runs an import and prints its progress, the refused rows and the counts.
#include <array>
#include <csignal>
#include <iostream>

#include "cli/commands.h"
#include "cli/importer.h"
#include "cli/listing.h"
#include "cli/native_api.h"
#include "cli/progress_bar.h"

namespace muster::cli {

namespace {

constexpr std::array<PlaceName, 5> import_places{{{"key", "--key-field"},
                                                  {"mode", "--mode"},
                                                  {"format", "--format"},
                                                  {"group", "--group"},
                                                  {"declare", "--declare"}}};

volatile std::sig_atomic_t interrupted = 0;

void print_counts(const Json& import, std::size_t columns, bool dry_run)
{
    std::cout << (dry_run ? "dry run, nothing stored: " : "") << integer_member(import, "rows")
              << " rows";
    if (columns > 0) std::cout << ", " << columns << " columns";
    std::cout << ": " << integer_member(import, "inserted") << " inserted, "
              << integer_member(import, "updated") << " updated, "
              << integer_member(import, "unchanged") << " unchanged, "
              << integer_member(import, "refused") << " refused";
    if (const auto joined = integer_member(import, "joined"); joined > 0) {
        std::cout << "; " << joined << " joined the group";
    }
    std::cout << '\n';
}

} // namespace

Result<std::size_t> import_file(const ConnectionOptions& server, const ImportOptions& options)
{
    const auto api = TRY(connect(server));
    api->name_places(import_places);
    Importer importer(*api, options.file, options);
    ProgressBar progress(options.file, 2); // uploaded, then imported
    importer.note = [&](const std::string& text) { progress.print(text); };
    importer.on_progress = [&](std::size_t bytes) { progress.advance(bytes); };
    importer.on_refusal([&](std::size_t line, std::string_view field, std::string_view reason) {
        std::string text = line == 0 ? std::string{} : "line " + std::to_string(line) + ": ";
        if (!field.empty()) text += std::string(field) + ' ';
        progress.print(text + std::string(reason));
    });
    // Ctrl-C during the upload ends command and import. Afterwards it only ends the command: the
    // server finishes the import.
    std::signal(SIGINT, [](int) { interrupted = 1; });
    importer.is_interrupted = [] { return interrupted != 0; };
    const auto result = importer.run();
    progress.finish();
    if (!result) return fail(result.error());
    const auto refused = static_cast<std::size_t>(integer_member(*result, "refused"));
    if (server.json) {
        std::cout << result->text() << '\n';
        return refused;
    }
    print_counts(*result, options.format == "csv" ? importer.columns() : 0, options.dry_run);
    return refused;
}

} // namespace muster::cli
