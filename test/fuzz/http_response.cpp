// Any bytes as the answer of a server, in pieces of any size: the same comes of it, in bounded
// memory.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "http/client/response_reader.h"

namespace {

using namespace muster::http;
using Progress = ResponseReader::Progress;

constexpr std::size_t body_limit = 1000;

void check(bool is_true)
{
    if (!is_true) std::abort();
}

std::string outcome_of(Verb asked, const std::string& bytes, std::size_t piece)
{
    ResponseReader reader(asked, body_limit);
    std::string input;
    auto progress = Progress::need_more;
    for (std::size_t at = 0; at < bytes.size() && progress == Progress::need_more; at += piece) {
        input += bytes.substr(at, piece);
        progress = reader.read(input);
    }
    if (progress == Progress::need_more) progress = reader.end();
    if (progress != Progress::done) return "refused"; // too large or malformed: pieces may tell
    const auto response = reader.take();
    check(response.body.size() <= body_limit);
    check(response.status >= 200 && response.status <= 999);
    std::string text = std::to_string(response.status) + ' ' + response.body + '\n';
    for (const auto& [name, value] : response.headers) text += name + ':' + value + '\n';
    return text;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size)
{
    if (size == 0) return 0;
    const std::string text(bytes + 1, bytes + size);
    const Verb asked = bytes[0] >= 128 ? Verb::head : Verb::get;
    const auto whole = outcome_of(asked, text, text.size() + 1);
    check(whole == outcome_of(asked, text, bytes[0] % 64 + 1u));
    return 0;
}
