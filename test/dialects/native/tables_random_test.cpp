// Any table, written in any form that people have, gives the same customers; exported in any form
// and read again, it changes nothing. MUSTER_TEST_SEED=… repeats a run.
#include <algorithm>
#include <array>
#include <cstdlib>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "dialects/all.h"
#include "dialects/world.h"
#include "jobs/table/cell_text.h"
#include "wire/csv.h"
#include "wire/encoding.h"

namespace muster::dialects::native {
namespace {

using http::Verb;
using test::Caller;
using test::World;
using testing::HasSubstr;

using TableRow = std::array<std::string, 3>; // external_id, name, note

unsigned table_seed()
{
    const char* given = std::getenv("MUSTER_TEST_SEED");
    return given != nullptr ? static_cast<unsigned>(std::stoul(given)) : std::random_device{}();
}

std::string random_cell(std::mt19937& random)
{
    constexpr std::array<std::string_view, 22> parts{
        "a", "Z", "\u00F6", "\u00FC", "\u00E9", "\"", ",",  ";",  "|",    "'", "=",
        "+", "-", "@",      "0",      "7",      " ",  "\t", "\n", "\r\n", "[", "."};
    std::string cell;
    for (auto left = 1 + random() % 8; left > 0; --left) cell += parts[random() % parts.size()];
    return trim(cell).empty() ? "x" : cell;
}

std::vector<TableRow> random_rows(std::mt19937& random)
{
    std::vector<TableRow> rows{{"id-0", "J\u00F6rg", "a text"}};
    for (int i = 1; i < 30; ++i) {
        rows.push_back({"id-" + std::to_string(i), random_cell(random), random_cell(random)});
    }
    return rows;
}

std::string table_of(const std::vector<TableRow>& rows, char separator, const std::string& encoding,
                     bool has_sep_line)
{
    std::string text;
    if (encoding == "utf-16le") text += "\xEF\xBB\xBF";
    if (has_sep_line) text += std::string("sep=") + separator + "\r\n";
    wire::write_csv_record(text, std::vector<std::string>{"External ID", "NAME", "note"},
                           separator);
    for (const auto& row : rows) {
        std::vector<std::string> cells;
        for (const auto& cell : row) cells.push_back(jobs::with_guard(cell, false));
        wire::write_csv_record(text, cells, separator);
        if (row.front().ends_with('7')) text += std::string(2, separator) + "\r\n"; // a blank row
    }
    return wire::encode_text(encoding, text).value();
}

std::string ndjson_of(const std::vector<TableRow>& rows)
{
    std::string text;
    for (const auto& [id, name, note] : rows) {
        JsonWriter out(text);
        out.begin_object().name("external_id").text(id).name("name").text(name);
        out.name("fields").begin_object().name("note").text(note).end_object().end_object();
        text += '\n';
    }
    return text;
}

std::string array_of(std::string ndjson)
{
    ndjson.pop_back();
    std::string array = "[";
    for (const char c : ndjson) array += c == '\n' ? std::string(",\n") : std::string(1, c);
    return array + "]\n";
}

class RandomTables : public testing::Test {
protected:
    std::string send(Verb verb, const std::string& target, std::string body = {})
    {
        return caller_
            .send(verb, target, std::move(body),
                  {{"Authorization", "Bearer " + caller_.get("key")}})
            .body;
    }

    std::string import(const std::string& text)
    {
        const auto made = parse_json(send(Verb::post, "/v1/imports?declare=true", text));
        world_.work(own());
        return send(Verb::get, "/v1/imports/" + made->find("id")->text());
    }

    // Of the rows that were imported.
    std::string export_of(const std::string& query)
    {
        const auto made = parse_json(
            send(Verb::post, "/v1/exports?where=external_id%20LIKE%20%27id-%25%27" + query));
        world_.work(own());
        return send(Verb::get, "/v1/exports/" + made->find("id")->text() + "/content");
    }

    void expect_unchanged(const std::string& text, const std::string& form)
    {
        EXPECT_THAT(import(text),
                    HasSubstr(R"("inserted":0,"updated":0,"unchanged":30,"refused":0)"))
            << form;
    }

    World world_;
    Caller caller_{world_, own()};
};

} // namespace

TEST_F(RandomTables, give_the_same_customers_in_every_form)
{
    const auto seed = table_seed();
    SCOPED_TRACE("MUSTER_TEST_SEED=" + std::to_string(seed));
    std::mt19937 random(seed);
    const auto rows = random_rows(random);
    ASSERT_THAT(import(ndjson_of(rows)), HasSubstr(R"("inserted":30,"updated":0)"));
    expect_unchanged(array_of(ndjson_of(rows)), "array");
    for (const char separator : {',', ';', '\t', '|'}) {
        for (const std::string encoding : {"utf-8", "windows-1252", "utf-16le"}) {
            for (const bool has_sep_line : {false, true}) {
                const auto form = encoding + ' ' + separator + (has_sep_line ? " sep" : "");
                expect_unchanged(table_of(rows, separator, encoding, has_sep_line), form);
            }
        }
    }
    for (const std::string query : {"", "&spreadsheet=true", "&format=ndjson"}) {
        expect_unchanged(export_of(query), "export " + query);
    }
}

} // namespace muster::dialects::native
