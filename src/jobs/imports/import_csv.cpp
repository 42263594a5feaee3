// Rows of CSV files: the header names the columns.
#include <algorithm>

#include "base/text.h"
#include "jobs/import_rows.h"
#include "wire/csv.h"

namespace muster::jobs {

namespace {

class CsvFile {
public:
    CsvFile(FileFeed feed, wire::CsvReader reader)
        : feed_(std::move(feed)), reader_(std::move(reader))
    {}

    Result<bool> next(wire::CsvRecord& record)
    {
        while (!TRY(reader_.next(record))) {
            if (is_over_) return false;
            const auto piece = TRY(feed_.next());
            is_over_ = piece.empty();
            is_over_ ? reader_.finish() : reader_.feed(piece);
        }
        return true;
    }
    wire::CsvPlace place() const { return reader_.place(); }

private:
    FileFeed feed_;
    wire::CsvReader reader_;
    bool is_over_ = false;
};

Result<CsvFile> open_csv_file(const SourceOptions& options, const wire::CsvPlace& place = {})
{
    auto file = TRY(JobFile::open(options.path, JobFile::OpenMode::read));
    return CsvFile(FileFeed(std::move(file), options.size, static_cast<std::int64_t>(place.offset)),
                   wire::CsvReader({}, place));
}

Result<std::vector<ImportColumn>> read_header(const SourceOptions& options, CsvFile& file)
{
    wire::CsvRecord record;
    if (!TRY(file.next(record))) return fail(Code::invalid_value, "file", "the file is empty");
    std::vector<ImportColumn> columns;
    for (const auto& cell : record.fields) {
        if (!is_utf8(cell)) {
            return fail(Code::invalid_value, "file", "the header is not valid UTF-8");
        }
        auto column = import_column(std::string(trim(cell)), options.declared);
        if (column.name.empty()) {
            return fail(Code::invalid_value, "file", "the header has a column without a name");
        }
        const bool is_twice =
            std::any_of(columns.begin(), columns.end(),
                        [&](const ImportColumn& other) { return other.name == column.name; });
        if (is_twice) {
            return fail(Code::invalid_value, "file",
                        "the header has the column " + column.name + " twice");
        }
        columns.push_back(std::move(column));
    }
    return columns;
}

class CsvRows final : public RowSource {
public:
    CsvRows(SourceOptions options, CsvFile file, std::vector<ImportColumn> columns)
        : options_(options), file_(std::move(file)), columns_(std::move(columns))
    {}

    // Finds the column of the key; refuses columns without a meaning.
    Result<void> prepare()
    {
        const auto name = options_.plan.key_name();
        std::string unknown;
        key_ = columns_.size();
        for (std::size_t i = 0; i < columns_.size(); ++i) {
            if (columns_[i].name == name || fold(columns_[i].name) == fold(name)) key_ = i;
            if (columns_[i].meaning != ColumnMeaning::unknown) continue;
            unknown += (unknown.empty() ? "" : ", ") + columns_[i].name;
        }
        order_fields();
        if (!unknown.empty()) {
            return fail(Code::unknown_field, "file",
                        "no such fields: " + unknown +
                            "; declare them first, or let the import do it (declare)");
        }
        if (key_ < columns_.size() || options_.plan.mode == directory::RowMode::create) return {};
        return fail(Code::invalid_value, "file",
                    "the file has no column " + name + "; choose the key among its columns");
    }

    Result<bool> next(FileRow& row) override
    {
        wire::CsvRecord record;
        if (!TRY(file_.next(record))) return false;
        row.line = record.line;
        row.cells = std::move(record.fields);
        const auto place = file_.place();
        row.after = {static_cast<std::int64_t>(place.offset), static_cast<std::int64_t>(place.line),
                     place.after_cr};
        const auto judged = judge(row);
        if (!judged) row.error = judged.error();
        return true;
    }

    Result<void> merge(const FileRow& row, model::Customer& customer) const override
    {
        for (std::size_t i = 0; i < columns_.size(); ++i) {
            const ImportColumn& column = columns_[i];
            if (column.meaning != ColumnMeaning::core) continue;
            column.member->set(customer, TRY(read_cell(column, row.cells[i])));
        }
        customer.fields.reserve(fields_.size());
        for (const std::size_t i : fields_) {
            customer.fields.set(columns_[i].field->key, TRY(read_cell(columns_[i], row.cells[i])));
        }
        return {};
    }

    std::vector<std::string> header() const override
    {
        std::vector<std::string> names;
        for (const auto& column : columns_) names.push_back(column.name);
        return names;
    }

private:
    Result<void> judge(FileRow& row) const
    {
        if (row.cells.size() != columns_.size()) {
            return fail(Code::invalid_value, "",
                        "has " + std::to_string(row.cells.size()) + " cells, the header has " +
                            std::to_string(columns_.size()));
        }
        if (key_ < columns_.size()) TRY(set_key(keys_of(options_), TRY(key_of(row)), row.customer));
        if (options_.plan.mode == directory::RowMode::update) return {};
        TRY(merge(row, directory::start_row(options_.tenant, row.customer)));
        return directory::prepare_row(options_.declared, row.customer);
    }

    Result<model::Value> key_of(const FileRow& row) const
    {
        const ImportColumn& column = columns_[key_];
        auto value = TRY(read_cell(column, row.cells[key_]));
        if (column.field == nullptr) return value;
        return model::coerce(*column.field, std::move(value));
    }

    // A customer stores its fields sorted by key; setting them in this order only appends.
    void order_fields()
    {
        for (std::size_t i = 0; i < columns_.size(); ++i) {
            if (columns_[i].meaning == ColumnMeaning::declared) fields_.push_back(i);
        }
        std::sort(fields_.begin(), fields_.end(), [this](std::size_t a, std::size_t b) {
            return columns_[a].field->key < columns_[b].field->key;
        });
    }

    SourceOptions options_;
    CsvFile file_;
    std::vector<ImportColumn> columns_;
    std::vector<std::size_t> fields_; // places of declared fields in columns_, by key
    std::size_t key_ = 0;
};

} // namespace

Result<std::unique_ptr<RowSource>> open_csv(const SourceOptions& options, const RowPlace& place)
{
    auto file = TRY(open_csv_file(options));
    auto columns = TRY(read_header(options, file));
    if (place.offset != 0) {
        file = TRY(open_csv_file(options, {static_cast<std::size_t>(place.offset),
                                           static_cast<std::size_t>(place.line), place.after_cr}));
    }
    auto rows = std::make_unique<CsvRows>(options, std::move(file), std::move(columns));
    TRY(rows->prepare());
    return rows;
}

Result<std::vector<DetectedField>> detect_csv_fields(const SourceOptions& options)
{
    auto file = TRY(open_csv_file(options));
    const auto columns = TRY(read_header(options, file));
    std::vector<std::pair<std::size_t, TypeDetector>> guesses;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (columns[i].meaning == ColumnMeaning::unknown) guesses.push_back({i, {}});
    }
    std::vector<DetectedField> missing;
    if (guesses.empty()) return missing;
    wire::CsvRecord record;
    while (TRY(file.next(record))) {
        for (auto& [place, guess] : guesses) {
            if (place < record.fields.size()) guess.add(record.fields[place]);
        }
    }
    for (const auto& [place, guess] : guesses) {
        const auto& name = columns[place].name;
        missing.push_back(
            {name, guess.type(), guess.format(), name == options.plan.key_name(), guess.blanks()});
    }
    return missing;
}

} // namespace muster::jobs
