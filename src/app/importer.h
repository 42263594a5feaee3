// One import of one CSV file through the native API. Reads the file twice: once to learn its
// columns, once to send its rows. Memory does not grow with the file.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "app/api.h"
#include "app/columns.h"
#include "app/options.h"
#include "wire/csv.h"

namespace muster::app {

class Importer {
public:
    struct Counts {
        std::int64_t inserted = 0;
        std::int64_t updated = 0;
        std::int64_t unchanged = 0;
        std::int64_t refused = 0;
        std::int64_t joined = 0;
    };
    // Line 0: not of one line. Field empty: of the row as a whole.
    using Refuse =
        std::function<void(std::size_t line, std::string_view field, std::string_view reason)>;

    Importer(Api& api, std::string path, ImportOptions options)
        : api_(api), path_(std::move(path)), options_(std::move(options))
    {}

    // Stops at the first failure that is not one row's.
    Result<void> run();

    void on_refusal(Refuse refuse) { refuse_ = std::move(refuse); }
    std::int64_t rows() const { return rows_; }
    const std::vector<Column>& columns() const { return columns_; }

    Counts counts;
    std::function<void(const std::string&)> note = [](const std::string&) {};
    std::function<void(std::size_t bytes)> on_progress;

private:
    Result<void> each_record(const std::function<Result<void>(wire::CsvRecord&)>& use);
    Result<void> study();
    Result<void> take_header(const wire::CsvRecord& record, const Json& declared);
    Result<void> declare_missing(const std::vector<TypeGuess>& guesses);
    Result<std::int64_t> find_group();
    Result<void> take_row(wire::CsvRecord& record);
    Json item_of(const wire::CsvRecord& record) const;
    Result<void> send_piece();
    Result<void> join_group(const std::vector<std::int64_t>& ids);

    Api& api_;
    std::string path_;
    ImportOptions options_;
    Refuse refuse_ = [](std::size_t, std::string_view, std::string_view) {};
    std::vector<Column> columns_;
    std::size_t key_ = 0;
    std::int64_t group_ = 0;
    std::int64_t rows_ = 0;
    Json::Array items_;
    std::vector<std::size_t> lines_;
    std::size_t bytes_ = 0;
};

} // namespace muster::app
