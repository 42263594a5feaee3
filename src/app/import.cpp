// `muster import`: a CSV file becomes customers, a thousand rows a call, over the native API.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <unordered_set>

#include <unistd.h>

#include "app/api.h"
#include "app/columns.h"
#include "app/commands.h"
#include "app/importer.h"
#include "app/listing.h"
#include "app/progress.h"
#include "base/text.h"

namespace muster::app {

namespace {

constexpr std::size_t piece_rows = 1000;
constexpr std::size_t piece_bytes = 8 * 1024 * 1024;
constexpr std::size_t read_bytes = 256 * 1024;

// The declared field or member as the file calls it.
std::string column_name(const std::string& member)
{
    constexpr std::string_view fields = "fields/";
    return member.starts_with(fields) ? member.substr(fields.size()) : member;
}

} // namespace

Result<void> Importer::each_record(const std::function<Result<void>(wire::CsvRecord&)>& use)
{
    std::ifstream file(path_, std::ios::binary);
    if (!file) return fail(Code::not_found, "file", "cannot read " + path_);
    wire::CsvReader reader;
    wire::CsvRecord record;
    std::string piece(read_bytes, '\0');
    for (bool more = true; more;) {
        file.read(piece.data(), static_cast<std::streamsize>(piece.size()));
        const auto count = static_cast<std::size_t>(file.gcount());
        reader.feed(std::string_view(piece).substr(0, count));
        more = count == piece.size();
        if (!more) reader.finish();
        while (TRY(reader.next(record))) TRY(use(record));
        if (on_progress) on_progress(count);
    }
    return {};
}

// Reads the file once: the header, and what the cells of unknown columns look like.
Result<void> Importer::study()
{
    const auto declared = TRY(api_.get("/v1/fields?entity=customer&limit=1000"));
    std::vector<TypeGuess> guesses;
    bool is_header = true;
    TRY(each_record([&](wire::CsvRecord& record) -> Result<void> {
        if (is_header) {
            is_header = false;
            TRY(take_header(record, declared));
            guesses.resize(columns_.size());
            return {};
        }
        ++rows_;
        const std::size_t count = std::min(record.fields.size(), guesses.size());
        for (std::size_t i = 0; i < count; ++i) guesses[i].see(record.fields[i]);
        return {};
    }));
    if (is_header) return fail(Code::invalid_value, "file", path_ + " is empty");
    return declare_missing(guesses);
}

Result<void> Importer::take_header(const wire::CsvRecord& record, const Json& declared)
{
    std::unordered_set<std::string> names;
    for (const auto& cell : record.fields) {
        Column column = core_column(std::string(trim(cell)));
        if (column.name.empty()) {
            return fail(Code::invalid_value, "file", "the header has a column without a name");
        }
        if (!names.insert(column.name).second) {
            return fail(Code::invalid_value, "file",
                        "the header has the column " + column.name + " twice");
        }
        if (column.meaning == Meaning::unknown) {
            for (const auto& field : *declared.find("items")->as_array()) {
                if (fold(text_member(field, "key")) != fold(column.name)) continue;
                column.meaning = Meaning::declared;
                column.type = text_member(field, "type");
            }
        }
        columns_.push_back(std::move(column));
    }
    const auto key = std::find_if(columns_.begin(), columns_.end(), [&](const Column& column) {
        return column.name == options_.key_field;
    });
    if (key == columns_.end()) {
        return fail(Code::invalid_value, "key-field",
                    "the file has no column " + options_.key_field +
                        "; choose one with --key-field");
    }
    key_ = static_cast<std::size_t>(key - columns_.begin());
    return {};
}

Result<void> Importer::declare_missing(const std::vector<TypeGuess>& guesses)
{
    std::string unknown;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        Column& column = columns_[i];
        if (column.meaning != Meaning::unknown) continue;
        if (!options_.declare) {
            unknown += (unknown.empty() ? "" : ", ") + column.name;
            continue;
        }
        column.type = guesses[i].type();
        Json body = Json::object();
        body.set("key", column.name);
        body.set("entity", "customer");
        body.set("type", column.type);
        if (const auto format = guesses[i].format(); !format.empty()) body.set("format", format);
        if (i == key_) body.set("unique", true);
        note(std::string(options_.dry_run ? "would declare " : "declared ") + column.name + ": " +
             column.type + (i == key_ ? ", unique" : "") +
             (guesses[i].blanks() > 0 ? ", " + std::to_string(guesses[i].blanks()) + " blank cells"
                                      : ""));
        if (options_.dry_run) continue;
        TRY(api_.post("/v1/fields", body));
        column.meaning = Meaning::declared;
    }
    if (unknown.empty()) return {};
    return fail(Code::unknown_field, "file",
                "no such fields: " + unknown + "; declare them first, or add --declare");
}

