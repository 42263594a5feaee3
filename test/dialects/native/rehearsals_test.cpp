// A dry run counts and refuses what the import then does, also when rows of different writes
// concern one customer: a dry run undoes each of its writes.
#include <array>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "dialects/native/files_shop.h"

namespace muster::dialects::native {
namespace {

using testing::HasSubstr;

class Rehearsals : public FilesShop {
protected:
    // The counts of the import, after the same file was rehearsed.
    std::string counts_twice(const std::string& text, const std::string& query)
    {
        const auto rehearsed = counts(import(text, query + "&dry_run=true"));
        const auto refused_then = refused();
        const auto done = counts(import(text, query));
        EXPECT_EQ(rehearsed, done) << query;
        EXPECT_EQ(refused_then, refused()) << query;
        return done;
    }
};

// More rows than one write takes.
std::string many_new(std::string header)
{
    for (int i = 0; i < 4100; ++i) {
        const auto number = std::to_string(i);
        header += "E" + number + ",e" + number + "@example.org,Ann\n";
    }
    return header;
}

} // namespace

TEST_F(Rehearsals, find_what_rows_of_earlier_writes_have_inserted)
{
    const auto text = many_new("external_id,email,name\n") +
                      "E1,e1@example.org,Ann\n"   // as it is
                      "E2,e2@example.org,Bob\n"   // changed
                      "E2,e2@example.org,Bob\n"   // as it is now
                      "E3,e4@example.org,Ann\n"   // two customers
                      "E5,new@example.org,Ann\n"  // changes its e-mail ...
                      "E-6,e5@example.org,Ann\n"; // ... which is free now
    EXPECT_EQ(counts_twice(text, "key=external_id,email"),
              "4101 inserted, 2 updated, 2 unchanged, 1 refused");
    EXPECT_THAT(refused(), HasSubstr("\n4105,email,already_exists,"));
}

TEST_F(Rehearsals, find_what_rows_of_earlier_writes_have_changed)
{
    std::string known = "external_id,email,name\n";
    std::string file = known;
    for (int i = 0; i < 600; ++i) {
        const auto row = std::to_string(i) + ",e" + std::to_string(i) + "@example.org,";
        known += row + "Ann\n";
        file += row + "Bob\n";
    }
    import(known, "key=external_id");
    const auto again = file.substr(file.find('\n') + 1);
    EXPECT_EQ(counts_twice(file + again + "7,,Cy\n7,,Cy\n", "key=external_id"),
              "0 inserted, 601 updated, 601 unchanged, 0 refused");
}

TEST_F(Rehearsals, equal_the_imports_of_random_files)
{
    std::mt19937 random(20260203);
    const auto below = [&](std::uint32_t end) { return random() % end; };
    const auto people = [&](int rows) {
        std::string text = "external_id,email,phone,name,birth_date\n";
        for (int i = 0; i < rows; ++i) {
            const auto number = below(2500);
            const auto other = below(20) == 0 ? below(2500) : number;
            text += (below(20) == 0 ? "" : "E" + std::to_string(number)) + ',' + "p" +
                    std::to_string(other) + "@example.org,+49301" + std::to_string(number) + ',' +
                    std::array{"Ann", "Bob", "Cy"}[below(3)] + ',' +
                    (below(50) == 0 ? "soon" : "") + '\n';
        }
        return text;
    };
    import(people(2000), "key=external_id");
    for (const auto* query :
         {"key=external_id", "key=external_id,email", "key=email&mode=update",
          "key=email,external_id", "key=external_id&mode=create", "key=phone&only_new=true",
          "key=external_id&keep_blank=true", "mode=create&key=email"}) {
        counts_twice(people(700), query);
    }
}

} // namespace muster::dialects::native
