// Reads a table once before anything is written: maps its headings, finds the types of its columns,
// and for a dry run shows what is in them.
#include <algorithm>
#include <set>
#include <unordered_set>

#include "base/pace.h"
#include "base/text.h"
#include "jobs/import_columns.h"
#include "jobs/import_rows.h"
#include "jobs/table/cell_text.h"

namespace muster::jobs {

namespace {

// Words that old databases and spreadsheets write for "no value".
const std::vector<std::string>& usual_nulls()
{
    static const std::vector<std::string> words{"NULL", "null", "N/A",  "n/a", "NA",  "\\N", "None",
                                                "none", "nil",  "#N/A", "NaN", "nan", "-"};
    return words;
}

// Words for yes and no in other languages and programs, in small letters.
ValueRules usual_words()
{
    ValueRules rules;
    rules.nulls = usual_nulls();
    rules.truths = {"y",       "ja",      "j",         "oui", "o",   "vrai", "si",
                    "s\u00ED", "s\u00EC", "sim",       "tak", "ano", "da",   "evet",
                    "wahr",    "vero",    "verdadero", "on",  "t",   "x"};
    rules.falsehoods = {"n",   "nein", "non",        "faux",   "n\u00E3o", "nie", "ne", "nu",
                        "nee", "net",  "hay\u0131r", "falsch", "falso",    "off", "f"};
    return rules;
}

// Another way to read the cells, which the study tries beside that of the plan.
struct OtherRules {
    std::string_view option; // empty: only the words
    ValueRules rules;
};
const std::array<OtherRules, 5>& other_rules()
{
    static const std::array<OtherRules, 5> others = [] {
        std::array<OtherRules, 5> made;
        for (auto& other : made) other.rules.nulls = usual_nulls();
        made[1].option = "decimal_comma=true";
        made[1].rules.decimal_comma = true;
        made[2].option = "date_order=dmy";
        made[2].rules.date_order = DateOrder::day_first;
        made[3].option = "date_order=mdy";
        made[3].rules.date_order = DateOrder::month_first;
        made[4].rules = usual_words();
        return made;
    }();
    return others;
}

class StudiedColumn {
public:
    explicit StudiedColumn(const ImportPlan& plan) : plan_(&plan), cells_(plan.values)
    {
        if (!plan.is_rehearsal) return;
        for (const auto& other : other_rules()) others_.emplace_back(other.rules);
    }

    void add(const std::string& cell)
    {
        const auto clean = clean_cell(plan_->values, cell);
        cells_.add(clean);
        if (!plan_->is_rehearsal || clean.empty()) return;
        if (distinct_.size() < limits::counted_values &&
            distinct_.insert(std::hash<std::string>()(clean)).second) {
            show(clean);
        }
        const auto& nulls = usual_nulls();
        const auto null = std::find(nulls.begin(), nulls.end(), trim(clean));
        if (null != nulls.end()) seen_nulls_.insert(*null);
        const std::string value = null == nulls.end() ? clean : std::string{};
        for (auto& other : others_) other.add(value);
        if (!value.empty() && others_.back().may_be_truth()) note_truth(value);
    }

    const TypeDetector& cells() const { return cells_; }

    void describe(MappedColumn& column) const
    {
        column.distinct = static_cast<std::int64_t>(distinct_.size());
        column.examples = examples_;
    }

    // What another way of reading would make of a column that is text so far.
    void propose(const std::string& heading, std::vector<ImportProposal>& proposals) const
    {
        if (cells_.type() != "text" || cells_.values() == 0) return;
        for (std::size_t i = 0; i < others_.size(); ++i) {
            const auto type = others_[i].type();
            if (type == "text" || others_[i].values() == 0) continue;
            const bool is_of_words = i + 1 == others_.size();
            if (is_of_words && (!truths_.is_seen || !falsehoods_.is_seen)) continue;
            for (const auto& word : seen_nulls_)
                propose_word(proposals, "null", word, heading, type);
            if (i == 0) return;
            if (!is_of_words) {
                add_proposal(proposals, std::string(other_rules()[i].option), heading, type);
                continue;
            }
            for (const auto& word : truths_.words)
                propose_word(proposals, "true", word, heading, type);
            for (const auto& word : falsehoods_.words)
                propose_word(proposals, "false", word, heading, type);
        }
    }

private:
    // The words for yes, or for no, in the column.
    struct SeenWords {
        bool is_seen = false;                     // some word, also one that needs no option
        std::set<std::string, std::less<>> words; // that need one, in small letters
    };

