// One import of one file, as a client of the server's jobs: makes it, uploads the file in parts,
// and follows it to its end. Memory does not grow with the file.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "cli/api.h"
#include "cli/options.h"

namespace muster::cli {

class Importer {
public:
    // Line 0: not of one line. Field empty: of the row as a whole.
    using Refuse =
        std::function<void(std::size_t line, std::string_view field, std::string_view reason)>;

    Importer(Api& api, std::string path, ImportOptions options)
        : api_(api), path_(std::move(path)), options_(std::move(options))
    {}

    // The import as the server shows it once it is done. A broken connection is opened again, and
    // the upload goes on where it was. An error when the import failed or was cancelled.
    Result<Json> run();

    void on_refusal(Refuse refuse) { refuse_ = std::move(refuse); }
    std::size_t columns() const { return columns_; } // of CSV

    std::function<void(const std::string&)> note = [](const std::string&) {};
    std::function<void(std::size_t bytes)> on_progress = [](std::size_t) {};
    std::function<bool()> leaves = [] { return false; }; // asked while it follows

private:
    Result<Json> make();
    Result<std::int64_t> find_group();
    Result<void> upload(const std::string& import);
    Result<std::int64_t> put_part(const std::string& import, std::int64_t offset,
                                  std::string_view part, bool is_last);
    Result<Json> follow(const std::string& import, std::int64_t size);
    void tell_declared(const Json& import) const;
    Result<void> tell_refused(const std::string& import);

    Api& api_;
    std::string path_;
    ImportOptions options_;
    Refuse refuse_ = [](std::size_t, std::string_view, std::string_view) {};
    std::size_t columns_ = 0;
    std::int64_t size_ = 0; // of what was uploaded
};

} // namespace muster::cli
