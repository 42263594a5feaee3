// Rows of NDJSON files: each line is one customer as a JSON object.
#include <algorithm>

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
            auto line = TRY(reader_.next());
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
    auto file = TRY(JobFile::open(options.path, JobFile::OpenMode::read));
    return NdjsonFile(FileFeed(std::move(file), options.size, place.offset),
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
    NdjsonRows(SourceOptions options, NdjsonFile file) : options_(options), file_(std::move(file))
    {}

    Result<bool> next(FileRow& row) override
    {
        const auto line = TRY(file_.next());
        if (!line) return false;
        row.line = file_.reader().line();
        row.cells = {std::string(*line)};
        row.after = {static_cast<std::int64_t>(file_.reader().offset()),
                     static_cast<std::int64_t>(file_.reader().next_line()), false};
        const auto judged = judge(row);
        if (!judged) row.error = judged.error();
        return true;
    }

    Result<void> merge(const FileRow& row, model::Customer& customer) const override
    {
        return options_.customer_json.merge(row.patch, options_.declared, customer);
    }

    std::vector<std::string> header() const override { return {"row"}; }

private:
    Result<void> judge(FileRow& row) const
    {
        auto json = TRY(read_object(row.cells.front()));
        std::optional<Json> id;
        if (Json* member = json.find("id")) {
            id = std::move(*member);
            json.erase("id");
        }
        for (const auto* name :
             {"created_at", "updated_at", "revision", "home_group_id", "removed_at"}) {
            json.erase(name); // set by the server; exports have them
        }
        row.patch = TRY(options_.customer_json.read(std::move(json)));
        return prepare_customer(keys_of(options_), options_.customer_json, row.patch, id,
                                row.customer);
    }

    SourceOptions options_;
    NdjsonFile file_;
};

std::string text_of_scalar(const Json& value)
{
    const auto* text = value.as_text();
    return text != nullptr ? *text : value.is_null() ? std::string{} : value.text();
}

} // namespace

Result<std::unique_ptr<RowSource>> open_ndjson(const SourceOptions& options, const RowPlace& place)
{
    auto file = TRY(open_ndjson_file(options, place));
    return std::make_unique<NdjsonRows>(options, std::move(file));
}

Result<std::vector<DetectedField>> detect_ndjson_fields(const SourceOptions& options)
{
    auto file = TRY(open_ndjson_file(options));
    std::vector<std::pair<std::string, TypeDetector>> guesses;
    while (const auto line = TRY(file.next())) {
        const auto json = parse_json(*line);
        const Json* fields = json ? json->find("fields") : nullptr;
        if (fields == nullptr || !fields->is_object()) continue; // the import itself will refuse it
        for (const auto& field : *fields->as_object()) {
            if (options.declared.find(model::FieldEntity::customer, field.name) != nullptr)
                continue;
            auto known = std::find_if(guesses.begin(), guesses.end(),
                                      [&](const auto& guess) { return guess.first == field.name; });
            if (known == guesses.end()) known = guesses.insert(known, {field.name, {}});
            known->second.add(text_of_scalar(field.value));
        }
    }
    std::vector<DetectedField> missing;
    for (const auto& [name, guess] : guesses) {
        missing.push_back(
            {name, guess.type(), guess.format(), name == options.plan.key_name(), guess.blanks()});
    }
    return missing;
}

} // namespace muster::jobs
