// What NuWeb's callers see after changes through other APIs, and what the directory stores of their
// calls. Case files cannot test either.
#include <thread>

#include <gtest/gtest.h>

#include "base/text.h"
#include "dialects/all.h"
#include "dialects/audit.h"
#include "dialects/world.h"
#include "directory/credentials.h"
#include "directory/customers.h"
#include "directory/fields.h"
#include "directory/groups.h"
#include "directory/memberships.h"
#include "model/keys.h"
#include "model/lookup.h"

namespace muster::dialects::test {
namespace {

using namespace model;
using namespace rule;
using namespace directory;

class NuWebTest : public testing::Test {
protected:
    http::Response send(http::Verb verb, std::string_view target, std::string body = {})
    {
        return caller.send(verb, target, std::move(body),
                           {{"Authorization", "Bearer " + caller.get("token")}});
    }

    int status_of(std::string_view target) { return send(http::Verb::get, target).status; }

    void log_in()
    {
        Json body = Json::object();
        body.set("email", Json(caller.get("login")));
        body.set("password", Json(caller.get("password")));
        const auto answer = caller.send(http::Verb::post, "/v1/login", body.text());
        caller.set("token", *parse_json(answer.body).value().find("token")->as_text());
    }

    Credential user()
    {
        const auto key = credential_login_key("nuweb", caller.get("login"));
        return model::find<Credential>(world.directory().rows(), key).value();
    }

    CredentialId token_id()
    {
        const auto token = caller.get("token");
        return {parse_integer(token.substr(0, token.find('|'))).value()};
    }

    template <class DecideIn>
    auto write(TenantId tenant, DecideIn&& decide)
    {
        const Principal other{{}, {}, {}, "someone", "other", {}};
        return world.directory().write(other, tenant, std::forward<DecideIn>(decide));
    }

    void set_access(std::int64_t access)
    {
        ASSERT_TRUE(write(system_tenant, [&](Transaction& transaction) {
            return update_tenant(transaction, first, [&](Tenant& tenant) -> Result<void> {
                tenant.fields.set("nuweb.api_access", access);
                return {};
            });
        }));
    }

    // Declares a custom field of groups and gives group 3 a value of it.
    void set_in_group(std::string_view key, Type type, const Value& value)
    {
        ASSERT_TRUE(write(first, [&](Transaction& transaction) -> Result<void> {
            CustomField field;
            field.key = key;
            field.entity = FieldEntity::group;
            field.type = type;
            TRY(declare_field(transaction, field));
            TRY(update_group(transaction, {3}, [&](Group& group) -> Result<void> {
                group.fields.set(key, Value(value));
                return {};
            }));
            return {};
        }));
    }

    Customer customer(std::int64_t id)
    {
        return model::get(world.directory().rows(), first, CustomerId{id}).value();
    }

