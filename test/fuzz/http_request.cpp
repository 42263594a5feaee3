// Any bytes as a stream of requests. Whatever the sizes of the pieces in which they arrive, the
// reader must give the same requests. A refusal may come later for small pieces.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>

#include "http/server/request_reader.h"

namespace {

using namespace muster::http;
using Progress = RequestReader::Progress;

constexpr std::size_t body_limit = 1000;

void check(bool is_true)
{
    if (!is_true) std::abort();
}

// The requests that were read, as text.
class RequestOutcome {
public:
    bool is_over() const { return is_over_; }
    const std::string& text() const { return text_; }

    void read(RequestReader& reader, InputBuffer& input)
    {
        while (true) {
            switch (reader.read(input)) {
            case Progress::need_more: check(input.size() < input.max_size()); return;
            case Progress::head_done:
                if (reader.has_body() && !reader.accept(body_limit)) return end();
                break;
            case Progress::done: add(reader.take()); break;
            case Progress::refused: reader.take_head(input); return end();
            }
        }
    }

private:
    void add(const Request& request)
    {
        check(request.body.size() <= body_limit);
        check(request.headers.size() <= muster::limits::header_count);
        check(request.target.size() <= muster::limits::target_bytes);
        text_ += request.method + ' ' + request.target + ' ' + request.body + '\n';
        for (const auto& [name, value] : request.headers) text_ += name + ':' + value + '\n';
    }

    void end() { is_over_ = true; }

    std::string text_;
    bool is_over_ = false;
};

std::string outcome_of(const char* bytes, std::size_t size, std::size_t piece)
{
    RequestReader reader;
    InputBuffer input;
    RequestOutcome outcome;
    while (size > 0 && !outcome.is_over()) {
        const auto count = std::min({piece, size, input.max_size() - input.size()});
        std::memcpy(input.prepare(count).data(), bytes, count);
        input.commit(count);
        bytes += count;
        size -= count;
        outcome.read(reader, input);
    }
    return outcome.text();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size)
{
    if (size == 0) return 0;
    const std::string text(bytes + 1, bytes + size);
    const auto whole = outcome_of(text.data(), text.size(), text.size());
    const auto pieces = outcome_of(text.data(), text.size(), bytes[0] % 64 + 1u);
    check(whole == pieces);
    return 0;
}
