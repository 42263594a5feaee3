#include "jobs/imports/import_content.h"

#include "base/pace.h"
#include "base/text.h"
#include "wire/encoding.h"
#include "wire/json_array.h"
#include "wire/table_form.h"

namespace muster::jobs {

namespace {

enum class JsonShape { none, lines, array };

// What the first characters say. A heading of a table may begin with a bracket, but not with a
// bracket and a brace or a quote.
JsonShape json_shape(std::string_view start)
{
    if (start.starts_with(wire::utf8_mark)) start.remove_prefix(wire::utf8_mark.size());
    start = trim(start);
    if (start.empty() || (start.front() != '{' && start.front() != '[')) return JsonShape::none;
    const char bracket = start.front();
    const auto inside = trim(start.substr(1));
    if (inside.empty()) return JsonShape::none;
    if (bracket == '{') {
        return inside.front() == '"' || inside.front() == '}' ? JsonShape::lines : JsonShape::none;
    }
    return inside.front() == '{' || inside.front() == ']' ? JsonShape::array : JsonShape::none;
}

class ContentPreparation {
public:
    ContentPreparation(const JobFolder& folder, std::int64_t size, const ImportPlan& plan,
                       const JobFile::Proof& prove)
        : folder_(folder), plan_(plan), prove_(prove)
    {
        prepared_.table = {folder.file(content_file), size, {}, ',', false};
        prepared_.format = plan.format;
    }

    Result<PreparedContent> prepare()
    {
        TRY(find_encoding());
        const auto shape = json_shape(TRY(start_of_text()));
        if (plan_.finds_format && shape != JsonShape::none) {
            prepared_.format = ImportFormat::ndjson;
        }
        const bool is_array = prepared_.format == ImportFormat::ndjson && shape == JsonShape::array;
        if (is_array || prepared_.encoding != wire::utf8_name) TRY(convert(is_array));
        if (prepared_.format == ImportFormat::csv) TRY(find_form());
        return prepared_;
    }

private:
    Result<FileFeed> feed() const
    {
        auto file = TRY(JobFile::open(prepared_.table.path, JobFile::OpenMode::read));
        return FileFeed(std::move(file), prepared_.table.size, 0);
    }

    Result<void> find_encoding()
    {
        if (prepared_.table.size == 0) {
            return fail(Code::invalid_value, "file", "the file is empty");
        }
        prepared_.encoding = lower_ascii(plan_.encoding);
        if (prepared_.encoding == "utf8") prepared_.encoding = wire::utf8_name;
        const bool is_given = !prepared_.encoding.empty();
        if (is_given && prepared_.encoding != wire::utf8_name) return {};
        wire::EncodingDetector detector;
        auto pieces = TRY(feed());
        Pace pace;
        for (auto piece = TRY(pieces.next()); !piece.empty(); piece = TRY(pieces.next())) {
            detector.add(piece);
            pace.step();
        }
        if (auto reason = detector.not_text(); !reason.empty()) {
            return fail(Code::invalid_value, "file", std::move(reason));
        }
        if (!is_given) prepared_.encoding = detector.name();
        prepared_.table.is_damaged_utf8 =
            prepared_.encoding == wire::utf8_name && detector.has_other_bytes();
        return {};
    }

    // In UTF-8.
    Result<std::string> start_of_text() const
    {
        auto pieces = TRY(feed());
        auto decoder = TRY(wire::TextDecoder::open(prepared_.encoding));
        std::string start;
        decoder.decode(TRY(pieces.next()), start);
        return start;
    }

    Result<void> convert(bool is_array)
    {
        constexpr std::size_t write_bytes = 1024 * 1024;
        const auto path = folder_.file(table_file);
        const auto table = TRY(JobFile::open_alone(path, 0, prove_));
        auto decoder = TRY(wire::TextDecoder::open(prepared_.encoding));
        wire::JsonArrayLines lines;
        std::int64_t size = 0;
        std::string text;
        std::string out;
        bool is_first = true;
        auto pieces = TRY(feed());
        Pace pace;
        for (bool is_over = false; !is_over; pace.step()) {
            const auto piece = TRY(pieces.next());
            is_over = piece.empty();
            text.clear();
            is_over ? decoder.finish(text) : decoder.decode(piece, text);
            const bool is_marked = is_array && is_first && text.starts_with(wire::utf8_mark);
            if (is_marked) text.erase(0, wire::utf8_mark.size());
            is_first = false;
            if (is_array)
                lines.feed(text, out);
            else
                out += text;
            if (is_over && is_array) lines.finish(out);
            if (out.size() < write_bytes && !is_over) continue;
            TRY(table.write(size, out));
            size += static_cast<std::int64_t>(out.size());
            out.clear();
        }
        TRY(table.sync());
        prepared_.table.path = path;
        prepared_.table.size = size;
        prepared_.is_converted = true;
        return {};
    }

    Result<void> find_form()
    {
        auto pieces = TRY(feed());
        const auto form = wire::recognize_table(TRY(pieces.next()));
        prepared_.table.heading = {static_cast<std::int64_t>(form.begin),
                                   static_cast<std::int64_t>(form.line), false};
        const auto given = wire::parse_separator(plan_.delimiter);
        prepared_.table.separator = given.value_or(form.separator);
        prepared_.delimiter = wire::name_of_separator(prepared_.table.separator);
        return {};
    }

    const JobFolder& folder_;
    const ImportPlan& plan_;
    const JobFile::Proof& prove_;
    PreparedContent prepared_;
};

} // namespace

Result<PreparedContent> prepare_content(const JobFolder& folder, std::int64_t size,
                                        const ImportPlan& plan, const JobFile::Proof& prove)
{
    return ContentPreparation(folder, size, plan, prove).prepare();
}

} // namespace muster::jobs
