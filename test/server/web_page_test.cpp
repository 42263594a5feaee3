// The files of the page: what a browser gets, and what protects it.
#include <gtest/gtest.h>

#include "server/web_page.h"

namespace muster::server {
namespace {

constexpr PageFile files[] = {
    {"/", "text/html; charset=utf-8", "document"},
    {"/assets/main-1234.js", "text/javascript; charset=utf-8", "script"},
};

http::Request browser_asks(std::string_view path)
{
    http::Request request;
    EXPECT_TRUE(http::parse_target(path, request));
    request.headers = {{"Accept-Encoding", "gzip, deflate, br"}};
    return request;
}

std::string header_of(const http::Response& response, std::string_view name)
{
    for (const auto& header : response.headers) {
        if (http::same_name(header.name, name)) return header.value;
    }
    return {};
}

TEST(WebPage, ADocumentIsNeverStoredAndAllowsOnlyItsOwnServer)
{
    const auto page = page_file(browser_asks("/"), files);
    ASSERT_TRUE(page);
    EXPECT_EQ(page->body, "document");
    EXPECT_EQ(header_of(*page, "Cache-Control"), "no-cache");
    const auto policy = header_of(*page, "Content-Security-Policy");
    EXPECT_NE(policy.find("default-src 'none'"), policy.npos);
    EXPECT_NE(policy.find("require-trusted-types-for 'script'"), policy.npos);
    EXPECT_EQ(policy.find("unsafe"), policy.npos);
}

TEST(WebPage, AnAssetIsStoredForEverBecauseItsNameChangesWithItsContent)
{
    const auto asset = page_file(browser_asks("/assets/main-1234.js"), files);
    ASSERT_TRUE(asset);
    EXPECT_NE(header_of(*asset, "Cache-Control").find("immutable"), std::string::npos);
    EXPECT_EQ(header_of(*asset, "Content-Encoding"), "gzip");
    EXPECT_EQ(header_of(*asset, "X-Content-Type-Options"), "nosniff");
}

TEST(WebPage, AClientWithoutGzipLearnsWhatIsMissing)
{
    http::Request request;
    ASSERT_TRUE(http::parse_target("/", request));
    const auto page = page_file(request, files);
    ASSERT_TRUE(page);
    EXPECT_EQ(page->status, 406);
    EXPECT_NE(page->body.find("Accept-Encoding"), std::string::npos);
}

TEST(WebPage, OtherPathsAreNotItsBusiness)
{
    EXPECT_FALSE(page_file(browser_asks("/assets/other.js"), files));
    EXPECT_FALSE(page_file(browser_asks("/docs"), files));
    EXPECT_FALSE(page_file(browser_asks("/"), {}));
}

} // namespace
} // namespace muster::server
