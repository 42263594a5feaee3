// Promise 11: few password hashes are computed at a time, few wait, and more are refused at once.
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "base/hashing_gate.h"

namespace muster {
namespace {

TEST(HashingGate, refuses_at_once_when_too_many_wait)
{
    HashingGate gate(1, 0);
    auto computing = gate.enter();
    ASSERT_TRUE(computing);
    const auto refused = gate.enter();
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Code::unavailable);
    computing->reset();
    EXPECT_TRUE(gate.enter());
}

TEST(HashingGate, lets_those_who_wait_in_one_after_the_other)
{
    HashingGate gate(1, 4);
    int inside = 0; // guarded by the gate
    std::vector<std::thread> threads;
    for (int which = 0; which < 4; ++which)
        threads.emplace_back([&] {
            for (int at = 0; at < 100; ++at) {
                const auto pass = gate.enter();
                ASSERT_TRUE(pass);
                EXPECT_EQ(++inside, 1);
                --inside;
            }
        });
    for (auto& thread : threads) thread.join();
}

} // namespace
} // namespace muster
