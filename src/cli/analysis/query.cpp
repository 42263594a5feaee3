// `muster query` and `muster explain`.
#include <array>
#include <iostream>

#include "base/limits.h"
#include "cli/analysis/analysis.h"
#include "cli/groups/customer_references.h"
#include "cli/listing.h"
#include "cli/native_api.h"
#include "cli/table.h"

namespace muster::cli {

namespace {

// "/where/1" is the second rule.
struct RulePlaces {
    explicit RulePlaces(std::size_t count)
    {
        for (std::size_t i = 0; i < count; ++i) {
            places.push_back("/where/" + std::to_string(i));
            words.push_back("RULE " + std::to_string(i + 1));
        }
        for (std::size_t i = 0; i < count; ++i) names.push_back({places[i], words[i]});
    }
    std::vector<std::string> places;
    std::vector<std::string> words;
    std::vector<PlaceName> names;
};

void print_query_counts(const Json& answer, const std::vector<std::string>& rules)
{
    Json::Array rows;
    const auto& results = *answer.find("results")->as_array();
    for (std::size_t i = 0; i < rules.size(); ++i) {
        Json row = Json::object();
        row.set("no", static_cast<std::int64_t>(i + 1));
        row.set("customers", integer_member(results[i], "count"));
        row.set("rule", rules[i]);
        rows.push_back(std::move(row));
    }
    print_table(std::cout, {"no", "customers", "rule"}, rows);
}

// The customers of both rules, where the line of one and the column of the other meet.
void print_overlap(const Json& overlap)
{
    std::vector<std::string> numbers;
    for (std::size_t i = 1; i <= overlap.as_array()->size(); ++i) {
        numbers.push_back(std::to_string(i));
    }
    std::vector<std::string_view> columns{"both"};
    columns.insert(columns.end(), numbers.begin(), numbers.end());
    Json::Array rows;
    for (const auto& line : *overlap.as_array()) {
        Json row = Json::object();
        row.set("both", numbers[rows.size()]);
        for (std::size_t i = 0; i < numbers.size(); ++i) {
            row.set(numbers[i], (*line.as_array())[i]);
        }
        rows.push_back(std::move(row));
    }
    std::cout << '\n';
    print_table(std::cout, columns, rows);
}

std::string truth_of(const Json& clause)
{
    const Json* truth = clause.find("truth");
    if (truth == nullptr) return "?";
    if (truth->as_bool() != nullptr) return *truth->as_bool() ? "true   " : "false  ";
    return "unknown";
}

void print_clause(const Json& clause, std::size_t level)
{
    std::cout << truth_of(clause) << "  " << std::string(2 * level, ' ')
              << text_member(clause, "text");
    if (const Json* value = clause.find("value")) {
        std::cout << "  (" << (value->is_null() ? "no value" : plain_text(*value)) << ')';
    }
    std::cout << '\n';
    const Json* parts = clause.find("parts");
    if (parts == nullptr || !parts->is_array()) return;
    for (const auto& part : *parts->as_array()) print_clause(part, level + 1);
}

} // namespace

Result<void> answer_query(const ConnectionOptions& server, const std::vector<std::string>& rules,
                          bool with_overlap)
{
    if (rules.size() > limits::query_rules) {
        return fail(Code::too_large, "rules",
                    "RULE: at most " + std::to_string(limits::query_rules) +
                        " rules at once, not " + std::to_string(rules.size()));
    }
    const RulePlaces places(rules.size());
    const auto api = TRY(connect(server));
    api->name_places(places.names);
    Json where = Json::array();
    for (const auto& rule : rules) where.push_back(rule);
    Json body = Json::object();
    body.set("where", std::move(where));
    if (with_overlap) body.set("overlap", true);
    const auto answer = TRY(api->post("/v1/query", body));
    if (server.json) {
        std::cout << answer.text() << '\n';
        return {};
    }
    print_query_counts(answer, rules);
    if (with_overlap) print_overlap(*answer.find("overlap"));
    return {};
}

Result<void> explain_member(const ConnectionOptions& server, const std::string& group,
                            const std::string& customer)
{
    const auto api = TRY(connect(server));
    const auto group_id = TRY(find_group(*api, group));
    const auto customer_id = TRY(find_customer(*api, customer));
    const auto answer = TRY(api->get("/v1/groups/" + std::to_string(group_id) + "/members/" +
                                     std::to_string(customer_id) + "/explain"));
    if (server.json) {
        std::cout << answer.text() << '\n';
        return {};
    }
    const Json* member = answer.find("member");
    const bool is_in = member != nullptr && *member == Json(true);
    std::cout << "customer " << customer_id << " is " << (is_in ? "" : "not ") << "in group "
              << group_id << '\n';
    if (const Json* because = answer.find("because")) print_clause(*because, 0);
    const Json* membership = answer.find("membership");
    if (membership != nullptr && membership->is_object()) print_members(std::cout, *membership);
    return {};
}

} // namespace muster::cli