    World world;
    Caller caller{world, *dialects::find("nuweb")};
    const TenantId first{1};
};

// Promise 6: a token has the present rights of its user.
TEST_F(NuWebTest, a_token_loses_the_rights_that_its_user_loses)
{
    log_in();
    ASSERT_EQ(status_of("/v1/customers"), 200);

    const auto id = user().id;
    ASSERT_TRUE(write(system_tenant, [&](Transaction& transaction) {
        return update_credential(transaction, id, [](Credential& user) -> Result<void> {
            user.scopes.clear();
            return {};
        });
    }));

    EXPECT_EQ(status_of("/v1/customers"), 403);
    EXPECT_EQ(status_of("/v1"), 200);
}

// Promise 2: tokens live until they are revoked.
TEST_F(NuWebTest, revoking_a_user_revokes_all_its_tokens)
{
    log_in();
    const auto old_token = caller.get("token");
    const auto old_id = token_id();
    log_in();
    const auto revoke = [&](CredentialId id) {
        return write(system_tenant,
                     [&](Transaction& transaction) { return revoke_credential(transaction, id); })
            .has_value();
    };

    ASSERT_TRUE(revoke(old_id));
    EXPECT_EQ(status_of("/v1"), 200);
    caller.set("token", old_token);
    EXPECT_EQ(status_of("/v1"), 401);

    log_in();
    ASSERT_TRUE(revoke(user().id));
    EXPECT_EQ(status_of("/v1"), 401);
}

// Promise 1: the store has only the hashes of tokens.
// A client that moves here keeps the token that it has stored, whatever its number is.
TEST_F(NuWebTest, a_token_of_the_original_can_stay)
{
    Caller administrator(world, own());
    const std::string token = "4711|aZ09aZ09aZ09aZ09aZ09aZ09aZ09aZ09aZ09aZ09";
    const auto made =
        administrator.send(http::Verb::post, "/v1/credentials",
                           R"({"dialect": "nuweb", "name": "Sync", "tenant_id": 1, "account_id": 1,
                               "scopes": ["customers.view"], "secret": ")" +
                               token + "\"}",
                           {{"Authorization", "Bearer " + administrator.get("key.admin")}});
    ASSERT_EQ(made.status, 201) << made.body;
    caller.set("token", token);
    EXPECT_EQ(status_of("/v1/customers"), 200);
    caller.set("token", token.substr(token.find('|') + 1));
    EXPECT_EQ(status_of("/v1/customers"), 401) << "a part of it is no token";
    caller.set("token", "4712" + token.substr(token.find('|')));
    EXPECT_EQ(status_of("/v1/customers"), 401);
}

TEST_F(NuWebTest, tokens_are_stored_as_hashes)
{
    log_in();
    const auto token = caller.get("token");
    const auto kept = model::get(world.directory().rows(), system_tenant, token_id()).value();
    EXPECT_EQ(kept.secret_hash, key_hash(token.substr(token.find('|') + 1)));
    EXPECT_EQ(kept.kind, CredentialKind::key);
}

// Promise 8: a setting of the company limits the API.
// Promise 12 is about e-mails that a call brings: other APIs allow a shared one.
TEST_F(NuWebTest, one_of_two_who_share_an_email_can_be_renamed)
{
    ASSERT_TRUE(write({1}, [](Transaction& transaction) {
        return update_customer(transaction, {2}, [](Customer& customer) -> Result<void> {
            customer.email = "ada@example.org";
            return {};
        });
    }));
    const auto update = [&](std::string body) {
        return send(http::Verb::post, "/v1/customers/update", std::move(body)).status;
    };
    EXPECT_EQ(update(R"({"id": 2, "name": "Grace Murray Hopper"})"), 200);
    EXPECT_EQ(update(R"({"id": 2, "email": "ada@example.org", "phone": "1"})"), 200);
    EXPECT_EQ(update(R"({"id": 2, "email": "grace@example.org"})"), 200);
    EXPECT_EQ(update(R"({"id": 2, "email": "ada@example.org"})"), 422);
}

TEST_F(NuWebTest, a_company_can_be_read_only_or_closed)
{
    const std::string body = R"({"name": "X", "email": "x@example.org"})";

    set_access(2);
    EXPECT_EQ(status_of("/v1/customers"), 200);
    EXPECT_EQ(send(http::Verb::post, "/v1/customers", body).status, 403);

    set_access(1);
    EXPECT_EQ(status_of("/v1/customers"), 403);

    set_access(3);
    EXPECT_EQ(send(http::Verb::post, "/v1/customers", body).status, 200);
}

TEST_F(NuWebTest, phones_of_other_apis_are_split_into_two_parts)
{
    const auto phone = [&](std::string text) {
        EXPECT_TRUE(write(first, [&](Transaction& transaction) {
            return update_customer(transaction, {1}, [&](Customer& customer) -> Result<void> {
                customer.phone = text;
                return {};
            });
        }));
        const auto target = "/v1/customer?id=1&only=phone,phoneCode,fullPhoneNumber";
        const auto answer = send(http::Verb::get, target);
        return parse_json(answer.body).value().find("data")->find("attributes")->text();
    };
    EXPECT_EQ(phone("+233 20 111 2223"),
              R"({"phone":"20 111 2223","phoneCode":233,"fullPhoneNumber":"+23320 111 2223"})");
    EXPECT_EQ(phone("+447700900321"),
              R"({"phone":"7700900321","phoneCode":44,"fullPhoneNumber":"+447700900321"})");
    EXPECT_EQ(phone("020 7946 0000"),
              R"({"phone":"020 7946 0000","phoneCode":null,"fullPhoneNumber":"020 7946 0000"})");
    EXPECT_EQ(phone("+999"), R"({"phone":"+999","phoneCode":null,"fullPhoneNumber":"+999"})");
}

TEST_F(NuWebTest, all_members_of_a_customer_reach_the_core)
{
    const auto answer = send(http::Verb::post, "/v1/customers", R"({"name": "Rosa Lindqvist",
        "email": "rosa@example.org", "password": "Pelican-Wharf-9", "dob": "1987-09-23",
        "countryId": "225", "phone": "07700900321", "phoneCode": 44})");
    ASSERT_EQ(answer.status, 200);
    const auto made =
        find<Customer>(world.directory().rows(), customer_email_key(first, "rosa@example.org"))
            .value();
    EXPECT_EQ(made.phone, "+44 7700900321");
    EXPECT_EQ(made.country, "GB");
    EXPECT_EQ(format_date(*made.birth_date), "1987-09-23");
    EXPECT_TRUE(verify_password(made.password_hash, "Pelican-Wharf-9").value());
    EXPECT_EQ(answer.body.find("Pelican"), std::string::npos);
}

// Promise 31: removal_date is the end of the membership.
TEST_F(NuWebTest, removal_dates_end_memberships)
{
    const auto add = [&](std::string_view person) {
        const auto body =
            R"({"customerGroupId": 3, "createCustomersIfMissing": true, "customers": [)" +
            std::string(person) + "]}";
        EXPECT_EQ(send(http::Verb::post, "/v1/customer-groups/customers", body).status, 200);
        const auto key = customer_email_key(first, "guest@example.org");
        const auto guest = find<Customer>(world.directory().rows(), key).value();
        EXPECT_EQ(guest.extras.of("nuweb"), R"({"guest":true})");
        return live_membership(world.directory().rows(), first, {3}, guest.id);
    };
    const auto day = parse_instant("2026-12-31");
    const auto later = parse_instant("2027-01-31");
    EXPECT_EQ(add(R"({"email": "guest@example.org", "removal_date": "2026-12-31"})")->expires_at,
              day);
    EXPECT_EQ(add(R"({"email": "guest@example.org"})")->expires_at, day);
    EXPECT_EQ(add(R"({"email": "guest@example.org", "removal_date": "2027-01-31"})")->expires_at,
              later);
    EXPECT_EQ(add(R"({"email": "guest@example.org", "removal_date": null})")->expires_at,
              std::nullopt);
    EXPECT_FALSE(add(R"({"email": "guest@example.org", "removal_date": "2026-02-03"})"));
}

// Promise 36: the group's lifetime is the end of memberships that name none.
TEST_F(NuWebTest, a_group_gives_its_lifetime_to_those_who_join)
{
    const auto joined_until = [&](std::string_view email, std::string_view date) {
        const auto body = R"({"customerGroupId": 3, "createCustomersIfMissing": true,
            "customers": [{"email": ")" +
                          std::string(email) + '"' + std::string(date) + "}]}";
        EXPECT_EQ(send(http::Verb::post, "/v1/customer-groups/customers", body).status, 200);
        const auto& rows = world.directory().rows();
        const auto id = customer_id_of(rows, customer_email_key(first, email)).value();
        return live_membership(rows, first, {3}, id)->expires_at;
    };
    const auto in_a_week = parse_instant("2026-02-10");
    set_in_group("nuweb_lifetime_weeks", Type::integer, std::int64_t{1});
    EXPECT_EQ(joined_until("alan@example.org", ""), in_a_week);
    EXPECT_EQ(joined_until("guest@example.org", ""), in_a_week);
    EXPECT_EQ(joined_until("ada@example.org", R"(, "removal_date": null)"), std::nullopt);
    EXPECT_EQ(joined_until("ada@example.org", ""), std::nullopt);

    set_in_group("nuweb_lifetime_days", Type::integer, std::int64_t{30});
    EXPECT_EQ(joined_until("grace@example.org", ""), parse_instant("2026-03-05"));
    EXPECT_EQ(joined_until("alan@example.org", ""), in_a_week);
}

TEST_F(NuWebTest, a_lifetime_that_is_none_gives_no_end)
{
    set_in_group("nuweb_lifetime_days", Type::integer, std::int64_t{-4});
    const auto body = R"({"customerGroupId": 3, "customers": ["alan@example.org"]})";
    EXPECT_EQ(send(http::Verb::post, "/v1/customer-groups/customers", body).status, 200);
    EXPECT_EQ(live_membership(world.directory().rows(), first, {3}, {3})->expires_at, std::nullopt);
}

// Promise 37: an expired group takes nobody, and people can still leave it.
TEST_F(NuWebTest, an_expired_group_takes_nobody)
{
    const auto body = R"({"customerGroupId": 3, "createCustomersIfMissing": true,
                          "customers": ["alan@example.org", "late@example.org"]})";
    const auto status = [&](std::string_view way) {
        return send(http::Verb::post, "/v1/customer-groups/customers" + std::string(way), body)
            .status;
    };
    set_in_group("nuweb_expires_on", Type::date, *parse_date("2026-02-03"));
    EXPECT_EQ(status(""), 200);

    world.later(std::chrono::hours(15));
    EXPECT_EQ(status("/delete"), 200);
    const auto refused = send(http::Verb::post, "/v1/customer-groups/customers", body);
    EXPECT_EQ(refused.status, 422);
    EXPECT_NE(refused.body.find(R"("customerGroupId":["The customer group takes no members."])"),
              std::string::npos);
    EXPECT_FALSE(live_membership(world.directory().rows(), first, {3}, {3}));
}

// Promise 42: a company has the currencies that it names.
TEST_F(NuWebTest, a_company_enables_currencies)
{
    const auto codes = [&] {
        std::string text;
        const auto answer = send(http::Verb::get, "/v1/currencies?only=code");
        const auto json = parse_json(answer.body).value();
        for (const auto& one : *json.find("data")->as_array()) {
            text += *one.find("attributes")->find("code")->as_text() + ' ';
        }
        return text;
    };
    ASSERT_TRUE(write(system_tenant, [&](Transaction& transaction) {
        return update_tenant(transaction, first, [&](Tenant& tenant) -> Result<void> {
            tenant.fields.set("nuweb.currencies", TextList{"ISK", "eur", "XYZ"});
            return {};
        });
    }));
    EXPECT_EQ(codes(), "EUR ISK ");
}

// Promise 56: a caller cannot take over a user who may do more.
TEST_F(NuWebTest, nobody_changes_a_user_with_more_rights)
{
    log_in();
    const auto strong = user();
    Credential draft;
    draft.tenant = first;
    draft.dialect = "nuweb";
    draft.secret_hash = key_hash("manager-of-users");
    draft.scopes = {"company_users.view", "company_users.edit"};
    ASSERT_TRUE(write(system_tenant, [&](Transaction& transaction) {
        return create_credential(transaction, draft);
    }));
    const auto id = std::to_string(strong.id.value);
    const auto status = [&](http::Verb verb, std::string_view target, std::string body = {}) {
        return caller
            .send(verb, target, std::move(body), {{"Authorization", "Bearer manager-of-users"}})
            .status;
    };
    EXPECT_EQ(status(http::Verb::get, "/v1/company/user?id=" + id), 200);
    EXPECT_EQ(status(http::Verb::post, "/v1/company/users/update",
                     R"({"password": "Taken-Over-1", "id": )" + id + '}'),
              403);
    EXPECT_EQ(status(http::Verb::remove, "/v1/company/users?id=" + id), 403);
    EXPECT_EQ(status(http::Verb::post, "/v1/admin-users/single-sign-on",
                     R"({"name": "Renamed", "email": ")" + strong.login + R"("})"),
              403);
    EXPECT_EQ(user().revision, strong.revision);
    EXPECT_EQ(status_of("/v1/customers"), 200);
}

// Promise 55: what an administrator revoked stays revoked.
TEST_F(NuWebTest, only_suspended_users_are_restored)
{
    const auto id = user().id;
    ASSERT_TRUE(write(system_tenant, [&](Transaction& transaction) {
        return revoke_credential(transaction, id);
    }));
    const auto restored =
        caller.send(http::Verb::post, "/v1/company/users/restore?id=" + std::to_string(id.value),
                    {}, {{"Authorization", "Bearer " + caller.get("key")}});
    EXPECT_EQ(restored.status, 404);
}

// Promise 52: the log has who made a user, and no secret.
TEST_F(NuWebTest, the_log_names_who_made_a_user)
{
    std::vector<std::string> audited;
    world.services().audit = [&](const AuditEvent& event) {
        audited.emplace_back(std::string(name_of(event.kind)) + ' ' + std::string(event.route));
    };
    log_in();
    const auto before = world.directory().rows().revision(system_tenant).value();
    const auto body =
        R"({"name": "Joan", "email": "joan@staff.example", "password": "Correct-Horse-8"})";
    ASSERT_EQ(send(http::Verb::post, "/v1/company/users", body).status, 200);
    const ChangeQuery query{system_tenant, before, 1000, Kind::credential, 0};
    const auto changes = world.directory().rows().changes(query).value();
    ASSERT_EQ(changes.size(), 1U);
    EXPECT_EQ(changes.front().dialect, "nuweb");
    EXPECT_NE(changes.front().after.find("joan@staff.example"), std::string::npos);
    EXPECT_EQ(changes.front().after.find("argon2"), std::string::npos);
    EXPECT_EQ(audited.back(), "administered /v1/company/users");
}

// Promise 28: redacting erases the person from the row and from the log.
TEST_F(NuWebTest, redacting_erases_the_person)
{
    ASSERT_EQ(send(http::Verb::remove, "/v1/customer?id=1").status, 200);
    EXPECT_TRUE(customer(1).removed_at);
    EXPECT_EQ(customer(1).email, "");
    const ChangeQuery query{first, 0, 1000, Kind::customer, 1};
    const auto changes = world.directory().rows().changes(query).value();
    for (const auto& change : changes) {
        EXPECT_EQ((change.before + change.after).find("ada@"), std::string::npos);
    }
}

// Promise 33: racing joins never exceed the capacity.
TEST_F(NuWebTest, racing_joins_stop_at_the_capacity)
{
    constexpr int people = 40;
    ASSERT_TRUE(write(first, [](Transaction& transaction) {
        return update_group(transaction, {3}, [](Group& group) -> Result<void> {
            group.capacity = people / 2;
            return {};
        });
    }));
    std::atomic<int> joined{0};
    const auto join_some = [&](int from) {
        for (int i = from; i < people; i += 4) {
            const auto body =
                R"({"customerGroupId": 3, "createCustomersIfMissing": true, "customers": ["p)" +
                std::to_string(i) + R"(@example.org"]})";
            if (send(http::Verb::post, "/v1/customer-groups/customers", body).status == 200)
                ++joined;
        }
    };
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) threads.emplace_back(join_some, i);
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(joined, people / 2);
    EXPECT_EQ(live_group(world.directory().rows(), first, {3})->member_count, people / 2);
}

} // namespace
} // namespace muster::dialects::test
