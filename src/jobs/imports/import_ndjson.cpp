// Rows of NDJSON files: each line is one customer as a JSON object.
#include <algorithm>

#include "base/instant.h"
#include "base/text.h"
#include "jobs/import_columns.h"
#include "jobs/import_rows.h"
#include "wire/ndjson.h"

namespace muster::jobs {

namespace {

class NdjsonFile {
public:
    NdjsonFile(FileFeed feed, wire::NdjsonReader reader)
        : feed_(std::move(feed)), reader_(std::move(reader))
    {}

    Result<std::optional<std::string_view>> next()
    {
        for (;;) {
            const auto line = reader_.next();
            if (line || is_over_) return line;
            const auto piece = TRY(feed_.next());
            is_over_ = piece.empty();
            is_over_ ? reader_.finish() : reader_.feed(piece);
        }
    }
    const wire::NdjsonReader& reader() const { return reader_; }

private:
    FileFeed feed_;
    wire::NdjsonReader reader_;
    bool is_over_ = false;
};

Result<NdjsonFile> open_ndjson_file(const SourceOptions& options, const RowPlace& place = {})
{
    auto file = TRY(JobFile::open(options.table.path, JobFile::OpenMode::read));
    return NdjsonFile(FileFeed(std::move(file), options.table.size, place.offset),
                      wire::NdjsonReader(static_cast<std::size_t>(place.offset),
                                         static_cast<std::size_t>(place.line)));
}

Result<Json> read_object(std::string_view line)
{
    auto json = TRY(parse_json(line));
    if (!json.is_object()) return fail(Code::invalid_value, "", "must be a JSON object");
    return json;
}

class NdjsonRows final : public RowSource {
public:
    NdjsonRows(SourceOptions options, NdjsonFile file)
        : options_(std::move(options)), file_(std::move(file))
    {}

    Result<bool> next(FileRow& row) override
    {
        const auto line = TRY(file_.next());
        if (!line) return false;
        row.line = file_.reader().line();
        row.begin = static_cast<std::int64_t>(file_.reader().begin());
        row.after = {static_cast<std::int64_t>(file_.reader().offset()),
                     static_cast<std::int64_t>(file_.reader().next_line()), false};
        const auto judged = judge(*line, row);
        if (!judged) row.error = judged.error();
        return true;
    }

    Result<void> merge(const FileRow& row, model::Customer& customer) const override
    {
        if (customer.id && options_.plan.reads_only_keys()) return {};
        return options_.customer_json.merge(row.patch, options_.declared, customer);
    }

private:
    Result<void> judge(std::string_view line, FileRow& row) const
    {
        if (file_.reader().is_too_long()) {
            return fail(Code::too_large, "",
                        "a line may have at most " + std::to_string(limits::csv_record_bytes) +
                            " bytes");
        }
        auto json = TRY(read_object(line));
        std::optional<Json> id;
        if (Json* member = json.find("id")) {
            id = std::move(*member);
            json.erase("id");
        }
        const auto created = TRY(take_created(json));
        TRY(take_groups(json, row));
        for (const auto* name : {"updated_at", "revision", "home_group_id", "removed_at"}) {
            json.erase(name); // set by the server; exports have them
        }
        for (const auto name : refusal_columns) json.erase(std::string(name));
        if (options_.plan.reads_only_keys()) json = only_keys(std::move(json));
        trim_keys(json);
        row.patch = TRY(options_.customer_json.read(std::move(json)));
        auto& shown = directory::start_row(options_.tenant, row.customer);
        TRY(options_.customer_json.merge(row.patch, options_.declared, shown));
        if (created) shown.created_at = *created;
        TRY(set_keys(
            options_, [&](std::string_view key) { return key_of(key, row, id); }, row.customer));
        if (options_.plan.mode != directory::RowMode::update) {
            return directory::prepare_row(options_.declared, row.customer);
        }
        row.customer.fresh.reset();
        return {};
    }

    Result<std::optional<Time>> take_created(Json& json) const
    {
        const Json* member = json.find("created_at");
        const auto* text = member == nullptr ? nullptr : member->as_text();
        const auto time = text == nullptr ? std::nullopt : parse_instant(*text);
        json.erase("created_at");
        if (!options_.plan.keeps_dates || member == nullptr) return std::optional<Time>{};
        if (time) return time;
        return fail(Code::invalid_value, "created_at", "must be a time such as 2026-02-03");
    }

    Result<void> take_groups(Json& json, FileRow& row) const
    {
        Json* member = json.find("groups");
        if (member == nullptr) return {};
        const bool is_read = options_.plan.groups_column == "groups";
        const auto* names = member->as_array();
        if (is_read && names == nullptr) {
            return fail(Code::invalid_value, "groups", "must be a list of names of groups");
        }
        if (is_read) {
            for (const auto& name : *names) {
                if (name.as_text() != nullptr) row.groups.push_back(*name.as_text());
            }
        }
        json.erase("groups");
        return {};
    }

