#include "jobs/imports/import_mapping.h"

#include <algorithm>
#include <array>

#include "base/similar.h"
#include "base/text.h"
#include "jobs/customer_rows.h"
#include "jobs/import_columns.h"
#include "jobs/table/heading_aliases.h"
#include "model/name_form.h"

namespace muster::jobs {

namespace {

// How sure a meaning is: of two columns with one meaning, the surer one has it.
enum class Certainty { given, exact, same_name, alias, none };

struct Meaning {
    std::string target; // empty: dropped, or not known yet
    std::string note;
    Certainty certainty = Certainty::none;
    std::size_t rank = 0;    // of aliases
    bool is_dropped = false; // for the reason that the note says
    bool is_list = false;    // of a new field
};

Meaning dropped(std::string note) { return {{}, std::move(note), Certainty::none, 0, true, false}; }

std::string number_of(std::size_t column) { return '#' + std::to_string(column + 1); }

class Mapper {
public:
    Mapper(const ImportPlan& plan, const model::DeclaredFields& declared, HasNumber has_number,
           const std::vector<StudiedHeading>& headings)
        : plan_(plan), declared_(declared), has_number_(has_number), headings_(headings),
          meanings_(headings.size())
    {}

    Result<ColumnMapping> map()
    {
        TRY(check_orders());
        for (std::size_t i = 0; i < headings_.size(); ++i) meanings_[i] = TRY(meaning_of(i));
        TRY(resolve_repeats());
        TRY(name_fields());
        TRY(resolve_repeats()); // two headings may make one key
        ColumnMapping mapping;
        mapping.key = TRY(key_of());
        drop_what_is_not_read(mapping.key);
        for (std::size_t i = 0; i < headings_.size(); ++i) add_column(i, mapping);
        return mapping;
    }

private:
    bool is_named(std::size_t column, std::string_view wanted) const
    {
        const auto& heading = headings_[column].heading;
        if (wanted == heading || wanted == number_of(column)) return true;
        return !heading.empty() && model::name_form(wanted) == model::name_form(heading);
    }

    bool has_column(std::string_view wanted) const
    {
        for (std::size_t i = 0; i < headings_.size(); ++i) {
            if (is_named(i, wanted)) return true;
        }
        return false;
    }

    // An order that concerns no column is a mistake, which would change what is imported.
    Result<void> check_orders() const
    {
        for (const auto& [heading, member] : plan_.map) TRY(check_named("map", heading));
        for (const auto& heading : plan_.skip) TRY(check_named("skip", heading));
        if (!plan_.groups_column.empty()) {
            TRY(check_named("groups_column", plan_.groups_column));
        }
        return {};
    }

    Result<void> check_named(std::string_view order, const std::string& heading) const
    {
        if (has_column(heading)) return {};
        std::vector<std::string> known;
        for (const auto& column : headings_) known.push_back(column.heading);
        return fail(Code::invalid_value, std::string(order),
                    "the file has no column " + heading + did_you_mean(heading, known));
    }

    Result<Meaning> meaning_of(std::size_t column) const
    {
        const auto& heading = headings_[column].heading;
        const bool has_values = headings_[column].cells.values() > 0;
        if (!is_utf8(heading)) {
            return fail(Code::invalid_value, "file",
                        "the header is not valid UTF-8; say the encoding of the file");
        }
        for (const auto& skipped : plan_.skip) {
            if (is_named(column, skipped)) return dropped("skipped");
        }
        for (const auto& [wanted, member] : plan_.map) {
            if (is_named(column, wanted)) return given(member);
        }
        if (!plan_.groups_column.empty() && is_named(column, plan_.groups_column)) {
            return Meaning{"groups", {}, Certainty::given, 0, false, false};
        }
        if (heading.empty() && !has_values) return dropped("no heading and no values");
        if (heading.empty()) {
            return fail(Code::invalid_value, "file",
                        "column " + std::to_string(column + 1) +
                            " has values and no heading; name it, map " + number_of(column) +
                            ", or skip it");
        }
        return recognised(column);
    }

    // A member that the plan names for a heading.
    Result<Meaning> given(const std::string& member) const
    {
        const auto known = by_name(member, Certainty::given);
        if (!known.target.empty()) return known;
        const std::string key = member.starts_with("fields.") ? member.substr(7) : member;
        if (plan_.declares && !key.empty()) {
            return Meaning{"fields." + key, {}, Certainty::given, 0, false, false};
        }
        return fail(Code::invalid_value, "map",
                    "there is no member or field " + member +
                        "; declare it first, or let declare=true do it");
    }

