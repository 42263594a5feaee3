// What CSV and NDJSON files share: reading in pieces.
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

CustomerKeys keys_of(const SourceOptions& options)
{
    return {options.plan.key, options.plan.mode, options.declared, options.tenant};
}

Result<std::unique_ptr<RowSource>> open_rows(const SourceOptions& options, const RowPlace& place)
{
    return options.plan.format == ImportFormat::csv ? open_csv(options, place)
                                                    : open_ndjson(options, place);
}

Result<std::vector<DetectedField>> detect_fields(const SourceOptions& options)
{
    return options.plan.format == ImportFormat::csv ? detect_csv_fields(options)
                                                    : detect_ndjson_fields(options);
}

} // namespace muster::jobs
