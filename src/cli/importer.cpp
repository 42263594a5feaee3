// See importer.h.
#include "cli/importer.h"

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <memory>
#include <optional>
#include <thread>

#include <sys/stat.h>

#include "base/files.h"
#include "base/text.h"
#include "cli/listing.h"
#include "cli/wait_for_job.h"
#include "wire/csv.h"
#include "wire/encoding.h"
#include "wire/ndjson.h"
#include "wire/table_form.h"

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

// The size of a regular file; nullopt for a pipe, whose end nobody knows.
std::optional<std::size_t> size_of(std::FILE* file)
{
    struct stat state {};
    if (::fstat(::fileno(file), &state) != 0 || !S_ISREG(state.st_mode)) return std::nullopt;
    return static_cast<std::size_t>(state.st_size);
}

Result<std::vector<std::string>> read_map_file(const std::string& path)
{
    std::vector<std::string> lines;
    if (path.empty()) return lines;
    std::ifstream file(path);
    if (!file) return fail(Code::not_found, "map-file", file_problem("read", path, errno));
    for (std::string line; std::getline(file, line);) {
        if (!trim(line).empty() && !line.starts_with('#')) lines.emplace_back(trim(line));
    }
    return lines;
}

// Reads the file of refused rows, piece by piece: their line, field and what would be right.
class RefusedReader {
public:
    static Result<RefusedReader> open(const Json& job)
    {
        const auto encoding = text_member(job, "encoding");
        auto decoder = TRY(
            wire::TextDecoder::open(encoding.empty() ? std::string(wire::utf8_name) : encoding));
        const auto separator = wire::parse_separator(text_member(job, "delimiter")).value_or(',');
        return RefusedReader(std::move(decoder), separator, text_member(job, "format") == "ndjson");
    }

    Result<void> read(std::string_view piece, const Importer::OnRefusal& refuse)
    {
        std::string text;
        piece.empty() ? decoder_.finish(text) : decoder_.decode(piece, text);
        if (is_json_) {
            lines_.feed(text);
            if (piece.empty()) lines_.finish();
            while (const auto line = lines_.next()) read_line(*line, refuse);
            return {};
        }
        table_.feed(text);
        if (piece.empty()) table_.finish();
        wire::CsvRecord record;
        while (TRY(table_.next(record))) {
            const auto line =
                record.fields.empty() ? std::nullopt : parse_integer(record.fields[0]);
            if (!line || record.fields.size() < 4) continue; // the heading
            refuse(static_cast<std::size_t>(*line), record.fields[1], record.fields[3]);
        }
        return {};
    }

private:
    RefusedReader(wire::TextDecoder decoder, char separator, bool is_json)
        : decoder_(std::move(decoder)), table_({}, {}, separator), is_json_(is_json)
    {}

    static void read_line(std::string_view line, const Importer::OnRefusal& refuse)
    {
        const auto json = parse_json(line);
        if (!json || json->find("refused_line") == nullptr) return;
        refuse(static_cast<std::size_t>(integer_member(*json, "refused_line")),
               text_member(*json, "refused_field"), text_member(*json, "refused_right"));
    }

    wire::TextDecoder decoder_;
    wire::CsvReader table_;
    wire::NdjsonReader lines_;
    bool is_json_;
};

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
    made_group_ = integer_member(made, "id");
    return made_group_;
}

// The call that creates the import, with the options that are not as by default.
Result<std::string> Importer::target()
{
    std::string target = with_parameter("/v1/imports", "mode", options_.mode);
    const std::pair<std::string_view, const std::string&> texts[] = {
        {"key", options_.key_field},       {"format", options_.format},
        {"delimiter", options_.delimiter}, {"encoding", options_.encoding},
        {"null", options_.nulls},          {"true", options_.truths},
        {"false", options_.falsehoods},    {"date_order", options_.date_order},
        {"country", options_.country},     {"groups_column", options_.groups_column},
        {"members", options_.members}};
    for (const auto& [name, text] : texts) {
        if (!text.empty()) target = with_parameter(std::move(target), name, text);
    }
    const std::pair<std::string_view, bool> flags[] = {
        {"declare", options_.declare},
        {"dry_run", options_.dry_run},
        {"remove", options_.remove},
        {"create_groups", options_.create_groups},
        {"decimal_comma", options_.decimal_comma},
        {"keep_blank", options_.keep_blank},
        {"only_new", options_.only_new},
        {"overwrite_consent", options_.overwrite_consent},
        {"keep_dates", options_.keep_dates}};
    for (const auto& [name, is_set] : flags) {
        if (is_set) target = with_parameter(std::move(target), name, "true");
    }
    for (const auto& line : TRY(read_map_file(options_.map_file))) {
        target = with_parameter(std::move(target), "map", line);
    }
    if (!options_.vendor_ids.empty()) {
        target =
            with_parameter(std::move(target), "map", "id=vendor_numbers." + options_.vendor_ids);
    }
    for (const auto& map : options_.map) target = with_parameter(std::move(target), "map", map);
    for (const auto& skip : options_.skip) target = with_parameter(std::move(target), "skip", skip);
    if (options_.group.empty()) return target;
    const auto group = TRY(find_group());
    return group == 0 ? target : with_parameter(std::move(target), "group", std::to_string(group));
}

