// What both forms of files share: pieces and keys.
#include "dialects/native/import_rows.h"

#include "core/keys.h"
#include "dialects/native/errors.h"

namespace muster::dialects::native {

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

Result<void> set_key(const SourceOptions& options, const core::Value& value, core::CustomerRow& row)
{
    const auto& plan = options.plan;
    const bool may_be_new = plan.key == "id" && plan.mode != core::RowMode::update;
    if (core::is_null(value)) {
        if (may_be_new || plan.mode == core::RowMode::create) return {};
        return fail(Code::missing_field, plan.key_name(), "is required: it is the key");
    }
    if (plan.key == "id") {
        row.id = {std::get<std::int64_t>(value)};
    } else if (plan.key == "email") {
        row.key = core::customer_email_key(options.tenant, core::text_of(value));
    } else if (plan.key == "external_id") {
        row.key = core::external_id_key(core::Kind::customer, options.tenant, core::text_of(value));
    } else {
        const auto* field = options.declared.find(core::FieldEntity::customer, plan.key_name());
        if (field == nullptr) return fail(Code::unknown_field, plan.key_name(), "is not declared");
        row.key =
            core::field_value_key(core::FieldEntity::customer, options.tenant, field->key, value);
    }
    return {};
}

Result<std::unique_ptr<RowSource>> open_rows(const SourceOptions& options, const RowPlace& place)
{
    return options.plan.format == ImportFormat::csv ? open_csv(options, place)
                                                    : open_ndjson(options, place);
}

Result<std::vector<Declared>> study_file(const SourceOptions& options)
{
    return options.plan.format == ImportFormat::csv ? study_csv(options) : study_ndjson(options);
}

} // namespace muster::dialects::native
