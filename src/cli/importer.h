// One import of one file by a job of the server: creates the job, uploads the file in parts, and
// waits for its end. Memory does not grow with the file.
#pragma once

#include <cstdint>
#include <cstdio>
#include <functional>
#include <string>
#include <string_view>

#include "cli/native_api.h"
#include "cli/options.h"

namespace muster::cli {

class Importer {
public:
    // Line 0: the refusal does not concern one line. Field empty: it concerns the whole row.
    using OnRefusal =
        std::function<void(std::size_t line, std::string_view field, std::string_view reason)>;

    Importer(NativeApi& api, std::string path, ImportOptions options)
        : api_(api), path_(std::move(path)), options_(std::move(options))
    {}

    // Returns the job when it is done. When the connection breaks, connects again and continues the
    // upload where the server has it. An error when the import failed or was cancelled.
    Result<Json> run();

    void on_refusal(OnRefusal refuse) { refuse_ = std::move(refuse); }
    std::function<void(const std::string&)> note = [](const std::string&) {};
    std::function<void(std::size_t bytes)> on_progress = [](std::size_t) {};
    std::function<void(const Json& import)> on_running = [](const Json&) {}; // while it runs
    std::function<bool()> is_interrupted = [] { return false; }; // called while waiting for the end

private:
    Result<Json> make();
    Result<std::int64_t> find_group();
    Result<Json> import_file(std::FILE* file);
    Result<void> upload(std::FILE* file);
    Result<std::int64_t> put_part(const std::string& import, std::int64_t offset,
                                  std::string_view part, bool is_last);
    Result<Json> wait(const std::string& import);
    Result<std::string> target();
    void remove_unused_group();
    void note_columns(const Json& import) const;
    void note_declared(const Json& import) const;
    Result<void> report_refused(const std::string& import, const Json& job);

    NativeApi& api_;
    std::string path_;
    ImportOptions options_;
    OnRefusal refuse_ = [](std::size_t, std::string_view, std::string_view) {};
    std::string import_;          // the path of the job; empty before it is made
    std::int64_t made_group_ = 0; // the group that did not exist before
    std::int64_t size_ = 0;       // bytes uploaded so far
};

} // namespace muster::cli
