// The changes of a transaction become few statements, and a failed write still leaves no trace
// (promises 1 and 2).
#include <gtest/gtest.h>

#include "store/sql/merged_changes.h"

namespace muster::store::sql {
namespace {

using namespace model;

// Notes each statement and the values of its arrays, row by row.
class NotedConnection final : public SqlConnection {
public:
    std::vector<std::string> sent;

    Result<Statement> constant(const std::string& text) override
    {
        statement_ = std::make_unique<NotedStatement>(*this, text);
        return Statement(*statement_);
    }
    Result<Statement> composed(const std::string& text) override { return constant(text); }
    Result<void> run(const std::string& text) override
    {
        sent.push_back(text);
        return {};
    }
    bool has_changed_rows() override { return true; }
    bool in_transaction() const override { return true; }
    Result<void> begin_read() override { return {}; }
    void end_read() override {}
    Result<void> begin_write() override { return {}; }
    Result<void> commit_write() override { return {}; }
    void roll_back() override {}
    bool has_arrays() const override { return true; }

private:
    class NotedStatement final : public PreparedStatement {
    public:
        NotedStatement(NotedConnection& connection, std::string text)
            : connection_(connection), text_(std::move(text))
        {}
        void bind_null(int /*place*/) override { text_ += " -"; }
        void bind_integer(int /*place*/, std::int64_t value) override
        {
            text_ += ' ' + std::to_string(value);
        }
        void bind_real(int /*place*/, double /*value*/) override {}
        void bind_text(int /*place*/, std::string_view text) override
        {
            text_ += ' ' + std::string(text);
        }
        void bind_copied_text(int /*place*/, const std::string& /*text*/) override {}
        void bind_array(int /*place*/, const ColumnValues& values) override
        {
            std::string list;
            for (std::size_t row = 0; row < values.size(); ++row) {
                const auto text = values.is_text ? std::string(values.text(row))
                                                 : std::to_string(values.numbers[row]);
                list += (row == 0 ? "" : ",") + (values.is_null[row] ? std::string("-") : text);
            }
            text_ += " [" + list + "]";
        }
        Result<bool> step() override { return false; }
        Result<void> run() override { return connection_.run(text_); }
        std::int64_t integer_at(int /*column*/) const override { return 0; }
        bool is_null_at(int /*column*/) const override { return true; }
        std::string_view text_at(int /*column*/) const override { return {}; }
        void release() override {}

    private:
        NotedConnection& connection_;
        std::string text_;
    };

    std::unique_ptr<NotedStatement> statement_;
};

const RowChange rename_change{"rename", "rename", {true, false}};
const RowChange log_change{"log", "log", {false}};

class MergedChangesStory : public testing::Test {
protected:
    void rename(std::int64_t id, const std::string& name)
    {
        const Ref ref{Kind::group, {1}, id, 0};
        auto statement = changes.statement(rename_change, MergedChanges::row(ref)).value();
        EXPECT_TRUE(statement.text_or_null(name).integer(id).run().has_value());
    }
    void log(std::int64_t revision)
    {
        auto statement = changes.statement(log_change, 0).value();
        EXPECT_TRUE(statement.integer(revision).run().has_value());
    }
    void write(std::int64_t id, const std::string& name, std::int64_t revision)
    {
        changes.begin_write();
        rename(id, name);
        log(revision);
        EXPECT_TRUE(changes.end_write().has_value());
    }
    const std::vector<std::string>& sent()
    {
        EXPECT_TRUE(changes.send().has_value());
        return connection.sent;
    }
    using Statements = std::vector<std::string>;

    NotedConnection connection;
    MergedChanges changes{connection};
};

TEST_F(MergedChangesStory, equal_changes_of_several_writes_are_one_statement)
{
    write(1, "a", 10);
    write(2, "", 11);
    write(3, "bc", 12);
    EXPECT_EQ(connection.sent, Statements{});
    EXPECT_EQ(sent(), (Statements{"rename [a,-,bc] [1,2,3]", "log [10,11,12]"}));
}

TEST_F(MergedChangesStory, changes_of_one_row_run_in_their_order)
{
    write(1, "a", 10);
    write(1, "b", 11);
    EXPECT_EQ(sent(), (Statements{"rename a 1", "log 10", "rename b 1", "log 11"}));
}

TEST_F(MergedChangesStory, a_write_that_was_not_sent_is_undone_without_the_server)
{
    write(1, "a", 10);
    changes.begin_write();
    rename(2, "undone");
    log(11);
    changes.undo_write();
    write(3, "c", 11);
    EXPECT_EQ(sent(), (Statements{"rename [a,c] [1,3]", "log [10,11]"}));
}

TEST_F(MergedChangesStory, a_write_that_was_sent_is_undone_without_the_others)
{
    write(1, "a", 10);
    changes.begin_write();
    rename(2, "undone");
    EXPECT_TRUE(changes.send().has_value()); // for a read
    log(11);
    changes.undo_write();
    write(3, "c", 11);
    EXPECT_EQ(sent(),
              (Statements{"rename a 1", "log 10", "SAVEPOINT one_write", "rename undone 2",
                          "ROLLBACK TO one_write", "RELEASE one_write", "rename c 3", "log 11"}));
}

TEST_F(MergedChangesStory, a_row_that_cannot_be_stored_is_refused_alone)
{
    write(1, "a", 10);
    changes.begin_write();
    {
        auto statement = changes.statement(rename_change, 0).value();
        const auto done = statement.text(std::string_view("a\0b", 3)).integer(2).run();
        ASSERT_FALSE(done.has_value());
        EXPECT_EQ(done.error().code, Code::invalid_value);
    }
    changes.undo_write();
    EXPECT_EQ(sent(), (Statements{"rename a 1", "log 10"}));
}

} // namespace
} // namespace muster::store::sql