Result<Json> Importer::make() { return api_.post(TRY(target()), {}); }

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

Result<void> Importer::upload(std::FILE* file)
{
    std::string part(part_bytes, '\0');
    const auto whole = size_of(file);
    for (bool is_last = false; !is_last;) {
        const auto left = whole ? *whole - static_cast<std::size_t>(size_) : part.size();
        const auto count = std::fread(part.data(), 1, std::min(part.size(), left), file);
        if (std::ferror(file) != 0) {
            return fail(Code::unavailable, "file", file_problem("read", path_, errno));
        }
        is_last = count < part.size();
        if (is_last && whole && size_of(file) != whole) {
            return fail(Code::conflict, "file",
                        path_ + " has changed while it was read; import it when it is complete");
        }
        const auto bytes = std::string_view(part).substr(0, count);
        size_ = TRY(put_part(import_, size_, bytes, is_last));
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
        on_running(job);
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

// What the server has recognised and what it drops: nothing is discarded without a word.
void Importer::note_columns(const Json& import) const
{
    const auto delimiter = text_member(import, "delimiter");
    const auto encoding = text_member(import, "encoding");
    const bool is_usual = (delimiter.empty() || delimiter == ",") && encoding == wire::utf8_name;
    if (!is_usual && !encoding.empty()) {
        note("read as " + encoding +
             (delimiter.empty() ? "" : ", with " + delimiter + " between the cells"));
    }
    const Json* columns = import.find("columns");
    if (columns != nullptr && columns->is_array()) {
        for (const auto& column : *columns->as_array()) {
            if (!text_member(column, "member").empty()) continue;
            const auto heading = text_member(column, "heading");
            note("dropped " + (heading.empty() ? "a column" : heading) + ": " +
                 api_.in_own_words(text_member(column, "note")));
        }
    }
    const Json* created = import.find("created_groups");
    if (created == nullptr || !created->is_array()) return;
    for (const auto& name : *created->as_array()) {
        const std::string act = options_.dry_run ? "would create the group " : "created the group ";
        if (name.as_text() != nullptr) note(act + *name.as_text());
    }
}

Result<void> Importer::report_refused(const std::string& import, const Json& job)
{
    constexpr std::int64_t refused_piece_bytes = 4 * 1024 * 1024;
    auto reader = TRY(RefusedReader::open(job));
    for (std::int64_t offset = 0;;) {
        const auto piece = TRY(api_.download(import + "/refused", offset, refused_piece_bytes));
        offset += static_cast<std::int64_t>(piece.size());
        TRY(reader.read(piece, refuse_));
        if (piece.empty()) return {};
    }
}

// A refused import leaves nothing behind: the group that it has made goes, unless somebody joined
// it or the server goes on with the import.
void Importer::remove_unused_group()
{
    if (made_group_ == 0) return;
    if (!import_.empty()) {
        const auto job = api_.get(import_);
        if (!job || integer_member(*job, "joined") > 0) return;
        const auto status = text_member(*job, "status");
        const bool has_ended = status == "failed" || status == "cancelled" || status == "done";
        if (!has_ended) return;
    }
    if (api_.remove("/v1/groups/" + std::to_string(made_group_)))
        note("removed the group " + options_.group + " again: no customer joined it");
}

Result<Json> Importer::import_file(std::FILE* file)
{
    const auto made = TRY(make());
    import_ = "/v1/imports/" + std::to_string(integer_member(made, "id"));
    const auto uploaded = upload(file);
    if (!uploaded) {
        static_cast<void>(api_.post(import_ + "/cancel", {})); // leaves no unfinished job
        return fail(uploaded.error());
    }
    const auto done = TRY(wait(import_));
    note_columns(done);
    note_declared(done);
    if (integer_member(done, "refused") > 0) TRY(report_refused(import_, done));
    return done;
}

Result<Json> Importer::run()
{
    // Opened before the server makes anything.
    const InputFile file(path_ == "-" ? stdin : std::fopen(path_.c_str(), "rb"));
    if (!file) return fail(Code::not_found, "file", file_problem("read", path_, errno));
    auto done = import_file(file.get());
    if (!done || integer_member(*done, "refused") > 0) remove_unused_group();
    return done;
}

} // namespace muster::cli
