// What tables and NDJSON files share: reading in pieces, and keys.
#include "jobs/import_rows.h"

namespace muster::jobs {

Result<std::string_view> FileFeed::next()
{
    constexpr std::int64_t piece_bytes = 256 * 1024;
    const auto most = std::min(piece_bytes, size_ - offset_);
    if (most <= 0) return std::string_view{};
    TRY(file_.read(offset_, static_cast<std::size_t>(most), piece_));
    offset_ += static_cast<std::int64_t>(piece_.size());
    if (static_cast<std::int64_t>(piece_.size()) < most) {
        return fail(Code::unavailable, "file", "the uploaded file is shorter than it was");
    }
    return std::string_view(piece_);
}

Result<void> set_keys(const SourceOptions& options, const KeyValue& value_of,
                      directory::CustomerRow& row)
{
    const auto keys = options.plan.keys();
    std::optional<Error> missing;
    for (const auto& key : keys) {
        const CustomerKeys one{key, options.plan.mode, options.declared, options.tenant};
        directory::CustomerRow found;
        const auto set = set_key(one, TRY(value_of(key)), found);
        if (!set && set.error().code != Code::missing_field) return set;
        if (!set) missing = missing ? *missing : set.error();
        if (found.id) row.id = found.id;
        if (!found.key) continue;
        if (row.key)
            row.other_keys.push_back(*std::move(found.key));
        else
            row.key = std::move(found.key);
    }
    const bool has_key = row.id || row.key;
    if (missing && !has_key) return fail(*missing);
    return {};
}

Result<std::unique_ptr<RowSource>> open_rows(const SourceOptions& options, const RowPlace& place)
{
    return options.plan.format == ImportFormat::csv ? open_csv(options, place)
                                                    : open_ndjson(options, place);
}

Result<FileStudy> study_file(const SourceOptions& options)
{
    return options.plan.format == ImportFormat::csv ? study_csv(options) : study_ndjson(options);
}

} // namespace muster::jobs
