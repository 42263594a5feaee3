// The request reader, for bytes that arrive in awkward pieces.
#include <gtest/gtest.h>

#include "http/server/request_reader.h"

namespace muster::http {
namespace {

using Progress = RequestReader::Progress;

class RequestPieces : public testing::Test {
protected:
    // Reads until the reader wants more, has a request, or refuses.
    Progress feed(std::string_view bytes)
    {
        input.commit(boost::asio::buffer_copy(input.prepare(bytes.size()),
                                              boost::asio::buffer(bytes.data(), bytes.size())));
        auto progress = reader.read(input);
        if (progress == Progress::head_done && reader.has_body()) reader.accept(1000);
        if (progress == Progress::head_done) progress = reader.read(input);
        return progress;
    }

    RequestReader reader;
    InputBuffer input;
};

TEST_F(RequestPieces, fields_one_by_one_are_bounded_together)
{
    // given fields that each fit
    feed("GET /a HTTP/1.1\r\nA");
    const auto field = ": " + std::string(1000, 'b') + "\r\nA";
    // when they come one by one, each with the next one's first letter, so that none is a fold
    auto progress = Progress::need_more;
    int fields = 0;
    while (progress == Progress::need_more && fields < 50) {
        progress = feed(field);
        ++fields;
    }
    // then
    EXPECT_EQ(progress, Progress::refused);
    EXPECT_EQ(reader.refusal(), Refusal::header_too_large);
    EXPECT_LT(fields, 18);
}

TEST_F(RequestPieces, request_line_that_fills_the_buffer_is_too_long)
{
    EXPECT_EQ(feed("GET /" + std::string(input.max_size() - 5, 'a')), Progress::refused);
    EXPECT_EQ(reader.refusal(), Refusal::target_too_long);
}

TEST_F(RequestPieces, last_chunk_may_come_byte_by_byte)
{
    feed("POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n");
    auto progress = Progress::need_more;
    for (char byte : std::string("1\r\na\r\n0\r\nA: b\r\n\r\n")) {
        EXPECT_EQ(progress, Progress::need_more);
        progress = feed({&byte, 1});
    }
    EXPECT_EQ(progress, Progress::done);
    EXPECT_EQ(reader.take().body, "a");
}

TEST_F(RequestPieces, next_request_is_left_in_the_input)
{
    EXPECT_EQ(feed("GET /a HTTP/1.1\r\nHost: h\r\n\r\nGET /b HTTP/1.1\r\nHost: h\r\n\r\n"),
              Progress::done);
    EXPECT_EQ(reader.take().path, "/a");
    EXPECT_EQ(reader.read(input), Progress::head_done);
    EXPECT_EQ(reader.read(input), Progress::done);
    EXPECT_EQ(reader.take().path, "/b");
    EXPECT_EQ(reader.read(input), Progress::need_more);
}

} // namespace
} // namespace muster::http
