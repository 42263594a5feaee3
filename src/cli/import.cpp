// `muster import`: runs an import and prints its progress, the refused rows and the counts.
#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <iostream>
#include <optional>

#include "cli/commands.h"
#include "cli/importer.h"
#include "cli/listing.h"
#include "cli/native_api.h"
#include "cli/progress_bar.h"
#include "cli/table.h"

namespace muster::cli {

namespace {

constexpr std::array<PlaceName, 22> import_places{{{"key", "--key-field"},
                                                   {"mode", "--mode"},
                                                   {"format", "--format"},
                                                   {"group", "--group"},
                                                   {"declare", "--declare"},
                                                   {"delimiter", "--delimiter"},
                                                   {"encoding", "--encoding"},
                                                   {"map", "--map"},
                                                   {"skip", "--skip"},
                                                   {"null", "--null"},
                                                   {"date_order", "--date-order"},
                                                   {"country", "--country"},
                                                   {"groups_column", "--groups-column"},
                                                   {"members", "--members"},
                                                   {"only_new", "--only-new"},
                                                   {"remove", "--remove"},
                                                   {"create_groups", "--create-groups"},
                                                   {"decimal_comma", "--decimal-comma"},
                                                   {"keep_blank", "--keep-blank"},
                                                   {"overwrite_consent", "--overwrite-consent"},
                                                   {"keep_dates", "--keep-dates"},
                                                   {"dry_run", "--dry-run"}}};

volatile std::sig_atomic_t interrupted = 0;

std::size_t size_of_list(const Json& json, const std::string& name)
{
    const Json* list = json.find(name);
    return list != nullptr && list->is_array() ? list->as_array()->size() : 0;
}

void print_counts(const Json& import, bool dry_run)
{
    std::cout << (dry_run ? "dry run, nothing stored: " : "") << integer_member(import, "rows")
              << " rows";
    const auto columns = size_of_list(import, "columns");
    if (columns > 0) std::cout << ", " << columns << " columns";
    std::cout << ": " << integer_member(import, "inserted") << " inserted, "
              << integer_member(import, "updated") << " updated, "
              << integer_member(import, "unchanged") << " unchanged, "
              << integer_member(import, "refused") << " refused";
    const bool removes = text_member(import, "members") == "remove";
    const std::pair<std::string, std::string> others[] = {
        {"removed", " customers removed"},
        {"joined", removes ? " left the group" : " joined the group"},
        {"left", " left the group, because they are not in the file"},
        {"blank_rows", " blank rows skipped"},
        {"consents_kept", " withdrawn consents kept (--overwrite-consent gives them again)"}};
    for (const auto& [name, text] : others) {
        const auto count = integer_member(import, name);
        if (count > 0) std::cout << "; " << count << text;
    }
    std::cout << '\n';
}

// What a dry run would make of each column.
void print_mapping(const Json& import)
{
    const Json* columns = import.find("columns");
    if (columns == nullptr || !columns->is_array() || columns->as_array()->empty()) return;
    Json::Array rows;
    for (const auto& column : *columns->as_array()) {
        std::string examples;
        const Json* list = column.find("examples");
        if (list != nullptr && list->is_array()) {
            for (const auto& example : *list->as_array()) {
                examples += (examples.empty() ? "" : " | ") + plain_text(example);
            }
        }
        Json row = column;
        row.set("examples", examples);
        if (text_member(column, "member").empty()) row.set("member", "(dropped)");
        rows.push_back(std::move(row));
    }
    print_table(std::cout, {"heading", "member", "type", "blanks", "distinct", "examples"}, rows);
    std::cout << "key: " << text_member(import, "key") << '\n';
    const Json* proposals = import.find("proposals");
    if (proposals == nullptr || !proposals->is_array()) return;
    for (const auto& proposal : *proposals->as_array()) {
        std::string option = text_member(proposal, "option");
        if (option.ends_with("=true")) option.resize(option.size() - 5);
        const auto sign = option.find('=');
        if (sign != option.npos) option[sign] = ' ';
        std::replace(option.begin(),
                     option.begin() + static_cast<std::ptrdiff_t>(std::min(sign, option.size())),
                     '_', '-');
        std::cout << "proposed: --" << option << ": " << text_member(proposal, "reason") << '\n';
    }
}

// "1200 rows, 400/s, 12 s left, 3 refused"
class RunningText {
public:
    std::string operator()(const Json& import)
    {
        const auto rows = integer_member(import, "rows");
        const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin_;
        std::string text = std::to_string(rows) + " rows";
        if (taken.count() > 1) {
            text += ", " +
                    std::to_string(
                        static_cast<std::int64_t>(static_cast<double>(rows) / taken.count())) +
                    "/s";
        }
        const Json* share = import.find("progress");
        const double* done = share == nullptr ? nullptr : share->as_double();
        if (done != nullptr && *done > 0 && *done < 1 && taken.count() > 1) {
            const auto left = taken.count() * (1 - *done) / *done;
            text += ", " + std::to_string(static_cast<std::int64_t>(left) + 1) + " s left";
        }
        return text + ", " + std::to_string(integer_member(import, "refused")) + " refused";
    }

private:
    std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

} // namespace

Result<std::size_t> import_file(const ConnectionOptions& server, const ImportOptions& options)
{
    const auto api = TRY(connect(server));
    api->name_places(import_places);
    Importer importer(*api, options.file, options);
    ProgressBar progress(options.file, 2); // uploaded, then imported
    importer.note = [&](const std::string& text) { progress.print(text); };
    importer.on_progress = [&](std::size_t bytes) { progress.advance(bytes); };
    std::optional<RunningText> running;
    importer.on_running = [&](const Json& import) {
        if (!running) running.emplace(); // the upload is over
        progress.describe((*running)(import));
        progress.advance(0);
    };
    importer.on_refusal([&](std::size_t line, std::string_view field, std::string_view reason) {
        std::string text = line == 0 ? std::string{} : "line " + std::to_string(line) + ": ";
        if (!field.empty()) text += std::string(field) + ' ';
        progress.print(text + api->in_own_words(reason));
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
    if (options.dry_run) print_mapping(*result);
    print_counts(*result, options.dry_run);
    return refused;
}

} // namespace muster::cli
