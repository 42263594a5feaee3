// Documented errors that no request can cause: those of a server in trouble.
#include <gtest/gtest.h>

#include "dialects/ecwid/client.h"
#include "dialects/ecwid/customers/customer_extras.h"
#include "dialects/ecwid/errors.h"

namespace muster::dialects::test {
namespace {

struct Trouble {
    Failure failure;
    int status;
    const char* body;
    const char* retry_after; // null: none
};

Failure handling(Code code, std::string message)
{
    return {Stage::handling, {code, "server", std::move(message), "secret detail", {}, {}}, 0};
}

TEST(EcwidErrors, server_errors_have_the_documented_form_without_details)
{
    EcwidClient client;
    const http::Request request;
    const RequestContext call{request, client.world().services(), {}, {}};
    const Trouble troubles[] = {
        {handling(Code::internal, "a bug"), 500,
         R"({"errorMessage":"Internal error","errorCode":"INTERNAL_ERROR"})", nullptr},
        {handling(Code::unavailable, "overloaded; try again shortly"), 503,
         R"({"errorMessage":"overloaded; try again shortly","errorCode":"INTERNAL_ERROR"})", "1"},
        {handling(Code::timed_out, "took too long"), 408,
         R"({"errorMessage":"took too long","errorCode":"TIMEOUT"})", nullptr},
        {{Stage::transport, {Code::timed_out, "request", "took too long", {}, {}, {}}, 408},
         408,
         R"({"errorMessage":"took too long","errorCode":"TIMEOUT"})",
         nullptr},
    };
    for (const auto& trouble : troubles) {
        const auto response = ecwid::render(call, trouble.failure);
        EXPECT_EQ(response.status, trouble.status);
        EXPECT_EQ(response.body, trouble.body);
        EXPECT_EQ(!response.headers.empty(), trouble.retry_after != nullptr);
        for (const auto& header : response.headers) EXPECT_EQ(header.value, trouble.retry_after);
    }
}

// Two clients of the vendor show people the reason phrase.
TEST(EcwidErrors, the_reason_phrase_is_the_message_in_one_plain_line)
{
    EcwidClient client;
    const http::Request request;
    const RequestContext call{request, client.world().services(), {}, {}};
    const auto reason = [&](std::string message) {
        return ecwid::render(call, handling(Code::conflict, std::move(message))).reason;
    };
    EXPECT_EQ(reason("the group is full"), "the group is full");
    EXPECT_EQ(reason("two\r\nlines \xc3\xa4"), "two  lines   ");
    EXPECT_EQ(reason(std::string(300, 'x')).size(), 200U);
}

// Clients read ids of 32 bits.
TEST(EcwidNumbers, orders_and_contacts_of_late_customers_have_small_numbers)
{
    EXPECT_EQ(ecwid::contact_id({7}, 2), 70'002);
    EXPECT_EQ(ecwid::contact_id({214'748}, 2), 2'147'480'002);
    EXPECT_EQ(ecwid::contact_id({214'749}, 2), 2);
}

} // namespace
} // namespace muster::dialects::test