Result<std::int64_t> Importer::find_group()
{
    const std::string& group = options_.group;
    auto found = app::find_group(api_, group);
    if (found || found.error().code != Code::not_found || parse_integer(group)) return found;
    if (options_.dry_run) {
        note("would make the group " + group);
        return 0;
    }
    Json body = Json::object();
    body.set("name", group);
    const auto made = TRY(api_.post("/v1/groups", body));
    note("made the group " + group);
    return integer_member(made, "id");
}

Json Importer::item_of(const wire::CsvRecord& record) const
{
    Json item = Json::object();
    Json fields = Json::object();
    Json address = Json::object();
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        const Column& column = columns_[i];
        Json value = cell_value(column, record.fields[i]);
        if (column.meaning == Meaning::declared) {
            fields.as_object()->push_back({column.name, std::move(value)});
        } else if (column.meaning == Meaning::core && !column.address_member.empty()) {
            address.set(column.address_member, std::move(value));
        } else if (column.meaning == Meaning::core) {
            item.set(column.name, std::move(value));
        }
    }
    if (!address.as_object()->empty()) item.set("address", std::move(address));
    if (!fields.as_object()->empty()) item.set("fields", std::move(fields));
    return item;
}

Result<void> Importer::send_piece()
{
    if (items_.empty()) return {};
    const Column& key = columns_[key_];
    Json body = Json::object();
    body.set("mode", "upsert");
    // In a dry run the key may not be declared yet: then every row is new.
    if (key.meaning != Meaning::unknown) {
        body.set("key", key.meaning == Meaning::core ? key.name : "fields." + key.name);
    } else {
        body.set("mode", "create");
    }
    body.set("items", std::move(items_));
    items_ = {};
    const auto answer = TRY(api_.post(
        options_.dry_run ? "/v1/customers:batch?dry_run=true" : "/v1/customers:batch", body));
    std::vector<std::int64_t> ids;
    const auto& results = *answer.find("items")->as_array();
    for (std::size_t i = 0; i < results.size() && i < lines_.size(); ++i) {
        if (text_member(results[i], "result") == "refused") {
            const auto refusal = refusal_of(results[i]);
            refuse_(lines_[i], column_name(refusal.member), refusal.reason);
            ++counts.refused;
        } else {
            ids.push_back(integer_member(results[i], "id"));
        }
    }
    counts.inserted += integer_member(answer, "inserted");
    counts.updated += integer_member(answer, "updated");
    counts.unchanged += integer_member(answer, "unchanged");
    lines_.clear();
    bytes_ = 0;
    return join_group(ids);
}