    // The member or field that is called so; no target when there is none.
    Meaning by_name(std::string_view name, Certainty certainty) const
    {
        const auto form = model::name_form(name);
        for (const auto member : core_columns()) {
            if (form == model::name_form(member)) {
                const bool is_exact = name == member || certainty == Certainty::given;
                return {std::string(member),
                        {},
                        is_exact ? certainty : Certainty::same_name,
                        0,
                        false,
                        false};
            }
        }
        for (const std::string_view member : {"id", "created_at", "groups"}) {
            if (form == model::name_form(member)) {
                return {std::string(member), {}, certainty, 0, false, false};
            }
        }
        const auto key = name.starts_with("fields.") ? name.substr(7) : name;
        if (const auto* field = declared_.find(model::FieldEntity::customer, key)) {
            return {"fields." + field->key, {}, certainty, 0, false, false};
        }
        if (const auto api = number_api(name); has_number_(api)) {
            return {std::string(number_prefix) + api, {}, certainty, 0, false, false};
        }
        if (const auto* field = declared_.named(model::FieldEntity::customer, key)) {
            return {"fields." + field->key, {}, Certainty::same_name, 0, false, false};
        }
        for (const auto* field : declared_.of(model::FieldEntity::customer)) {
            if (form == model::name_form(field->label)) { // an earlier heading
                return {"fields." + field->key, {}, Certainty::same_name, 0, false, false};
            }
        }
        return {};
    }

    Meaning recognised(std::size_t column) const
    {
        const auto& heading = headings_[column].heading;
        const auto form = model::name_form(heading);
        for (const auto name : refusal_columns) {
            if (heading == name) return dropped("says why the row was refused");
        }
        auto known = by_name(heading, Certainty::exact);
        if (known.target == "groups") {
            return dropped("names groups; groups_column adds the customers");
        }
        if (known.target == "created_at" && !plan_.keeps_dates) {
            return dropped("the server sets it; keep_dates keeps that of the file");
        }
        if (known.target.empty() && is_server_column(form)) return dropped("the server sets it");
        if (!known.target.empty()) return known;
        return by_alias(column, form);
    }

    Meaning by_alias(std::size_t column, std::string_view form) const
    {
        const auto alias = find_alias(form);
        if (!alias) return {};
        if (alias->member == "secret") return dropped("a secret, which is never stored");
        Meaning meaning;
        meaning.rank = alias->rank;
        if (alias->member == "tags") {
            meaning.is_list = true;
            return meaning;
        }
        const auto& cells = headings_[column].cells;
        const bool is_date = alias->member == "birth_date" || alias->member == "created_at";
        if (is_date && !cells.may_be_date()) return meaning;
        if (alias->member == "created_at" && !plan_.keeps_dates) return meaning;
        if (alias->member == "consent" && !cells.may_be_truth()) return meaning;
        meaning.target = alias->member;
        meaning.certainty = Certainty::alias;
        meaning.note = "recognised by its heading";
        return meaning;
    }

    bool has_values(std::size_t column) const { return headings_[column].cells.values() > 0; }

    // Whether column a has the meaning rather than b.
    bool is_surer(std::size_t a, std::size_t b) const
    {
        const auto& one = meanings_[a];
        const auto& other = meanings_[b];
        if (one.certainty != other.certainty) return one.certainty < other.certainty;
        if (has_values(a) != has_values(b)) return has_values(a);
        if (one.rank != other.rank) return one.rank < other.rank;
        return a < b;
    }

    Result<void> resolve_repeats()
    {
        for (std::size_t i = 0; i < meanings_.size(); ++i) {
            for (std::size_t j = i + 1; j < meanings_.size(); ++j) {
                if (meanings_[i].target.empty() ||
                    fold(meanings_[i].target) != fold(meanings_[j].target)) {
                    continue;
                }
                TRY(resolve(i, j));
            }
        }
        return {};
    }

    Result<void> resolve(std::size_t one, std::size_t other)
    {
        const auto loser = is_surer(one, other) ? other : one;
        const auto winner = loser == one ? other : one;
        Meaning& lost = meanings_[loser];
        if (!has_values(loser)) {
            lost = dropped("repeats " + headings_[winner].heading + ", without values");
        } else if (lost.certainty == Certainty::alias) {
            lost = {};
        } else {
            return fail(Code::invalid_value, "file",
                        "the columns " + number_of(one) + " (" + headings_[one].heading + ") and " +
                            number_of(other) + " (" + headings_[other].heading + ") are both " +
                            lost.target + "; map or skip one of them");
        }
        return {};
    }

    // What no member is called becomes a field of its own.
    Result<void> name_fields()
    {
        std::string unknown;
        for (std::size_t i = 0; i < meanings_.size(); ++i) {
            Meaning& meaning = meanings_[i];
            if (meaning.is_dropped || !meaning.target.empty()) continue;
            const auto& heading = headings_[i].heading;
            if (!plan_.declares && !plan_.reads_only_keys()) {
                if (has_values(i))
                    unknown += (unknown.empty() ? "" : ", ") + heading;
                else
                    meaning = dropped("no such field, and no values");
            } else if (!has_values(i)) {
                meaning = dropped("no values");
            } else {
                const bool is_list = meaning.is_list;
                meaning = {"fields." + clean_key(heading), {}, Certainty::exact, 0, false, is_list};
            }
        }
        if (unknown.empty()) return {};
        return fail(Code::unknown_field, "file",
                    "no such fields: " + unknown +
                        "; declare them first, or let declare=true do it");
    }

