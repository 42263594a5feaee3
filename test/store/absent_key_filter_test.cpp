// A bulk insert looks up keys without asking SQLite each time. No key that exists may be missed.
#include "directory/customers.h"
#include "model/keys.h"
#include "store/sql/absent_key_filter.h"
#include "store/sql/encoding.h"
#include "store/sqlite/connection.h"
#include "store/sqlite_directory.h"

namespace muster::store::sqlite {
namespace {

using namespace model;
using namespace directory;
using test::SqliteDirectory;
using test::tenant;

constexpr int many = 1500;

Key key_of(const std::string& text) { return external_id_key(Kind::customer, tenant, text); }

// The directory fills the file; then the test opens it as the writing thread does.
class FreeKeysStory : public testing::Test {
protected:
    void open()
    {
        directory.close();
        connection = SqliteConnection::open(directory.path(), ConnectionAccess::write).value();
        keys = std::make_unique<sql::AbsentKeyFilter>(*connection);
    }
    void look_in_vain(const std::string& name = "external_id")
    {
        for (int i = 0; i < many; ++i) keys->record_miss({Kind::customer, tenant, name, "nobody"});
    }
    void put(int from, int to) const
    {
        for (int i = from; i < to; ++i) {
            const auto text = sql::encode_key(key_of("C-" + std::to_string(i)));
            keys->insert(tenant, text);
            const auto made = connection->run("INSERT INTO keys VALUES (1, '" + text + "', 1)");
            ASSERT_TRUE(made.has_value());
        }
    }
    int free_among(int from, int to) const
    {
        int free = 0;
        for (int i = from; i < to; ++i) free += keys->is_free(key_of("C-" + std::to_string(i)));
        return free;
    }

    SqliteDirectory directory;
    std::unique_ptr<SqliteConnection> connection;
    std::unique_ptr<sql::AbsentKeyFilter> keys;
};

TEST_F(FreeKeysStory, what_is_there_or_comes_is_never_free_and_most_else_is)
{
    open();
    put(0, 2000);
    EXPECT_EQ(free_among(0, 4000), 0) << "nothing is known yet";
    look_in_vain();
    EXPECT_EQ(free_among(0, 4000), 0) << "not within the write that looked";
    ASSERT_TRUE(keys->begin_write());
    EXPECT_EQ(free_among(0, 2000), 0);
    EXPECT_GT(free_among(2000, 4000), 1980);
    put(2000, 3000);
    EXPECT_EQ(free_among(0, 3000), 0);
    EXPECT_GT(free_among(3000, 4000), 980);
    EXPECT_FALSE(keys->is_free(customer_email_key(tenant, "ada@example.org")));
    EXPECT_FALSE(keys->is_free(external_id_key(Kind::group, tenant, "C-3500")));
    EXPECT_FALSE(keys->is_free(external_id_key(Kind::customer, {2}, "C-3500")));
    keys->forget();
    EXPECT_EQ(free_among(0, 4000), 0);
}

TEST_F(FreeKeysStory, names_of_fields_may_have_any_letters)
{
    open();
    const Key known{Kind::customer, tenant,
                    "fields.gr\xc3\xb6\xc3\x9f"
                    "e",
                    "\xc3\xa4"};
    ASSERT_TRUE(
        connection->run("INSERT INTO keys VALUES (1, '" + sql::encode_key(known) + "', 1)"));
    look_in_vain(known.name);
    ASSERT_TRUE(keys->begin_write());
    EXPECT_FALSE(keys->is_free(known));
    EXPECT_TRUE(keys->is_free({known.kind, tenant, known.name, "\xc3\xb6"}));
}

TEST_F(FreeKeysStory, where_there_are_many_already_nothing_is_said)
{
    open();
    ASSERT_TRUE(connection->run(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 100001) INSERT INTO "
        "keys SELECT 1, 'customer' || char(10) || 'external_id' || char(10) || i, i FROM n"));
    look_in_vain();
    ASSERT_TRUE(keys->begin_write());
    EXPECT_EQ(free_among(0, 100), 0);
}

// Promise 4: through the store, with writes that fail and with keys that are removed and added
// again.
TEST(AbsentKeyFilter, a_write_finds_what_is_there_whatever_was_undone)
{
    SqliteDirectory directory;
    const auto create = [](Transaction& transaction, const std::string& id) -> Result<void> {
        Customer customer;
        customer.external_id = id;
        TRY(create_customer(transaction, customer));
        return {};
    };
    const auto has = [](Transaction& transaction, const std::string& id) {
        return find<Customer>(transaction.rows(), key_of(id)).has_value();
    };
    directory.must([&](Transaction& transaction) -> Result<void> {
        for (int i = 0; i < many; ++i) TRY(create(transaction, "A-" + std::to_string(i)));
        return {};
    });
    const auto undone = directory.write([&](Transaction& transaction) -> Result<void> {
        EXPECT_TRUE(has(transaction, "A-0"));
        EXPECT_FALSE(has(transaction, "B-0"));
        TRY(create(transaction, "B-0"));
        EXPECT_TRUE(has(transaction, "B-0"));
        TRY(remove_customer(transaction, {1}));
        EXPECT_FALSE(has(transaction, "A-0"));
        return fail(Code::conflict, "story", "after all");
    });
    EXPECT_EQ(undone.error().code, Code::conflict);
    directory.must([&](Transaction& transaction) -> Result<void> {
        EXPECT_TRUE(has(transaction, "A-0"));
        EXPECT_FALSE(has(transaction, "B-0"));
        TRY(create(transaction, "B-0"));
        EXPECT_EQ(create(transaction, "B-0").error().code, Code::already_exists);
        return {};
    });
}

} // namespace
} // namespace muster::store::sqlite
