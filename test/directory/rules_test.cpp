// Rules of customers, groups, memberships and declared fields that no promise names.
#include "base/limits.h"
#include "directory/directory_test.h"
#include "directory/housekeeping.h"
#include "directory/identity.h"
#include "model/keys.h"

namespace muster::directory {

using Rules = DirectoryTest;

TEST_F(Rules, NameAndItsPartsTellTheSame)
{
    const auto id = customer("Nora Maria Lindqvist");
    EXPECT_EQ(read(id).first_name, "Nora");
    EXPECT_EQ(read(id).last_name, "Maria Lindqvist");
    ASSERT_TRUE(write([&](Transaction& t) {
        return update_customer(t, id, [](Customer& c) {
            c.last_name = "Berg";
            return Result<void>{};
        });
    }));
    EXPECT_EQ(read(id).name, "Nora Berg");
}

TEST_F(Rules, AnUpdateThatChangesNothingWritesNothing)
{
    const auto id = customer("Nora");
    const auto before = revision();
    ASSERT_TRUE(write([&](Transaction& t) {
        return update_customer(t, id, [](Customer&) { return Result<void>{}; });
    }));
    EXPECT_EQ(revision(), before);
}

TEST_F(Rules, WhoIsAMemberCannotJoinButMayReturn)
{
    const auto nora = customer("Nora");
    const auto vip = group("VIP", 1);
    ASSERT_TRUE(join(vip, nora));
    EXPECT_EQ(join(vip, nora).error().code, Code::already_exists);
    ASSERT_TRUE(write([&](Transaction& t) { return leave(t, vip, nora); }));
    const auto again = join(vip, nora);
    ASSERT_TRUE(again);
    EXPECT_TRUE(again->is_live());
    EXPECT_EQ(read(vip).member_count, 1);
}

TEST_F(Rules, AGroupHasOnePrimaryMember)
{
    const auto vip = group("VIP");
    Joining primary;
    primary.role = Role::primary;
    ASSERT_TRUE(join(vip, customer("A"), primary));
    const auto second = join(vip, customer("B"), primary);
    EXPECT_EQ(second.error().code, Code::conflict);
    EXPECT_EQ(second.error().subject, "role");
}

TEST_F(Rules, AGroupWhosePrimaryMemberLeavesBecomesInactiveHoweverItLeaves)
{
    Joining primary;
    primary.role = Role::primary;
    const auto led_by = [&](CustomerId customer) {
        const auto made = group("Family of " + std::to_string(customer.value));
        EXPECT_TRUE(join(made, customer, primary));
        EXPECT_TRUE(join(made, this->customer("Child")));
        return made;
    };
    const auto ada = customer("Ada");
    const auto left = led_by(ada);
    ASSERT_TRUE(write([&](Transaction& t) { return leave(t, left, ada); }));
    EXPECT_EQ(read(left).status, GroupStatus::inactive);

    const auto bob = customer("Bob");
    const auto orphaned = led_by(bob);
    ASSERT_TRUE(write([&](Transaction& t) { return remove_customer(t, bob); }));
    EXPECT_EQ(read(orphaned).status, GroupStatus::inactive);
    EXPECT_EQ(read(orphaned).member_count, 1);

    const auto system = Principal{{}, {}, system_tenant, "system", "core", {}};
    ASSERT_TRUE(directory.write(system, system_tenant, [](Transaction& t) {
        return update_tenant(t, {1}, [](Tenant& tenant) {
            tenant.fields.set("stays_active_without_primary", true);
            return Result<void>{};
        });
    }));
    const auto eve = customer("Eve");
    const auto staying = led_by(eve);
    ASSERT_TRUE(write([&](Transaction& t) { return leave(t, staying, eve); }));
    EXPECT_EQ(read(staying).status, GroupStatus::active);
}

// Promise 12: the removal of a customer takes as many rows as it has memberships, not their square.
TEST_F(Rules, RemovingACustomerWritesItsRowOnceForAllMemberships)
{
    const auto nora = customer("Nora");
    for (const auto* name : {"A", "B", "C", "D", "E"}) ASSERT_TRUE(join(group(name), nora));
    ASSERT_TRUE(write([&](Transaction& t) { return remove_customer(t, nora); }));
    const auto log = changes();
    const auto rows = std::ranges::count_if(log, [&](const Change& change) {
        return change.revision == log.back().revision && change.kind == Kind::customer;
    });
    EXPECT_EQ(rows, 2) << "its home group, and the removal";
    EXPECT_TRUE(memberships_of(directory.rows(), {1}, nora)->empty());
}

TEST_F(Rules, AnEmailIsOneLine)
{
    const auto create = [&](const std::string& email) {
        return write([&](Transaction& t) {
            Customer draft;
            draft.email = email;
            return create_customer(t, draft);
        });
    };
    EXPECT_EQ(create("ann\nlee@example.org").error().subject, "email");
    EXPECT_EQ(create("ann@exam\tple.org").error().subject, "email");
    EXPECT_TRUE(create("ann@example.org\n"));
}

TEST_F(Rules, ThePrincipalOfACredentialAlwaysHasAName)
{
    Credential credential;
    credential.login = "till-9";
    EXPECT_EQ(principal_of(credential).name, "till-9");
    credential.name = "Till at the door";
    EXPECT_EQ(principal_of(credential).name, "Till at the door");
}

TEST_F(Rules, EmailsAreUniqueWhereAnApiPromisesIt)
{
    const auto create = [&](const std::string& email, bool unique) {
        return write([&](Transaction& t) {
            Customer draft;
            draft.email = email;
            CustomerRules rules;
            rules.unique_email = unique;
            return create_customer(t, draft, rules);
        });
    };
    ASSERT_TRUE(create("nora@example.org", true));
    EXPECT_EQ(create("NORA@example.org", true).error().code, Code::already_exists);
    EXPECT_TRUE(create("nora@example.org", false));
    EXPECT_EQ(create("nobody", false).error().code, Code::invalid_value);
}

TEST_F(Rules, ABlankAroundAKeyIsNoPartOfIt)
{
    const auto create = [&](const std::string& email, const std::string& external_id) {
        return write([&](Transaction& t) {
            Customer draft;
            draft.email = email;
            draft.phone = "\u00a0+49 30 901820 ";
            draft.external_id = external_id;
            CustomerRules rules;
            rules.unique_email = true;
            return create_customer(t, draft, rules);
        });
    };
    const auto ann = create(" Ann@Example.org\u00a0", "A1\n");
    ASSERT_TRUE(ann);
    EXPECT_EQ(ann->email, "Ann@Example.org");
    EXPECT_EQ(ann->phone, "+49 30 901820");
    EXPECT_EQ(ann->external_id, "A1");
    EXPECT_EQ(create("ann@example.org ", "A2").error().subject, "email");
    EXPECT_EQ(create("bob@example.org", "\u200bA1").error().subject, "external_id");
    for (const auto* email : {"ann@example.org", "\u3000ANN@example.org "}) {
        const auto found = find<Customer>(directory.rows(), customer_email_key({1}, email));
        ASSERT_TRUE(found) << email;
        EXPECT_EQ(found->id, ann->id);
    }
    EXPECT_TRUE(create("", " \u00a0")) << "only blanks are no external id";
}

TEST_F(Rules, AnUpdateIsNotRefusedForWhatItLeavesAlone)
{
    const auto share = [&](const std::string& name) {
        return write([&](Transaction& t) {
            Customer draft;
            draft.name = name;
            draft.email = "family@example.org";
            return create_customer(t, draft);
        });
    };
    ASSERT_TRUE(share("Ann"));
    const auto bob = share("Bob");
    ASSERT_TRUE(bob);
    const auto update = [&](const Edit<Customer>& edit) {
        CustomerRules rules;
        rules.unique_email = rules.unique_phone = true;
        return write([&](Transaction& t) { return update_customer(t, bob->id, edit, rules); });
    };
    EXPECT_TRUE(update([](Customer& c) {
        c.name = "Robert";
        c.phone = "+49 30 1";
        return Result<void>{};
    }));
    ASSERT_TRUE(update([](Customer& c) {
        c.email = "bob@example.org";
        return Result<void>{};
    }));
    const auto back = update([](Customer& c) {
        c.email = "family@example.org";
        return Result<void>{};
    });
    ASSERT_FALSE(back);
    EXPECT_EQ(back.error().subject, "email");
}

TEST_F(Rules, AMemberIsAMemberWhetherOrNotTheGroupCanBeJoined)
{
    const auto nora = customer("Nora");
    const auto other = customer("Otto");
    const auto vip = group("VIP");
    ASSERT_TRUE(join(vip, nora));
    const auto dynamic = write([](Transaction& t) {
        Group draft;
        draft.name = "Named Nora";
        draft.rule = "name = 'Nora'";
        return create_group(t, draft);
    });
    ASSERT_TRUE(dynamic);
    ASSERT_TRUE(write([&](Transaction& t) {
        return update_group(t, vip, [](Group& g) {
            g.status = GroupStatus::inactive;
            return Result<void>{};
        });
    }));
    for (const auto group : {vip, dynamic->id}) {
        EXPECT_EQ(join(group, nora).error().code, Code::already_exists);
        EXPECT_EQ(join(group, other).error().code, Code::conflict);
    }
}

TEST_F(Rules, DeclaredFieldsFitTheirValuesOrSayWhatWouldBeRight)
{
    const auto declare = [&](const std::string& key, Type type, TextList values = {}) {
        return write([&](Transaction& t) {
            CustomField draft;
            draft.key = key;
            draft.type = type;
            draft.values = values;
            return declare_field(t, draft);
        });
    };
    ASSERT_TRUE(declare("tenure", Type::integer));
    ASSERT_TRUE(declare("plan", Type::enumeration, {"Month", "Year"}));
    const auto create = [&](const char* key, Value value) {
        return write([&](Transaction& t) {
            Customer draft;
            draft.fields.set(key, value);
            return create_customer(t, draft);
        });
    };
    const auto made = create("Tenure", std::string("25"));
    ASSERT_TRUE(made);
    EXPECT_EQ(*made->fields.find("tenure"), Value{std::int64_t{25}});
    EXPECT_EQ(create("tenure", std::string("long")).error().message, "must be an integer");
    EXPECT_EQ(*create("plan", std::string("YEAR"))->fields.find("plan"),
              Value{std::string("Year")});
    EXPECT_EQ(create("plan", std::string("Day")).error().message, "must be one of Month, Year");
    EXPECT_EQ(create("colour", std::string("red")).error().code, Code::unknown_field);
}

TEST_F(Rules, ValuesStandUnderTheDeclaredSpellingOfTheirKeys)
{
    CustomField tenure;
    tenure.key = "tenure";
    tenure.type = Type::integer;
    tenure.required = true;
    const DeclaredFields declared({tenure});
    const auto fitted = [&](std::vector<std::pair<std::string, std::string>> given) {
        FieldValues values;
        for (auto& [key, value] : given) values.set(key, std::move(value));
        const auto fits = coerce_fields(declared, FieldEntity::customer, values);
        EXPECT_TRUE(fits.has_value()) << fits.error().message;
        return values;
    };
    FieldValues expected;
    expected.set("tenure", std::int64_t{25});
    EXPECT_EQ(fitted({{"tenure", "25"}}), expected);
    EXPECT_EQ(fitted({{"TENURE", "25"}}), expected);
    EXPECT_EQ(fitted({{"TENURE", "1"}, {"tenure", "25"}, {"tenurE", "2"}}), expected);
    EXPECT_EQ(fitted({{"TENURE", "25"}, {"tenure", " "}}), expected) << "a blank is no value";
}

TEST_F(Rules, AUniqueFieldIsUnique)
{
    ASSERT_TRUE(write([](Transaction& t) {
        CustomField draft;
        draft.key = "card";
        draft.unique = true;
        return declare_field(t, draft);
    }));
    const auto create = [&] {
        return write([](Transaction& t) {
            Customer draft;
            draft.fields.set("card", std::string("77"));
            return create_customer(t, draft);
        });
    };
    ASSERT_TRUE(create());
    EXPECT_EQ(create().error().code, Code::already_exists);
}

TEST_F(Rules, RemovingAFieldTakesItsValuesAlong)
{
    const auto field = write([](Transaction& t) {
        CustomField draft;
        draft.key = "note";
        return declare_field(t, draft);
    });
    const auto id = customer("Nora");
    ASSERT_TRUE(write([&](Transaction& t) {
        return update_customer(t, id, [](Customer& c) {
            c.fields.set("note", std::string("likes tea"));
            return Result<void>{};
        });
    }));
    ASSERT_TRUE(write([&](Transaction& t) { return remove_field(t, field->id); }));
    EXPECT_TRUE(read(id).fields.empty());
}

// Promise 12: other writes come between the pieces.
TEST_F(Rules, ManyValuesOfAFieldAreTakenAwayInPieces)
{
    const Principal principal{{7}, {1}, {1}, "Ann", "native", {}};
    const auto customers = 2 * limits::field_values_at_once + 1;
    const auto field = write([](Transaction& t) {
        CustomField draft;
        draft.key = "note";
        return declare_field(t, draft);
    });
    ASSERT_TRUE(write([&](Transaction& t) -> Result<void> {
        for (std::int64_t i = 0; i < customers; ++i) {
            Customer draft;
            draft.fields.set("note", std::string("likes tea"));
            TRY(create_customer(t, draft));
        }
        return {};
    }));
    const auto with_note = [&] {
        Query query;
        query.kind = Kind::customer;
        query.tenant = TenantId{1};
        query.filter = negate(has_no("fields.note"));
        query.with_total = true;
        return *directory.rows().page(query)->total;
    };
    ASSERT_TRUE(write([](Transaction& t) {
        Group draft;
        draft.name = "tea";
        draft.rule = "note = 'likes tea'";
        return create_group(t, draft);
    }));
    const auto without = write([](Transaction& t) {
        Group draft;
        draft.name = "no tea";
        draft.rule = "note IS NULL";
        return create_group(t, draft);
    });
    const auto entered_without = [&] {
        const auto log = changes();
        return std::ranges::count_if(log, [&](const Change& change) {
            return change.kind == Kind::membership && change.id == without->id.value;
        });
    };
    const auto before = revision();
    const auto refused = drop_values_in_pieces(directory, principal, {1}, field->id, {},
                                               RulesThatName::refuse_removal);
    EXPECT_EQ(refused.error().code, Code::conflict);
    EXPECT_EQ(with_note(), customers) << "the removal will be refused, so no value may go";
    EXPECT_EQ(revision(), before);

    ASSERT_TRUE(drop_values_in_pieces(directory, principal, {1}, field->id));
    EXPECT_EQ(with_note(), 0);
    EXPECT_EQ(entered_without(), 0) << "the rule loses its part before the first value goes";
    EXPECT_EQ(revision(), before + 3) << "a write for each piece";
    ASSERT_TRUE(write([&](Transaction& t) { return remove_field(t, field->id); }));
}

TEST_F(Rules, HousekeepingEndsMembershipsThatAreDue)
{
    const auto nora = customer("Nora");
    const auto trial = group("Trial");
    Joining joining;
    joining.expires_at = clock.now() + std::chrono::hours{1};
    ASSERT_TRUE(join(trial, nora, joining));
    const auto ended = [this] {
        return run_housekeeping(directory, [](const std::string&) {})->ended_memberships;
    };
    EXPECT_EQ(ended(), 0);
    clock.step(std::chrono::hours{2});
    EXPECT_EQ(ended(), 1);
    EXPECT_EQ(read(trial).member_count, 0);
    EXPECT_FALSE(read(nora).home_group);
}

TEST_F(Rules, TextsHaveTheirBounds)
{
    const auto create = [&](const std::string& name) {
        return write([&](Transaction& t) {
            Customer draft;
            draft.name = name;
            return create_customer(t, draft);
        });
    };
    EXPECT_TRUE(create(std::string(255, 'x')));
    EXPECT_EQ(create(std::string(256, 'x')).error().code, Code::invalid_value);
    EXPECT_EQ(create("\xff").error().message, "must be valid UTF-8");
    EXPECT_EQ(create(std::string("a\0b", 3)).error().message, "must not contain NUL");
}

} // namespace muster::directory
