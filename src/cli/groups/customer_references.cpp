// See customer_references.h. Knows no command.
#include "cli/groups/customer_references.h"

#include <algorithm>
#include <map>
#include <set>
#include <span>

#include "base/text.h"
#include "cli/listing.h"

namespace muster::cli {

namespace {

constexpr std::size_t references_at_once = 500; // their customers come in one answer
constexpr std::size_t most_shown = 10;          // in one message

enum class ReferenceKind { any, id, external_id, email };

struct CustomerReference {
    ReferenceKind kind = ReferenceKind::any;
    std::string text; // without the prefix
};

struct ReferencePrefix {
    std::string_view text;
    ReferenceKind kind;
};
constexpr std::array<ReferencePrefix, 3> prefixes{{{"id:", ReferenceKind::id},
                                                   {"external_id:", ReferenceKind::external_id},
                                                   {"email:", ReferenceKind::email}}};

CustomerReference read_reference(const std::string& text)
{
    for (const auto& prefix : prefixes) {
        if (text.starts_with(prefix.text)) return {prefix.kind, text.substr(prefix.text.size())};
    }
    return {ReferenceKind::any, text};
}

std::string in_quotes_of_rules(const std::string& text)
{
    std::string quoted = "'";
    for (const char c : text) quoted += c == '\'' ? std::string("''") : std::string(1, c);
    return quoted + "'";
}

// Looks up some references at once.
class ReferenceLookup {
public:
    explicit ReferenceLookup(NativeApi& api) : api_(api) {}

    Result<void> ask(std::span<const CustomerReference> references)
    {
        std::string ids;
        std::string external_ids;
        for (const auto& [kind, text] : references) {
            const auto number = parse_integer(text);
            const bool may_be_id = kind == ReferenceKind::any || kind == ReferenceKind::id;
            if (may_be_id && number && *number > 0) add(ids, std::to_string(*number));
            if (kind == ReferenceKind::any || kind == ReferenceKind::external_id) {
                add(external_ids, in_quotes_of_rules(text));
            }
        }
        TRY(ask_rule("id", ids));
        TRY(ask_rule("external_id", external_ids));
        for (const auto& [kind, text] : references) {
            const bool is_email = kind == ReferenceKind::email ||
                                  (kind == ReferenceKind::any && text.find('@') != text.npos);
            if (is_email) TRY(ask_email(text));
        }
        return {};
    }

    // The ids of all customers whom the reference names.
    std::set<std::int64_t> found(const CustomerReference& reference) const
    {
        std::set<std::int64_t> all;
        for (const auto kind :
             {ReferenceKind::id, ReferenceKind::external_id, ReferenceKind::email}) {
            if (reference.kind != ReferenceKind::any && reference.kind != kind) continue;
            const auto [begin, end] = found_.equal_range({kind, reference.text});
            for (auto at = begin; at != end; ++at) all.insert(at->second);
        }
        return all;
    }

private:
    static void add(std::string& list, const std::string& value)
    {
        list += (list.empty() ? "" : ", ") + value;
    }

    // `member` is id or external_id, `values` what stands in IN (…).
    Result<void> ask_rule(const std::string& member, const std::string& values)
    {
        if (values.empty()) return {};
        Json body = Json::object();
        Json rules = Json::array();
        rules.push_back(member + " IN (" + values + ")");
        body.set("where", std::move(rules));
        body.set("limit", static_cast<std::int64_t>(references_at_once));
        const auto answer = TRY(api_.post("/v1/query", body));
        for (const auto& customer :
             *answer.find("results")->as_array()->front().find("items")->as_array()) {
            const auto id = integer_member(customer, "id");
            const bool by_id = member == "id";
            note(by_id ? ReferenceKind::id : ReferenceKind::external_id,
                 by_id ? std::to_string(id) : text_member(customer, member), id);
        }
        return {};
    }

    Result<void> ask_email(const std::string& email)
    {
        const auto answer =
            TRY(api_.get("/v1/customers?fields=id&limit=2&email=" + encode_percent(email)));
        for (const auto& customer : *answer.find("items")->as_array()) {
            note(ReferenceKind::email, email, integer_member(customer, "id"));
        }
        return {};
    }

    void note(ReferenceKind kind, std::string text, std::int64_t id)
    {
        found_.emplace(std::pair(kind, std::move(text)), id);
    }

    NativeApi& api_;
    std::multimap<std::pair<ReferenceKind, std::string>, std::int64_t> found_;
};

std::string first_of(const std::vector<std::string>& texts)
{
    std::string list;
    for (std::size_t i = 0; i < std::min(texts.size(), most_shown); ++i) {
        list += (i == 0 ? "" : ", ") + texts[i];
    }
    if (texts.size() > most_shown) {
        list += " and " + std::to_string(texts.size() - most_shown) + " more";
    }
    return list;
}

} // namespace

Result<std::vector<std::int64_t>> find_customers(NativeApi& api,
                                                 const std::vector<std::string>& references)
{
    std::vector<std::int64_t> ids;
    std::vector<std::string> unknown;
    std::vector<std::string> ambiguous;
    for (std::span<const std::string> left = references; !left.empty();) {
        const auto texts = left.first(std::min(left.size(), references_at_once));
        left = left.subspan(texts.size());
        std::vector<CustomerReference> some(texts.size());
        std::ranges::transform(texts, some.begin(), read_reference);
        ReferenceLookup lookup(api);
        TRY(lookup.ask(some));
        for (std::size_t i = 0; i < some.size(); ++i) {
            const auto found = lookup.found(some[i]);
            if (found.size() == 1) ids.push_back(*found.begin());
            if (found.empty()) unknown.push_back(texts[i]);
            if (found.size() < 2) continue;
            std::string text = texts[i] + " (";
            for (const auto id : found)
                text += (id == *found.begin() ? "" : ", ") + ("id:" + std::to_string(id));
            ambiguous.push_back(text + ')');
        }
    }
    if (!unknown.empty()) {
        return fail(Code::not_found, "customer",
                    "no customer has the id, the external id or the e-mail " + first_of(unknown));
    }
    if (!ambiguous.empty()) {
        return fail(Code::conflict, "customer",
                    "several customers have the id, the external id or the e-mail " +
                        first_of(ambiguous));
    }
    return ids;
}

Result<std::int64_t> find_customer(NativeApi& api, const std::string& reference)
{
    return TRY(find_customers(api, {reference})).front();
}

} // namespace muster::cli