Result<void> Importer::join_group(const std::vector<std::int64_t>& ids)
{
    if (group_ == 0 || options_.dry_run || ids.empty()) return {};
    Json::Array members;
    for (const auto id : ids) {
        Json member = Json::object();
        member.set("customer_id", id);
        members.push_back(std::move(member));
    }
    Json body = Json::object();
    body.set("items", std::move(members));
    const auto answer =
        TRY(api_.post("/v1/groups/" + std::to_string(group_) + "/members:batch", body));
    counts.joined += integer_member(answer, "inserted");
    for (const auto& result : *answer.find("items")->as_array()) {
        if (text_member(result, "result") != "refused") continue;
        const auto id = ids[static_cast<std::size_t>(integer_member(result, "index"))];
        refuse_(0, "group",
                "refuses customer " + std::to_string(id) + ": " + refusal_of(result).reason);
        ++counts.refused;
    }
    return {};
}

Result<void> Importer::take_row(wire::CsvRecord& record)
{
    if (record.fields.size() != columns_.size()) {
        ++counts.refused;
        refuse_(record.line, "",
                "has " + std::to_string(record.fields.size()) + " cells, the header has " +
                    std::to_string(columns_.size()));
        return {};
    }
    for (const auto& cell : record.fields) {
        bytes_ += cell.size() + 16;
        if (is_utf8(cell)) continue;
        ++counts.refused;
        refuse_(record.line, "", "is not valid UTF-8");
        return {};
    }
    items_.push_back(item_of(record));
    lines_.push_back(record.line);
    if (items_.size() < piece_rows && bytes_ < piece_bytes) return {};
    return send_piece();
}

Result<void> Importer::run()
{
    TRY(study());
    if (!options_.group.empty()) group_ = TRY(find_group());
    bool is_header = true;
    TRY(each_record([&](wire::CsvRecord& record) -> Result<void> {
        if (!is_header) return take_row(record);
        is_header = false;
        return {};
    }));
    return send_piece();
}

namespace {

// Standard input is read twice, so it goes to a file of its own first.
Result<std::string> spool_input()
{
    std::string path = std::filesystem::temp_directory_path() / "muster-import-XXXXXX";
    const int file = ::mkstemp(path.data());
    if (file < 0) return fail(Code::unavailable, "file", "cannot make a temporary file");
    std::string piece(read_bytes, '\0');
    for (;;) {
        const auto count = ::read(STDIN_FILENO, piece.data(), piece.size());
        if (count <= 0) break;
        if (::write(file, piece.data(), static_cast<std::size_t>(count)) != count) {
            ::close(file);
            ::unlink(path.c_str());
            return fail(Code::unavailable, "file", "cannot write " + path);
        }
    }
    ::close(file);
    return path;
}

void print_counts(const Importer& importer, bool dry_run)
{
    const auto& counts = importer.counts;
    std::cout << (dry_run ? "dry run, nothing stored: " : "") << importer.rows() << " rows, "
              << importer.columns().size() << " columns: " << counts.inserted << " inserted, "
              << counts.updated << " updated, " << counts.unchanged << " unchanged, "
              << counts.refused << " refused";
    if (counts.joined > 0) std::cout << "; " << counts.joined << " joined the group";
    std::cout << '\n';
}

} // namespace

Result<std::size_t> import_file(const ServerOptions& server, const ImportOptions& options)
{
    const auto api = TRY(connect(server));
    const bool from_input = options.file == "-";
    const std::string path = from_input ? TRY(spool_input()) : options.file;
    Importer importer(*api, path, options);
    Progress progress(path, 2); // the file is read twice
    importer.note = [&](const std::string& text) { progress.print(text); };
    importer.on_progress = [&](std::size_t bytes) { progress.advance(bytes); };
    importer.on_refusal([&](std::size_t line, std::string_view field, std::string_view reason) {
        std::string text = line == 0 ? std::string{} : "line " + std::to_string(line) + ": ";
        if (!field.empty()) text += std::string(field) + ' ';
        progress.print(text + std::string(reason));
    });
    const auto result = importer.run();
    progress.finish();
    if (from_input) ::unlink(path.c_str());
    if (!result) return fail(result.error());
    print_counts(importer, options.dry_run);
    return static_cast<std::size_t>(importer.counts.refused);
}

} // namespace muster::app