    // The other members may name fields that are not declared.
    Json only_keys(Json json) const
    {
        Json kept = Json::object();
        for (const auto& key : options_.plan.keys()) {
            const auto dot = key.find('.'); // "fields.Card": a member of a member
            const std::string holder = dot == key.npos ? std::string{} : key.substr(0, dot);
            const std::string name = dot == key.npos ? key : key.substr(dot + 1);
            Json* members = holder.empty() ? &json : json.find(holder);
            Json* value = members == nullptr ? nullptr : members->find(name);
            if (value == nullptr) continue;
            if (!holder.empty() && kept.find(holder) == nullptr) kept.set(holder, Json::object());
            (holder.empty() ? kept : *kept.find(holder)).set(name, std::move(*value));
        }
        return kept;
    }

    // Keys are compared and stored without surrounding blanks.
    void trim_keys(Json& json) const
    {
        const auto trim_text = [](Json* value) {
            const auto* text = value == nullptr ? nullptr : value->as_text();
            if (text != nullptr && trim(*text) != *text) *value = Json(std::string(trim(*text)));
        };
        for (const auto* name : {"external_id", "email", "phone"}) trim_text(json.find(name));
        Json* fields = json.find("fields");
        if (fields == nullptr || !fields->is_object()) return;
        for (const auto* field : options_.declared.of(model::FieldEntity::customer)) {
            if (field->unique) trim_text(fields->find(field->key));
        }
    }

    Result<model::Value> key_of(std::string_view key, const FileRow& row,
                                const std::optional<Json>& id) const
    {
        const CustomerKeys keys{key, options_.plan.mode, options_.declared, options_.tenant};
        return key_value(keys, row.patch, id, std::get<model::Customer>(row.customer.fresh->after));
    }

    SourceOptions options_;
    NdjsonFile file_;
};

// The text by which a value shows its type; a list of texts stays a list.
std::string text_of_member(const Json& value)
{
    const auto* text = value.as_text();
    return text != nullptr ? *text : value.is_null() ? std::string{} : value.text();
}

class NdjsonStudy {
public:
    explicit NdjsonStudy(const SourceOptions& options) : options_(options) {}

    Result<FileStudy> study()
    {
        auto file = TRY(open_ndjson_file(options_));
        while (const auto line = TRY(file.next())) {
            const auto json = parse_json(*line);
            if (!json || !json->is_object()) continue; // the import itself refuses it
            has_objects_ = true;
            add(*json);
        }
        FileStudy found;
        found.mapping.key = TRY(key_of());
        if (!options_.plan.declares || options_.plan.reads_only_keys()) return found;
        for (const auto& [name, guess] : guesses_) {
            const bool is_key = options_.plan.has_key("fields." + name);
            found.mapping.declared.push_back({name,
                                              is_key ? guess.key_type() : guess.type(),
                                              guess.format(),
                                              is_key,
                                              guess.blanks(),
                                              {}});
            if (is_key) found.mapping.declared.back().format.clear();
        }
        return found;
    }

private:
    void add(const Json& customer)
    {
        for (std::size_t i = 0; i < keys.size(); ++i) {
            const Json* value = customer.find(std::string(keys[i]));
            has_key_[i] = has_key_[i] || (value != nullptr && !value->is_null());
        }
        const Json* fields = customer.find("fields");
        if (fields == nullptr || !fields->is_object()) return;
        for (const auto& field : *fields->as_object()) {
            if (options_.declared.find(model::FieldEntity::customer, field.name) != nullptr)
                continue;
            auto known = std::find_if(guesses_.begin(), guesses_.end(),
                                      [&](const auto& guess) { return guess.first == field.name; });
            if (known == guesses_.end()) {
                known = guesses_.insert(known, {field.name, TypeDetector(options_.plan.values)});
            }
            known->second.add(text_of_member(field.value));
        }
    }

    Result<std::string> key_of() const
    {
        if (!options_.plan.key.empty()) return options_.plan.key;
        for (std::size_t i = 0; i < keys.size(); ++i) {
            if (has_key_[i]) return std::string(keys[i]);
        }
        if (options_.plan.mode == directory::RowMode::create) return std::string{};
        if (!has_objects_) return std::string(keys.front()); // every row is refused
        return fail(Code::invalid_value, "file",
                    "no customer of the file has external_id, email or phone; choose the key");
    }

    static constexpr std::array<std::string_view, 3> keys{"external_id", "email", "phone"};

    const SourceOptions& options_;
    std::array<bool, keys.size()> has_key_{};
    bool has_objects_ = false;
    std::vector<std::pair<std::string, TypeDetector>> guesses_;
};

} // namespace

Result<std::unique_ptr<RowSource>> open_ndjson(const SourceOptions& options, const RowPlace& place)
{
    auto file = TRY(open_ndjson_file(options, place));
    return std::make_unique<NdjsonRows>(options, std::move(file));
}

Result<FileStudy> study_ndjson(const SourceOptions& options)
{
    return NdjsonStudy(options).study();
}

} // namespace muster::jobs
