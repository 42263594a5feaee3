// Long uploads are stored in pieces (promise 12 of the core), after all rows were checked: so still
// all of them, or none (promise 30).
#include <gtest/gtest.h>

#include "dialects/all.h"
#include "dialects/world.h"

namespace muster::dialects::test {
namespace {

using http::Verb;

constexpr int long_upload = 1500; // more than one piece

class NudgescribeUpload : public testing::Test {
protected:
    Json send(Verb verb, const std::string& target, Json body)
    {
        body.set("workspace_id", caller_.get("tenant"));
        body.set("customer_group_id", "3");
        const auto response = caller_.send(verb, target, body.text(),
                                           {{"authorization", "Bearer " + caller_.get("token")}});
        status_ = response.status;
        return parse_json(response.body).value_or(Json());
    }
    Json upload(const std::string& rows, const std::string& mode = "upload")
    {
        Json body = Json::object();
        body.set("file", "card,external_id,nickname\n" + rows);
        body.set("mode", mode);
        return send(Verb::post, "/v1/customer/check", std::move(body));
    }
    std::string pages() { return send(Verb::post, "/v1/customer/pages", Json::object()).text(); }
    static std::string row(int number, const std::string& external_id = {})
    {
        const auto text = std::to_string(number);
        return "C-" + text + ',' + (external_id.empty() ? "X-" + text : external_id) + ",N " +
               text + '\n';
    }
    static std::string rows(int count)
    {
        std::string text;
        for (int i = 1; i <= count; ++i) text += row(i);
        return text;
    }

    World world_;
    Caller caller_{world_, *find("nudgescribe")};
    int status_ = 0;
};

TEST_F(NudgescribeUpload, ALongOneIsStoredWhole)
{
    EXPECT_EQ(upload(rows(long_upload)).text(),
              R"({"is_valid":true,"is_stored":true,"row_count":1500,"invalid_row_count":0,)"
              R"("inserted_count":1500,"updated_count":0,"problems":[]})");
    EXPECT_EQ(pages(), R"({"total_pages":15})");
    EXPECT_EQ(upload(rows(long_upload)).text(),
              R"({"is_valid":true,"is_stored":true,"row_count":1500,"invalid_row_count":0,)"
              R"("inserted_count":0,"updated_count":1500,"problems":[]})");
}

TEST_F(NudgescribeUpload, OneBadRowAtTheEndStoresNothing)
{
    const auto before = pages();
    for (const auto& last : {row(1), row(9999, "X-1"), std::string("C-9\n")}) {
        upload(rows(long_upload) + last);
        EXPECT_EQ(status_, 400) << last;
        EXPECT_EQ(pages(), before);
    }
}

TEST_F(NudgescribeUpload, ValidationOfALongOneSeesWhatItsRowsTakeFromEachOther)
{
    const auto report = upload(rows(long_upload) + row(1) + row(9999, "X-1"), "validate");
    EXPECT_EQ(
        report.find("problems")->text(),
        R"([{"row":1501,"field":"card","message":"stands twice in this upload"},)"
        R"({"row":1502,"field":"external_id","message":"another one has this value already"}])");
    EXPECT_EQ(report.find("inserted_count")->text(), "1500");
}

} // namespace
} // namespace muster::dialects::test
