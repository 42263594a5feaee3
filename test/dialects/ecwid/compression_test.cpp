// Large answers over a real socket are compressed when the client accepts gzip (promise 1).
#include <gtest/gtest.h>

#include "dialects/ecwid/client.h"
#include "http/client/client.h"
#include "http/inflated.h"
#include "http/server/server.h"

namespace muster::dialects::test {
namespace {

class EcwidCompression : public testing::Test {
protected:
    EcwidCompression()
    {
        http::ServerOptions options;
        options.listeners = {{"127.0.0.1", 0, {}}};
        options.io_threads = 1;
        server_ = *http::Server::start(std::move(options), client_.world().service());
    }
    http::Response search(const std::vector<http::Header>& headers)
    {
        auto client =
            *http::Client::create("http://127.0.0.1:" + std::to_string(server_->ports().front()));
        const auto target = "/ecwid/api/v3/1/customers?token=" + client_.key();
        return *client.send(http::Verb::get, target, headers, {});
    }
    static std::string coding_of(const http::Response& response)
    {
        for (const auto& header : response.headers) {
            if (http::same_name(header.name, "Content-Encoding")) return header.value;
        }
        return {};
    }

    EcwidClient client_;
    std::unique_ptr<http::Server> server_;
};

TEST_F(EcwidCompression, a_large_search_is_equal_compressed_and_plain)
{
    for (int i = 0; i < 100; ++i) {
        const auto number = std::to_string(i);
        client_.send(http::Verb::post, "customers",
                     R"({"email": "c)" + number + R"(@example.org", "privateAdminNotes": ")" +
                         std::string(10'000, static_cast<char>('a' + i % 26)) + number + "\"}");
    }
    const auto plain = search({});
    EXPECT_EQ(coding_of(plain), "");
    EXPECT_GT(plain.body.size(), 900'000U);
    const auto coded = search({{"Accept-Encoding", "gzip,deflate"}});
    EXPECT_EQ(coding_of(coded), "gzip");
    EXPECT_LT(coded.body.size(), plain.body.size() / 10);
    EXPECT_EQ(http::inflated(coded.body), plain.body);
}

} // namespace
} // namespace muster::dialects::test
