// The compact list of customers in a log entry.
#include <random>

#include <gtest/gtest.h>

#include "base/limits.h"
#include "store/customer_list.h"

namespace muster::store {

TEST(CustomerListTest, reads_back_what_was_written)
{
    std::mt19937_64 random{7};
    for (const std::int64_t widest : {1, 2, 40, 5000, 5'000'000}) {
        std::vector<std::int64_t> ids;
        for (std::int64_t id = 0; ids.size() < 300 && id < limits::entity_id - widest;) {
            id += 1 + static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(widest));
            ids.push_back(id);
        }
        EXPECT_EQ(decode_customers(encode_customers(ids)), ids) << widest;
    }
    EXPECT_EQ(decode_customers(encode_customers(std::vector{limits::entity_id})),
              std::vector{limits::entity_id});
}

TEST(CustomerListTest, takes_few_bytes)
{
    std::vector<std::int64_t> all;
    std::vector<std::int64_t> every_tenth;
    for (std::int64_t id = 1'000'001; id <= 1'004'000; ++id) {
        all.push_back(id);
        if (id % 10 == 0) every_tenth.push_back(id);
    }
    EXPECT_LT(encode_customers(all).size(), 12U);
    EXPECT_LT(encode_customers(every_tenth).size(), 410U);
}

TEST(CustomerListTest, refuses_damaged_text)
{
    for (const char* text : {"0", "00", "\x7f", " ", "P", "oooooooo", "0oooooooo"}) {
        EXPECT_FALSE(decode_customers(text)) << text;
    }
}

} // namespace muster::store
