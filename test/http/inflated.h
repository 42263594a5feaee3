// Decompresses a gzip body, for tests that read compressed answers.
#pragma once

#include <array>
#include <string>

#include <gtest/gtest.h>
#include <zlib.h>

namespace muster::http {

inline std::string inflated(std::string coded)
{
    z_stream coder{};
    void* from = coded.data();
    coder.next_in = static_cast<Bytef*>(from);
    coder.avail_in = static_cast<uInt>(coded.size());
    inflateInit2(&coder, 15 + 16);
    std::string plain;
    std::array<char, 16'384> piece{};
    int state = Z_OK;
    while (state == Z_OK) {
        void* to = piece.data();
        coder.next_out = static_cast<Bytef*>(to);
        coder.avail_out = static_cast<uInt>(piece.size());
        state = inflate(&coder, Z_NO_FLUSH);
        plain.append(piece.data(), piece.size() - coder.avail_out);
    }
    EXPECT_EQ(state, Z_STREAM_END);
    inflateEnd(&coder);
    return plain;
}

} // namespace muster::http
