// Knows no resource.
#include "dialects/native/batch.h"

#include <algorithm>
#include <array>

#include "dialects/native/body.h"
#include "dialects/native/parameters.h"

namespace muster::dialects::native {

namespace {

// Some milliseconds of work, so that other writers wait no longer than that (promise 12 of the
// core).
constexpr std::size_t piece_items = 500;

constexpr std::array<std::string_view, 5> outcome_names{"inserted", "updated", "unchanged",
                                                        "removed", "refused"};

// A failure of the store says nothing about the item: it fails the call.
bool is_of_item(Code code)
{
    return code != Code::unavailable && code != Code::timed_out && code != Code::internal;
}

using ItemAnswers = std::vector<ItemAnswer>;

Result<void> run_piece(directory::Transaction& transaction, std::size_t begin, std::size_t end,
                       const DecideItem& decide, ItemAnswers& answers)
{
    for (std::size_t i = begin; i < end; ++i) {
        auto answer = decide(transaction, i);
        if (answer) {
            answers[i] = *std::move(answer);
        } else if (is_of_item(answer.error().code)) {
            answers[i] = {ItemOutcome::refused, 0, 0, std::move(answer).error()};
        } else {
            return fail(std::move(answer).error());
        }
    }
    return {};
}

void write_item(JsonWriter& out, std::size_t index, std::string_view id_name,
                const ItemAnswer& answer, bool dry_run)
{
    // The id of a customer that a dry run inserted was given back with the write.
    const bool has_id = !dry_run || answer.outcome != ItemOutcome::inserted;
    out.begin_object().name("index").integer(static_cast<std::int64_t>(index));
    out.name("result").text(outcome_names[static_cast<std::size_t>(answer.outcome)]);
    if (answer.id != 0 && has_id) out.name(id_name).integer(answer.id);
    if (answer.revision != 0 && !dry_run) out.name("revision").integer(answer.revision);
    if (answer.outcome == ItemOutcome::refused) {
        out.name("error").begin_object();
        write_problem(out, answer.error);
        out.end_object();
    }
    out.end_object();
}

http::Response reply_batch(const ItemAnswers& answers, std::string_view id_name, bool dry_run)
{
    std::array<std::int64_t, outcome_names.size()> counts{};
    std::string body;
    JsonWriter out(body);
    out.begin_object().name("items").begin_array();
    for (std::size_t i = 0; i < answers.size(); ++i) {
        write_item(out, i, id_name, answers[i], dry_run);
        ++counts[static_cast<std::size_t>(answers[i].outcome)];
    }
    out.end_array();
    for (std::size_t i = 0; i < counts.size(); ++i) {
        out.name(outcome_names[i]).integer(counts[i]);
    }
    out.name("dry_run").boolean(dry_run).end_object();
    return json_response(std::move(body));
}

} // namespace

Result<std::vector<Json>> take_items(Json& body)
{
    auto items = take(body, "items");
    if (!items) return bad_member("/items", "is required", Code::missing_field);
    auto* array = items->as_array();
    if (array == nullptr) return bad_member("/items", "must be a list of objects");
    if (array->size() > limits::bulk_items) {
        return bad_member("/items",
                          "must have at most " + std::to_string(limits::bulk_items) + " items",
                          Code::too_large);
    }
    return std::move(*array);
}

Result<http::Response> run_batch(const RequestContext& call, std::size_t items,
                                 std::string_view id_name, const DecideItem& decide)
{
    const bool dry_run = TRY(flag_parameter(call, "dry_run"));
    const bool in_one = dry_run || TRY(idempotency_key(call)).has_value();
    const std::size_t size = in_one ? std::max<std::size_t>(items, 1) : piece_items;
    ItemAnswers answers(items);
    http::Response response;
    for (std::size_t begin = 0; begin == 0 || begin < items; begin += size) {
        const std::size_t end = std::min(begin + size, items);
        const auto run = [&](directory::Transaction& transaction) -> Result<WriteAnswer> {
            TRY(run_piece(transaction, begin, end, decide, answers));
            if (end < items) return WriteAnswer{};
            return WriteAnswer(reply_batch(answers, id_name, dry_run));
        };
        response = TRY(dry_run ? rehearse(call, run) : write(call, run));
    }
    return response;
}

} // namespace muster::dialects::native
