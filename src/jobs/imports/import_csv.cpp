// Rows of tables, with the columns that the study has found.
#include <algorithm>

#include "base/text.h"
#include "jobs/import_columns.h"
#include "jobs/import_rows.h"

namespace muster::jobs {

Result<CsvFile> CsvFile::open(const ImportTable& table, const RowPlace& place)
{
    auto file = TRY(JobFile::open(table.path, JobFile::OpenMode::read));
    const wire::CsvPlace from{static_cast<std::size_t>(place.offset),
                              static_cast<std::size_t>(place.line), place.after_cr};
    return CsvFile(FileFeed(std::move(file), table.size, place.offset),
                   wire::CsvReader({}, from, table.separator));
}

Result<bool> CsvFile::next(wire::CsvRecord& record)
{
    while (!TRY(reader_.next(record))) {
        if (is_over_) return false;
        const auto piece = TRY(feed_.next());
        is_over_ = piece.empty();
        is_over_ ? reader_.finish() : reader_.feed(piece);
    }
    return true;
}

RowPlace CsvFile::place() const
{
    const auto place = reader_.place();
    return {static_cast<std::int64_t>(place.offset), static_cast<std::int64_t>(place.line),
            place.after_cr};
}

namespace {

bool is_blank(const std::string& cell) { return trim(cell).empty(); }

class CsvRows final : public RowSource {
public:
    CsvRows(SourceOptions options, CsvFile file)
        : options_(std::move(options)), file_(std::move(file))
    {
        for (const auto& column : options_.columns) {
            columns_.push_back(import_column(column.target, options_.declared));
        }
        find_keys();
        order_fields();
    }

    Result<bool> next(FileRow& row) override
    {
        wire::CsvRecord record;
        if (!TRY(file_.next(record))) return false;
        row.line = record.line;
        row.begin = static_cast<std::int64_t>(record.offset);
        row.cells = std::move(record.fields);
        row.after = file_.place();
        if (record.problem) {
            row.error = std::move(record.problem);
            return true;
        }
        row.is_blank = std::all_of(row.cells.begin(), row.cells.end(), is_blank);
        if (row.is_blank) return true;
        const auto judged = judge(row);
        if (!judged) row.error = judged.error();
        return true;
    }

    Result<void> merge(const FileRow& row, model::Customer& customer) const override
    {
        const bool is_known = static_cast<bool>(customer.id);
        if (is_known && options_.plan.reads_only_keys()) return {};
        for (std::size_t i = 0; i < columns_.size(); ++i) {
            const ImportColumn& column = columns_[i];
            if (column.meaning == ColumnMeaning::core) {
                const auto value = TRY(cell(row, i));
                if (is_kept(value, is_known)) continue;
                if (names_customer(column) && is_same_trimmed(column, customer, value)) continue;
                column.member->set(customer, value);
            } else if (column.meaning == ColumnMeaning::created && !is_known) {
                const auto value = TRY(cell(row, i));
                if (const auto* time = std::get_if<Time>(&value)) customer.created_at = *time;
            } else if (column.meaning == ColumnMeaning::number) {
                TRY(merge_number(row, i, customer));
            }
        }
        customer.fields.reserve(fields_.size());
        for (const std::size_t i : fields_) {
            auto value = TRY(cell(row, i));
            if (!is_kept(value, is_known))
                customer.fields.set(columns_[i].field->key, std::move(value));
        }
        return {};
    }

private:
    Result<model::Value> cell(const FileRow& row, std::size_t column) const
    {
        return read_cell(columns_[column], row.cells[column], options_.plan.values);
    }

    // Read as the member of an NDJSON line would be. A blank cell takes no number away.
    Result<void> merge_number(const FileRow& row, std::size_t column,
                              model::Customer& customer) const
    {
        const auto value = TRY(cell(row, column));
        if (model::is_null(value)) return {};
        const auto& name = columns_[column].name;
        Json numbers = Json::object();
        numbers.set(name.substr(number_prefix.size()), model::text_of(value));
        CustomerPatch patch{Json::object(), {}};
        patch.members.set("vendor_numbers", std::move(numbers));
        return options_.customer_json.merge(patch, options_.declared, customer);
    }

    // In the form of its API, as it is stored.
    Result<model::Value> number_of(const FileRow& row, std::size_t column) const
    {
        model::Customer numbered;
        TRY(merge_number(row, column, numbered));
        return number_value(columns_[column].name, numbered);
    }

    // Whether a blank cell leaves the value as it is.
    bool is_kept(const model::Value& value, bool is_known) const
    {
        return is_known && options_.plan.keeps_blank && model::is_null(value);
    }

    // A stored value with blanks at its ends is the same key: an export read again changes nothing.
    static bool is_same_trimmed(const ImportColumn& column, const model::Customer& customer,
                                const model::Value& value)
    {
        const auto known = column.member->get(customer);
        return !model::is_null(known) && !model::is_null(value) &&
               trim(model::text_of(known)) == model::text_of(value);
    }

    Result<void> judge(FileRow& row) const
    {
        if (row.cells.size() == columns_.size() + 1 && is_blank(row.cells.back())) {
            row.cells.pop_back(); // a separator at the end of the line
        }
        if (row.cells.size() != columns_.size()) {
            return fail(Code::invalid_value, "",
                        "has " + std::to_string(row.cells.size()) + " cells, the header has " +
                            std::to_string(columns_.size()));
        }
        for (std::size_t i = 0; i < columns_.size(); ++i) {
            if (row.cells[i].find('\0') == std::string::npos) continue;
            return fail(Code::invalid_value, columns_[i].name, "must not contain a NUL byte");
        }
        TRY(set_keys(
            options_, [&](std::string_view key) { return key_of(row, key); }, row.customer));
        TRY(read_groups(row));
        if (options_.plan.mode == directory::RowMode::update) return {};
        TRY(merge(row, directory::start_row(options_.tenant, row.customer)));
        return directory::prepare_row(options_.declared, row.customer);
    }

    Result<model::Value> key_of(const FileRow& row, std::string_view key) const
    {
        for (const auto& [name, place] : keys_) {
            if (name != key) continue;
            if (columns_[place].meaning == ColumnMeaning::number) return number_of(row, place);
            auto value = TRY(cell(row, place));
            const auto* field = columns_[place].field;
            if (field == nullptr) return value;
            return model::coerce(*field, std::move(value));
        }
        return model::Value{};
    }

    Result<void> read_groups(FileRow& row) const
    {
        for (std::size_t i = 0; i < columns_.size(); ++i) {
            if (columns_[i].meaning != ColumnMeaning::groups) continue;
            auto value = TRY(cell(row, i));
            if (auto* names = std::get_if<model::TextList>(&value)) row.groups = std::move(*names);
        }
        return {};
    }

    void find_keys()
    {
        for (const auto& key : options_.plan.keys()) {
            for (std::size_t i = 0; i < columns_.size(); ++i) {
                if (fold(options_.columns[i].target) == fold(key)) keys_.emplace_back(key, i);
            }
        }
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
    std::vector<std::pair<std::string, std::size_t>> keys_; // and their columns
};

} // namespace

Result<std::unique_ptr<RowSource>> open_csv(const SourceOptions& options, const RowPlace& place)
{
    auto file =
        TRY(CsvFile::open(options.table, place.offset != 0 ? place : options.table.heading));
    if (place.offset == 0) {
        wire::CsvRecord heading;
        if (!TRY(file.next(heading))) return fail(Code::invalid_value, "file", "the file is empty");
    }
    return std::make_unique<CsvRows>(options, std::move(file));
}

} // namespace muster::jobs
