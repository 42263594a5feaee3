// Knows no resource.
#include "dialects/native/batch.h"

#include <algorithm>
#include <array>
#include <numeric>

#include "base/text.h"
#include "dialects/native/body.h"
#include "dialects/native/parameters.h"
#include "jobs/job_run.h"

namespace muster::dialects::native {

namespace {

// A piece ends after so many items, and earlier when other writers wait (promise 12 of the core):
// an item takes a millisecond when it changes the members of a thousand groups with rules.
constexpr std::size_t piece_items = 500;

constexpr std::array<std::string_view, 5> outcome_names{"inserted", "updated", "unchanged",
                                                        "removed", "refused"};

// A failure of the store says nothing about the item: it fails the call.
bool is_of_item(Code code)
{
    return code != Code::unavailable && code != Code::timed_out && code != Code::internal;
}

using ItemAnswers = std::vector<ItemAnswer>;

struct BatchPiece {
    std::size_t begin;
    std::size_t end;
    bool may_be_fewer; // when other writers wait
};

Result<ItemAnswers> run_piece(directory::Transaction& transaction, const BatchPiece& piece,
                              const DecideItem& decide)
{
    ItemAnswers answers;
    for (std::size_t i = piece.begin; i < piece.end; ++i) {
        if (piece.may_be_fewer && jobs::ends_for_others(transaction, answers.size())) break;
        auto answer = decide(transaction, i);
        if (answer) {
            answers.push_back(*std::move(answer));
        } else if (is_of_item(answer.error().code)) {
            answers.push_back({ItemOutcome::refused, 0, 0, std::move(answer).error()});
        } else {
            return fail(std::move(answer).error());
        }
    }
    return answers;
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

using Counts = std::array<std::int64_t, outcome_names.size()>;

// The answers of one piece, or of all: the items as JSON, and how many had each outcome.
struct BatchAnswers {
    std::string items;
    Counts counts{};
};

std::size_t count_of(const BatchAnswers& answers)
{
    return static_cast<std::size_t>(
        std::accumulate(answers.counts.begin(), answers.counts.end(), std::int64_t{0}));
}

void add(BatchAnswers& all, BatchAnswers&& piece)
{
    if (!all.items.empty() && !piece.items.empty()) all.items += ',';
    all.items += piece.items;
    for (std::size_t i = 0; i < all.counts.size(); ++i) all.counts[i] += piece.counts[i];
}

BatchAnswers answers_of(const ItemAnswers& answers, std::size_t begin, std::string_view id_name,
                        bool dry_run)
{
    BatchAnswers written;
    for (std::size_t i = 0; i < answers.size(); ++i) {
        if (i > 0) written.items += ',';
        JsonWriter out(written.items);
        write_item(out, begin + i, id_name, answers[i], dry_run);
        ++written.counts[static_cast<std::size_t>(answers[i].outcome)];
    }
    return written;
}

// How a piece is stored under the Idempotency-Key: a line of counts, then the items.
http::Response piece_response(const BatchAnswers& answers)
{
    http::Response response;
    for (const auto count : answers.counts) response.body += std::to_string(count) + ' ';
    response.body += '\n' + answers.items;
    return response;
}

BatchAnswers answers_in(const std::string& piece)
{
    BatchAnswers answers;
    const auto line_end = std::min(piece.find('\n'), piece.size());
    const auto counts = split(std::string_view(piece).substr(0, line_end), ' ');
    for (std::size_t i = 0; i < answers.counts.size() && i < counts.size(); ++i) {
        answers.counts[i] = parse_integer(counts[i]).value_or(0);
    }
    answers.items = piece.substr(std::min(line_end + 1, piece.size()));
    return answers;
}

std::string batch_body(const BatchAnswers& answers, bool dry_run)
{
    std::string body;
    JsonWriter out(body);
    out.begin_object().name("items").raw('[' + answers.items + ']');
    for (std::size_t i = 0; i < answers.counts.size(); ++i) {
        out.name(outcome_names[i]).integer(answers.counts[i]);
    }
    out.name("dry_run").boolean(dry_run).end_object();
    return body;
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
    const std::size_t size = dry_run ? std::max<std::size_t>(items, 1) : piece_items;
    BatchAnswers all;
    http::Response response;
    std::size_t part = 0;
    do {
        const jobs::WriteTurn turn;
        const std::size_t begin = count_of(all);
        const BatchPiece piece{begin, std::min(begin + size, items), !dry_run};
        const auto run = [&](directory::Transaction& transaction) -> Result<WriteAnswer> {
            const auto answers = TRY(run_piece(transaction, piece, decide));
            return WriteAnswer(piece_response(answers_of(answers, begin, id_name, dry_run)));
        };
        response = TRY(dry_run ? rehearse(call, run) : write(call, call.tenant.id, run, part));
        add(all, answers_in(response.body));
        ++part;
        if (begin < items && count_of(all) == begin) {
            return fail(Code::internal, "items", "a stored part of the answer cannot be read");
        }
        const bool ended_early = count_of(all) < piece.end;
        if (ended_early) turn.give_way();
    } while (count_of(all) < items);
    response.content_type = json_response({}).content_type;
    response.body = batch_body(all, dry_run);
    return response;
}

} // namespace muster::dialects::native
