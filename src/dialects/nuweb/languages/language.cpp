// Chooses the language, and finds the translation of a message by its form.
#include "dialects/nuweb/languages/language.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "dialects/nuweb/languages/messages.h"
#include "dialects/nuweb/settings.h"

namespace muster::dialects::nuweb {

namespace {

constexpr std::array<std::string_view, 5> tags{"en", "de", "fr", "es", "it"};
constexpr int deepest_part = 3; // "The name field must be a list."

// "en-GB" and "en_GB" are English.
std::optional<Language> language_of_tag(std::string_view tag)
{
    const auto primary = tag.substr(0, tag.find_first_of("-_"));
    for (std::size_t i = 0; i < tags.size(); ++i) {
        if (equal_ignoring_ascii_case(primary, tags[i])) return static_cast<Language>(i);
    }
    return std::nullopt;
}

// All of them, unless the setting nuweb.languages names some.
bool has_language(const model::Tenant& company, Language language)
{
    const auto codes = model::list_setting(company, company_settings::languages);
    return codes.empty() || std::ranges::any_of(codes, [&](const std::string& code) {
               return language_of_tag(code) == language;
           });
}

Language fallback_of(const model::Tenant& company)
{
    const auto tag = model::text_setting(company, company_settings::fallback_language);
    return language_of_tag(tag).value_or(Language::en);
}

// "de-AT;q=0.8"
struct LanguageRange {
    std::string_view tag;
    double quality = 1;
};

// nullopt when it is malformed.
std::optional<LanguageRange> parse_range(std::string_view text)
{
    const auto end = std::min(text.find(';'), text.size());
    LanguageRange range{trim(text.substr(0, end))};
    if (end == text.size()) return range;
    const auto weight = trim(text.substr(end + 1));
    if (!weight.starts_with("q=") && !weight.starts_with("Q=")) return std::nullopt;
    const auto quality = parse_number(trim(weight.substr(2)));
    if (!quality || *quality < 0 || *quality > 1) return std::nullopt;
    range.quality = *quality;
    return range;
}

// A place of a form that stands for a part of the text.
struct FormGap {
    std::size_t at; // of a form without more gaps: its size
    std::size_t size;
    bool has_row; // "{=}": the part has a row of its own
};

FormGap next_gap(std::string_view form)
{
    const auto at = form.find('{');
    if (at == form.npos) return {form.size(), 0, false};
    const auto size = form.find('}', at) + 1 - at;
    return {at, size, size > 2};
}

struct FormPart {
    std::string_view text;
    bool has_row = false;
};
using FormParts = std::array<FormPart, 2>;

// What the gaps of the form stand for in the text, at most two; nullopt when it has another form.
std::optional<FormParts> parts_of(std::string_view text, std::string_view form)
{
    FormParts parts;
    std::size_t count = 0;
    for (auto gap = next_gap(form); gap.size > 0; gap = next_gap(form)) {
        if (!text.starts_with(form.substr(0, gap.at))) return std::nullopt;
        text.remove_prefix(gap.at);
        form.remove_prefix(gap.at + gap.size);
        const auto next = form.substr(0, next_gap(form).at);
        const bool is_last = next.size() == form.size();
        const auto end =
            is_last ? text.size() - std::min(text.size(), next.size()) : text.find(next);
        if (end == text.npos) return std::nullopt;
        parts[count++] = {text.substr(0, end), gap.has_row};
        text.remove_prefix(end);
    }
    if (text != form) return std::nullopt;
    return parts;
}

std::optional<std::string> translated_part(Language language, std::string_view english, int depth);

// Names, numbers and parts without a row stay as they are.
std::string with_parts(std::string_view form, const FormParts& parts, Language language, int depth)
{
    std::string out;
    std::size_t next = 0;
    for (auto gap = next_gap(form); gap.size > 0; gap = next_gap(form)) {
        out.append(form.substr(0, gap.at));
        const auto& part = parts[next++];
        const auto other =
            part.has_row ? translated_part(language, part.text, depth + 1) : std::nullopt;
        out += other.value_or(std::string(part.text));
        form.remove_prefix(gap.at + gap.size);
    }
    return out.append(form);
}

// Stops at a depth: a text with names that the caller has chosen can have the form of a message at
// each of its words.
std::optional<std::string> translated_part(Language language, std::string_view english, int depth)
{
    if (depth >= deepest_part) return std::nullopt;
    for (const auto& message : translations()) {
        const auto parts = parts_of(english, message.english);
        if (!parts) continue;
        const auto& form = message.others[static_cast<std::size_t>(language) - 1];
        return with_parts(form, *parts, language, depth);
    }
    return std::nullopt;
}

} // namespace

bool is_language_tag(const model::Value& value)
{
    return language_of_tag(model::text_of(value)).has_value();
}

std::string_view tag_of(Language language) { return tags[static_cast<std::size_t>(language)]; }

Language language_of(const RequestContext& call)
{
    const auto& company = call.tenant;
    std::optional<Language> best;
    double best_quality = 0;
    for (const auto piece : split(call.request.header("Accept-Language"), ',')) {
        const auto range = parse_range(piece);
        if (!range || range->quality <= best_quality) continue;
        const auto language = language_of_tag(range->tag);
        if (!language || !has_language(company, *language)) continue;
        best = language;
        best_quality = range->quality;
    }
    return best ? *best : fallback_of(company);
}

std::string language_shown(const RequestContext& call, const http::Response& response)
{
    for (const auto& header : response.headers) {
        if (header.name == language_header) return header.value;
    }
    return std::string(tag_of(language_of(call)));
}

std::optional<std::string> translated(Language language, std::string_view english)
{
    if (language == Language::en) return std::string(english);
    return translated_part(language, english, 0);
}

std::string in_language_of(const RequestContext& call, std::string_view english)
{
    return translated(language_of(call), english).value_or(std::string(english));
}

} // namespace muster::dialects::nuweb
