// See importer.h.
#include "cli/importer.h"

#include <chrono>
#include <cstdio>
#include <memory>
#include <thread>

#include "base/text.h"
#include "cli/listing.h"
#include "cli/wait_for_job.h"
#include "wire/csv.h"

namespace muster::cli {

namespace {

constexpr std::size_t part_bytes = 8 * 1024 * 1024;
constexpr int most_tries = 6;
constexpr std::chrono::milliseconds pause_between_tries{500};

struct CloseUnlessStdin {
    void operator()(std::FILE* file) const
    {
        if (file != stdin) std::fclose(file);
    }
};
using InputFile = std::unique_ptr<std::FILE, CloseUnlessStdin>;

// Appends a query parameter to the target.
std::string with_parameter(std::string target, std::string_view name, std::string_view value)
{
    target += target.find('?') == std::string::npos ? '?' : '&';
    return target + std::string(name) + '=' + encode_percent(value);
}

std::size_t count_columns(std::string_view start)
{
    wire::CsvReader reader;
    wire::CsvRecord header;
    reader.feed(start);
    reader.finish();
    const auto found = reader.next(header);
    return found && *found ? header.fields.size() : 0;
}

} // namespace

Result<std::int64_t> Importer::find_group()
{
    const std::string& group = options_.group;
    auto found = cli::find_group(api_, group);
    if (found || found.error().code != Code::not_found || parse_integer(group)) return found;
    if (options_.dry_run) {
        note("would create the group " + group);
        return 0;
    }
    Json body = Json::object();
    body.set("name", group);
    const auto made = TRY(api_.post("/v1/groups", body));
    note("created the group " + group);
    return integer_member(made, "id");
}

Result<Json> Importer::make()
{
    std::string target = with_parameter("/v1/imports", "key", options_.key_field);
    target = with_parameter(std::move(target), "format", options_.format);
    target = with_parameter(std::move(target), "mode", options_.mode);
    if (options_.declare) target = with_parameter(std::move(target), "declare", "true");
    if (options_.dry_run) target = with_parameter(std::move(target), "dry_run", "true");
    if (!options_.group.empty()) {
        const auto group = TRY(find_group());
        if (group != 0) target = with_parameter(std::move(target), "group", std::to_string(group));
    }
    return api_.post(target, {});
}

// Sends one part of the file and returns the offset after it. After a broken connection it asks the
// server how much of the part has arrived, and sends only the rest.
Result<std::int64_t> Importer::put_part(const std::string& import, std::int64_t offset,
                                        std::string_view part, bool is_last)
{
    const auto end = offset + static_cast<std::int64_t>(part.size());
    std::int64_t sent = offset;
    for (int tries = 1;; ++tries) {
        std::string target = with_parameter(import + "/content", "offset", std::to_string(sent));
        if (is_last) target += "&complete=true";
        const auto done = api_.put(target, part.substr(static_cast<std::size_t>(sent - offset)));
        if (done) return end;
        const Code code = done.error().code;
        const bool may_help = code == Code::unavailable || code == Code::timed_out;
        if (!may_help || tries == most_tries) return fail(done.error());
        std::this_thread::sleep_for(pause_between_tries * tries);
        const auto known = api_.get(import);
        if (!known) continue;
        sent = integer_member(*known, "size");
        if (text_member(*known, "status") != "uploading") return end;
        if (sent < offset || sent > end) return fail(done.error());
    }
}

Result<void> Importer::upload(const std::string& import)
{
    const InputFile file(path_ == "-" ? stdin : std::fopen(path_.c_str(), "rb"));
    if (!file) return fail(Code::not_found, "file", "cannot read " + path_);
    std::string part(part_bytes, '\0');
    for (bool is_last = false; !is_last;) {
        const auto count = std::fread(part.data(), 1, part.size(), file.get());
        if (std::ferror(file.get()) != 0) {
            return fail(Code::unavailable, "file", "cannot read " + path_);
        }
        is_last = count < part.size();
        const auto bytes = std::string_view(part).substr(0, count);
        if (size_ == 0) columns_ = count_columns(bytes);
        size_ = TRY(put_part(import, size_, bytes, is_last));
        on_progress(count);
    }
    return {};
}

Result<Json> Importer::wait(const std::string& import)
{
    std::size_t shown = 0;
    return wait_for_job(api_, import, "import", [&](const Json& job) -> Result<void> {
        const Json* progress = job.find("progress");
        const double* share = progress == nullptr ? nullptr : progress->as_double();
        const auto done =
            static_cast<std::size_t>((share == nullptr ? 0 : *share) * static_cast<double>(size_));
        if (done > shown) on_progress(done - shown);
        shown = std::max(shown, done);
        if (!is_interrupted()) return {};
        const auto id = std::to_string(integer_member(job, "id"));
        return fail(
            Code::conflict, "import",
            "the server continues import " + id +
                ": see it with muster jobs list, or stop it with muster jobs cancel import " + id);
    });
}

void Importer::note_declared(const Json& import) const
{
    const Json* declared = import.find("declared");
    if (declared == nullptr || !declared->is_array()) return;
    for (const auto& field : *declared->as_array()) {
        const Json* unique = field.find("unique");
        const auto blanks = integer_member(field, "blanks");
        note(std::string(options_.dry_run ? "would declare " : "declared ") +
             text_member(field, "key") + ": " + text_member(field, "type") +
             (unique != nullptr && *unique == Json(true) ? ", unique" : "") +
             (blanks > 0 ? ", " + std::to_string(blanks) + " blank cells" : ""));
    }
}

Result<void> Importer::report_refused(const std::string& import)
{
    constexpr std::int64_t refused_piece_bytes = 4 * 1024 * 1024;
    wire::CsvReader reader;
    wire::CsvRecord record;
    bool is_header = true;
    for (std::int64_t offset = 0;;) {
        const auto piece = TRY(api_.download(import + "/refused", offset, refused_piece_bytes));
        offset += static_cast<std::int64_t>(piece.size());
        piece.empty() ? reader.finish() : reader.feed(piece);
        while (TRY(reader.next(record))) {
            if (!is_header && record.fields.size() >= 4) {
                const auto line = parse_integer(record.fields[0]).value_or(0);
                refuse_(static_cast<std::size_t>(line), record.fields[1], record.fields[3]);
            }
            is_header = false;
        }
        if (piece.empty()) return {};
    }
}

Result<Json> Importer::run()
{
    const auto made = TRY(make());
    const std::string import = "/v1/imports/" + std::to_string(integer_member(made, "id"));
    const auto uploaded = upload(import);
    if (!uploaded) {
        static_cast<void>(api_.post(import + "/cancel", {})); // leaves no unfinished job
        return fail(uploaded.error());
    }
    const auto done = TRY(wait(import));
    note_declared(done);
    if (integer_member(done, "refused") > 0) TRY(report_refused(import));
    return done;
}

} // namespace muster::cli
