// Promise 21: a setting of a tenant is known and has a value that its readers understand, or it is
// refused. A typing error never leaves a door open.
#include <set>

#include <gtest/gtest.h>

#include "base/files.h"
#include "dialects/all.h"
#include "dialects/world.h"
#include "directory/tenants.h"
#include "model/wrong_settings.h"

namespace muster::dialects::native {
namespace {

using http::Verb;

class TenantSettings : public testing::Test {
protected:
    http::Response set(const std::string& settings)
    {
        return caller_.send(Verb::patch, "/v1/tenants/first", "{\"settings\": " + settings + '}',
                            {{"Authorization", "Bearer " + caller_.get("key.admin")}});
    }

    void store(std::string_view name, const model::Value& value)
    {
        const directory::Principal maker{{}, {}, {}, "test", "test", {}};
        ASSERT_TRUE(world_.directory().write(
            maker, model::system_tenant, [&](directory::Transaction& transaction) {
                return directory::update_tenant(transaction, {1}, [&](model::Tenant& tenant) {
                    tenant.fields.set(name, value);
                    return Result<void>{};
                });
            }));
    }

    test::World world_;
    test::Caller caller_{world_, own()};
};

TEST_F(TenantSettings, refuse_each_wrong_value_and_say_what_would_be_right)
{
    const std::pair<const char*, const char*> wrong[] = {
        {R"({"nuweb.api_access": "none"})", "must be 1 (nothing), 2 (read) or 3 (read and write)"},
        {R"({"nuweb.api_access": 4})", "must be 1 (nothing), 2 (read) or 3 (read and write)"},
        {R"({"nuweb.sso": "no"})", "must be true or false"},
        {R"({"nuweb.sso": "false"})", "must be true or false"},
        {R"({"nuweb.currencies": ["EUR", "XYZ"]})", "must be codes of ISO 4217, such as EUR,CHF"},
        {R"({"nuweb.currency_id": 99999})",
         "must be the id of a currency, as GET /v1/currencies shows it"},
        {R"({"nuweb.languages": "en,xx"})", "must be of en, de, fr, es, it"},
        {R"({"nuweb.fallback_language": "klingon"})", "must be one of en, de, fr, es, it"},
        {R"({"ecwid.suspended": 1})", "must be true or false"},
        {R"({"ecwid.languages": ["English"]})", "must be codes of languages, such as en,pt_BR"},
        {R"({"ecwid.store_url": "javascript:1"})",
         "must be an address that begins with https:// or http://"},
        {R"({"capillary.groups_enabled": "off"})", "must be true or false"},
        {R"({"capillary.max_group_size": "abc"})", "must be a whole number, at least 1"},
        {R"({"capillary.user_group_size": 0})", "must be a whole number, at least 1"},
        {R"({"capillary.business_error_status": 500})", "must be 200 or 400"},
        {R"({"capillary.primary_identifier": "shoe size"})",
         "must be the type of an identifier, such as mobile, email or externalId"},
        {R"({"capillary.default_country_code": "+91"})",
         "must be the 1 to 3 digits of a country's calling code, such as 91"},
        {R"({"capillary.utc_offset_minutes": 841})", "must be a whole number from -840 to 840"},
        {R"({"capillary.token_lifetime_seconds": 1.5})",
         "must be a whole number from 1 to 2592000"},
        {R"({"xtrakit.legacy_fields": "maybe"})", "must be true or false"},
        {R"({"xtrakit.user_id": true})", "must be a text"},
        {R"({"nudgescribe.account_id": ["a"]})", "must be a text"},
        {R"({"logins": 5})", "must be names that begin or end with *, separated by blanks, such "
                             "as *@shop.example"},
        {R"({"logins": ["*@shop.example"]})", "must be names that begin or end with *, separated "
                                              "by blanks, such as *@shop.example"},
        {R"({"stays_active_without_primary": 0})", "must be true or false"},
        {R"({"nuweb.api_acces": 1})", "there is no such setting; did you mean nuweb.api_access?; "
                                      "`muster tenant settings` lists them all"},
        {R"({"opening_hours": "9 to 17"})",
         "there is no such setting; `muster tenant settings` lists them all"},
    };
    for (const auto& [settings, right] : wrong) {
        const auto answer = set(settings);
        EXPECT_EQ(answer.status, 400) << settings << answer.body;
        const auto body = parse_json(answer.body);
        ASSERT_TRUE(body);
        const Json* errors = body->find("errors");
        ASSERT_NE(errors, nullptr) << settings << answer.body;
        EXPECT_EQ(*errors->as_array()->front().find("detail")->as_text(), right) << settings;
    }
    const auto tenant = world_.services().identity.tenant({1}).value();
    EXPECT_TRUE(tenant.fields.empty()) << "nothing is stored";
}

TEST_F(TenantSettings, take_each_right_value)
{
    for (const auto* settings :
         {R"({"nuweb.api_access": 1})", R"({"nuweb.currencies": "eur, CHF"})",
          R"({"nuweb.languages": ["fr", "it-CH"]})", R"({"nuweb.currency_id": 2})",
          R"({"ecwid.languages": "en,pt_BR"})", R"({"capillary.default_country_code": 91})",
          R"({"capillary.business_error_status": 400})", R"({"xtrakit.user_id": 12})",
          R"({"capillary.primary_identifier": "externalId"})",
          R"({"logins": "*@shop.example till.*"})", R"({"time_zone": "Europe/Berlin"})"}) {
        const auto answer = set(settings);
        EXPECT_EQ(answer.status, 200) << settings << answer.body;
    }
}

TEST_F(TenantSettings, of_earlier_versions_stay_can_be_sent_back_and_taken_away)
{
    store("opening_hours", std::string("9 to 17"));
    store("nuweb.sso", std::string("no"));
    EXPECT_EQ(set(R"({"opening_hours": "9 to 17", "nuweb.sso": "no"})").status, 200);
    EXPECT_EQ(set(R"({"opening_hours": "9 to 18"})").status, 400);
    EXPECT_EQ(set(R"({"opening_hours": null, "nuweb.sso": true})").status, 200);
    const auto tenant = world_.services().identity.tenant({1}).value();
    EXPECT_EQ(tenant.fields.find("opening_hours"), nullptr);
}

// The start of a server logs these lines.
TEST_F(TenantSettings, of_earlier_versions_are_named_with_the_command_that_repairs_them)
{
    store("opening_hours", std::string("9 to 17"));
    store("nuweb.sso", std::string("no"));
    store("ecwid.suspended", true);
    auto tenant = world_.services().identity.tenant({1}).value();
    tenant.fields.set("time_zone", std::string("Berlin")); // the directory refuses to store it
    std::string lines;
    for (const auto& wrong : model::wrong_settings(tenant, tenant_settings()))
        lines += model::warning_of(tenant, wrong) + '\n';
    const std::string repair = "; repair it: muster tenant set " + tenant.slug;
    for (const auto& line :
         {"opening_hours = 9 to 17, which has no effect as it is: there is no such setting" +
              repair + " opening_hours=\n",
          "nuweb.sso = no, which has no effect as it is: must be true or false" + repair +
              " nuweb.sso=VALUE\n",
          "time_zone = Berlin, which has no effect as it is: must be the name of a time zone, such "
          "as Europe/Berlin" +
              repair + " time_zone=VALUE\n"})
        EXPECT_NE(lines.find(line), lines.npos) << lines;
    EXPECT_EQ(lines.find("ecwid.suspended"), lines.npos) << "what is right is not named";
}

TEST_F(TenantSettings, are_one_table_with_names_defaults_and_help)
{
    std::set<std::string_view> names;
    for (const auto& setting : tenant_settings()) {
        EXPECT_TRUE(names.insert(setting.name).second) << setting.name << " is there twice";
        EXPECT_TRUE(setting.help.ends_with('.')) << setting.name;
        EXPECT_FALSE(model::initial_value(setting).empty()) << setting.name;
    }
    for (const auto* dialect : all()) {
        const auto document = read_file(std::string(MUSTER_SOURCE_DIR) + "/docs/dialects/" +
                                        std::string(dialect->name) + ".md")
                                  .value();
        for (const auto& setting : dialect->tenant_settings) {
            EXPECT_TRUE(setting.name.starts_with(std::string(dialect->name) + '.')) << setting.name;
            EXPECT_NE(document.find('`' + std::string(setting.name) + '`'), document.npos)
                << setting.name << " is not in the document of its API";
        }
    }
}

} // namespace
} // namespace muster::dialects::native