    // Dots, quotes and control characters stand in paths and rules for something else.
    static std::string clean_key(std::string_view heading)
    {
        constexpr std::size_t key_chars = 100;
        std::string key;
        std::size_t chars = 0;
        for (const char c : heading) {
            const auto byte = static_cast<unsigned char>(c);
            if ((byte & 0xC0U) != 0x80U && ++chars > key_chars) break;
            const bool is_clean = byte >= 0x20 && c != '.' && c != '"' && c != '\\' && byte != 0x7F;
            key += is_clean ? c : '_';
        }
        return std::string(trim(key));
    }

    Result<std::string> key_of() const
    {
        std::string keys;
        if (plan_.key.empty()) return chosen_key();
        for (const auto& name : plan_.keys()) {
            const auto target = column_of_key(name);
            if (target.empty() && plan_.mode != directory::RowMode::create) {
                return fail(Code::invalid_value, "file",
                            "the file has no column " +
                                (name.starts_with("fields.") ? name.substr(7) : name) +
                                "; choose the key among its columns");
            }
            keys += (keys.empty() ? "" : ",") + (target.empty() ? name : target);
        }
        return keys;
    }

    bool is_mapped(std::string_view target) const
    {
        return std::any_of(meanings_.begin(), meanings_.end(), [&](const Meaning& meaning) {
            return fold(meaning.target) == fold(target);
        });
    }

    bool has_values_of(std::string_view target) const
    {
        for (std::size_t i = 0; i < meanings_.size(); ++i) {
            if (meanings_[i].target == target && has_values(i)) return true;
        }
        return false;
    }

    // The key may be said by its heading.
    std::string column_of_key(const std::string& name) const
    {
        if (is_mapped(name)) return name;
        const std::string heading = name.starts_with("fields.") ? name.substr(7) : name;
        for (std::size_t i = 0; i < headings_.size(); ++i) {
            if (is_named(i, heading)) return meanings_[i].target;
        }
        return {};
    }

    Result<std::string> chosen_key() const
    {
        constexpr std::array<std::string_view, 3> names{"external_id", "email", "phone"};
        for (const auto name : names) {
            if (has_values_of(name)) return std::string(name);
        }
        for (const auto name : names) {
            if (is_mapped(name)) return std::string(name);
        }
        if (plan_.mode == directory::RowMode::create) return std::string{};
        return fail(Code::invalid_value, "file",
                    "the file has no column external_id, email or phone; choose the key among its "
                    "columns");
    }

    static bool is_key(std::string_view keys, std::string_view target)
    {
        const auto names = split(keys, ',');
        return std::any_of(names.begin(), names.end(),
                           [&](std::string_view name) { return fold(name) == fold(target); });
    }

    void drop_what_is_not_read(std::string_view keys)
    {
        for (auto& meaning : meanings_) {
            if (meaning.target.empty() || is_key(keys, meaning.target)) continue;
            if (plan_.reads_only_keys()) {
                meaning = dropped("only the key is read");
            } else if (meaning.target == "id") {
                meaning = dropped("the server gives ids; choose it as the key, or map id to "
                                  "external_id");
            }
        }
        new_keys_ = keys;
    }

    void add_column(std::size_t column, ColumnMapping& mapping) const
    {
        const auto& [heading, cells] = headings_[column];
        const Meaning& meaning = meanings_[column];
        MappedColumn mapped{heading, meaning.target, meaning.note, cells.type(), cells.blanks(), 0,
                            {}};
        const bool is_field = meaning.target.starts_with("fields.");
        const std::string key = is_field ? meaning.target.substr(7) : std::string{};
        if (is_field && declared_.find(model::FieldEntity::customer, key) == nullptr) {
            const bool names_customer = is_key(new_keys_, meaning.target);
            DetectedField field{key, cells.type(), cells.format(), names_customer, cells.blanks(),
                                {}};
            if (names_customer) field.type = cells.key_type();
            if (meaning.is_list && !names_customer) field.type = "list";
            if (field.type != "decimal") field.format.clear();
            if (key != heading) field.label = heading;
            mapped.type = field.type;
            mapped.note = "a new field";
            mapping.declared.push_back(std::move(field));
        }
        mapping.columns.push_back(std::move(mapped));
    }

    const ImportPlan& plan_;
    const model::DeclaredFields& declared_;
    HasNumber has_number_;
    const std::vector<StudiedHeading>& headings_;
    std::vector<Meaning> meanings_;
    std::string new_keys_;
};

} // namespace

Result<ColumnMapping> map_headings(const ImportPlan& plan, const model::DeclaredFields& declared,
                                   HasNumber has_number,
                                   const std::vector<StudiedHeading>& headings)
{
    return Mapper(plan, declared, has_number, headings).map();
}

} // namespace muster::jobs
