// What CSV and NDJSON files share: reading in pieces, and keys.
#include "jobs/import_rows.h"

#include "model/keys.h"

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

Result<void> set_key(const SourceOptions& options, const model::Value& value,
                     directory::CustomerRow& row)
{
    const auto& plan = options.plan;
    const bool may_be_new = plan.key == "id" && plan.mode != directory::RowMode::update;
    if (model::is_null(value)) {
        if (may_be_new || plan.mode == directory::RowMode::create) return {};
        return fail(Code::missing_field, plan.key_name(), "is required: it is the key");
    }
    if (plan.key == "id") {
        row.id = {std::get<std::int64_t>(value)};
    } else if (plan.key == "email") {
        row.key = model::customer_email_key(options.tenant, model::text_of(value));
    } else if (plan.key == "external_id") {
        row.key =
            model::external_id_key(model::Kind::customer, options.tenant, model::text_of(value));
    } else {
        const auto* field = options.declared.find(model::FieldEntity::customer, plan.key_name());
        if (field == nullptr) return fail(Code::unknown_field, plan.key_name(), "is not declared");
        row.key =
            model::field_value_key(model::FieldEntity::customer, options.tenant, field->key, value);
    }
    return {};
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