    void note_truth(const std::string& value)
    {
        const auto truth = truth_of(other_rules().back().rules, value);
        if (!truth) return;
        auto& seen = *truth ? truths_ : falsehoods_;
        seen.is_seen = true;
        if (!truth_of(plan_->values, value)) seen.words.insert(lower_ascii(trim(value)));
    }

    void show(const std::string& clean)
    {
        if (examples_.size() >= limits::shown_values || !is_utf8(clean)) return;
        std::size_t end = std::min(clean.size(), limits::shown_value_bytes);
        while (end < clean.size() && end > 0 && !is_utf8(std::string_view(clean).substr(0, end))) {
            --end;
        }
        examples_.push_back(clean.substr(0, end));
    }

    // Words of several columns are one option: "null=N/A,NULL".
    void propose_word(std::vector<ImportProposal>& proposals, std::string_view name,
                      const std::string& word, const std::string& heading,
                      const std::string& type) const
    {
        const std::string start = std::string(name) + '=';
        const auto known =
            std::find_if(proposals.begin(), proposals.end(),
                         [&](const ImportProposal& one) { return one.option.starts_with(start); });
        if (known == proposals.end()) return add_proposal(proposals, start + word, heading, type);
        const auto words = split(std::string_view(known->option).substr(start.size()), ',');
        if (std::find(words.begin(), words.end(), word) == words.end()) known->option += ',' + word;
        if (!known->reason.ends_with(heading)) known->reason += ", " + heading;
    }

    void add_proposal(std::vector<ImportProposal>& proposals, std::string option,
                      const std::string& heading, const std::string& type) const
    {
        const auto known =
            std::find_if(proposals.begin(), proposals.end(),
                         [&](const ImportProposal& one) { return one.option == option; });
        if (known != proposals.end()) {
            known->reason += ", " + heading;
            return;
        }
        proposals.push_back({std::move(option), "makes " + type + " of cells such as " +
                                                    (examples_.empty() ? "" : examples_.front()) +
                                                    " in " + heading});
    }

    const ImportPlan* plan_;
    TypeDetector cells_;
    std::vector<TypeDetector> others_;
    std::unordered_set<std::size_t> distinct_;
    std::set<std::string> seen_nulls_;
    SeenWords truths_;
    SeenWords falsehoods_;
    std::vector<std::string> examples_;
};

Result<wire::CsvRecord> read_heading(CsvFile& file)
{
    wire::CsvRecord heading;
    if (!TRY(file.next(heading))) return fail(Code::invalid_value, "file", "the file is empty");
    if (heading.problem) {
        return fail(Code::invalid_value, "file", "the header: " + heading.problem->message);
    }
    for (auto& cell : heading.fields) {
        cell = without_guard(cell);
        if (cell.find('\0') != cell.npos) {
            return fail(Code::invalid_value, "file", "the header contains a NUL byte");
        }
        if (cell.size() > limits::text_bytes) {
            return fail(Code::invalid_value, "file", "the header has a name that is too long");
        }
    }
    return heading;
}

Result<std::vector<StudiedColumn>> read_columns(const ImportPlan& plan, CsvFile& file,
                                                std::size_t width)
{
    std::vector<StudiedColumn> columns(width, StudiedColumn(plan));
    wire::CsvRecord record;
    Pace pace;
    while (TRY(file.next(record))) {
        pace.step();
        if (record.problem) continue; // the import lists the row
        for (std::size_t i = 0; i < record.fields.size() && i < columns.size(); ++i) {
            columns[i].add(record.fields[i]);
        }
    }
    return columns;
}

} // namespace

Result<FileStudy> study_csv(const SourceOptions& options)
{
    auto file = TRY(CsvFile::open(options.table, options.table.heading));
    const auto heading = TRY(read_heading(file));
    const auto columns = TRY(read_columns(options.plan, file, heading.fields.size()));
    std::vector<StudiedHeading> headings;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        headings.push_back({std::string(trim(heading.fields[i])), columns[i].cells()});
    }
    FileStudy study;
    study.mapping = TRY(
        map_headings(options.plan, options.declared, options.customer_json.has_number, headings));
    if (!options.plan.is_rehearsal) return study;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        auto& column = study.mapping.columns[i];
        columns[i].describe(column);
        const bool is_text = is_core_column(column.target) && column.target != "birth_date" &&
                             column.target != "consent";
        if (!column.target.empty() && !is_text) {
            columns[i].propose(column.heading, study.proposals);
        }
    }
    return study;
}

} // namespace muster::jobs
