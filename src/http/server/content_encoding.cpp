// See content_encoding.h. zlib compresses.
#include "http/server/content_encoding.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <zlib.h>

#include "base/limits.h"
#include "base/text.h"

namespace muster::http {
namespace {

constexpr std::string_view tag_suffix = "-gzip";

// "0.5" in thousandths; 0 for anything that is not a weight.
int weight_of(std::string_view text)
{
    const auto number = parse_number(text);
    if (!number || *number < 0 || *number > 1) return 0;
    return static_cast<int>(std::lround(*number * 1000));
}

// One element of Accept-Encoding: "gzip;q=0.5".
struct AcceptedCoding {
    std::string_view coding;
    int weight = 1000;
};

AcceptedCoding read_accepted_coding(std::string_view text)
{
    AcceptedCoding element{trim(text.substr(0, text.find(';')))};
    while (text.find(';') != text.npos) {
        text.remove_prefix(text.find(';') + 1);
        const auto parameter = trim(text.substr(0, text.find(';')));
        if (parameter.starts_with("q=") || parameter.starts_with("Q="))
            element.weight = weight_of(trim(parameter.substr(2)));
    }
    return element;
}

struct CodingWeights {
    int gzip = -1; // -1: the header does not name it
    int identity = -1;
    int others = -1;
};

void read_weights(std::string_view value, CodingWeights& weights)
{
    for (const auto part : split(value, ',')) {
        const auto [coding, weight] = read_accepted_coding(part);
        if (same_name(coding, "gzip") || same_name(coding, "x-gzip"))
            weights.gzip = std::max(weights.gzip, weight);
        else if (same_name(coding, "identity"))
            weights.identity = weight;
        else if (coding == "*")
            weights.others = weight;
    }
}

// Removes the suffix from every tag that has it. True when a tag had it.
bool remove_tag_suffixes(std::string& tags)
{
    static constexpr std::string_view suffixed = "-gzip\"";
    bool found = false;
    for (auto at = tags.find(suffixed); at != tags.npos; at = tags.find(suffixed, at)) {
        tags.erase(at, tag_suffix.size());
        found = true;
    }
    return found;
}

void add_tag_suffix(Response& response)
{
    for (auto& [name, value] : response.headers)
        if (same_name(name, "ETag") && value.ends_with('"'))
            value.insert(value.size() - 1, tag_suffix);
}

// Only texts are worth it: pictures and archives are compressed already.
bool is_compressible(std::string_view content_type)
{
    const auto type = lower_ascii(trim(content_type.substr(0, content_type.find(';'))));
    static constexpr std::array types{
        std::string_view("application/json"), std::string_view("application/x-ndjson"),
        std::string_view("application/xml"), std::string_view("application/javascript")};
    return type.starts_with("text/") || type.ends_with("+json") || type.ends_with("+xml") ||
           std::ranges::find(types, type) != types.end();
}

bool has_header(const Response& response, std::string_view wanted)
{
    return std::ranges::any_of(response.headers,
                               [&](const auto& one) { return same_name(one.name, wanted); });
}

// nullopt when memory is short.
std::optional<std::string> gzip(std::string& plain)
{
    // Lists repeat the names of their members: a low level shrinks them about as well as a high
    // one.
    constexpr int level = 3;
    constexpr int gzip_window = 15 + 16;
    constexpr int memory = 8;
    z_stream coder{};
    if (deflateInit2(&coder, level, Z_DEFLATED, gzip_window, memory, Z_DEFAULT_STRATEGY) != Z_OK)
        return std::nullopt;
    const std::unique_ptr<z_stream, int (*)(z_stream*)> ending(&coder, deflateEnd);
    try {
        std::string coded(deflateBound(&coder, static_cast<uLong>(plain.size())), '\0');
        void* const source = plain.data();
        void* const target = coded.data();
        coder.next_in = static_cast<Bytef*>(source);
        coder.avail_in = static_cast<uInt>(plain.size());
        coder.next_out = static_cast<Bytef*>(target);
        coder.avail_out = static_cast<uInt>(coded.size());
        if (deflate(&coder, Z_FINISH) != Z_STREAM_END) return std::nullopt;
        coded.resize(coder.total_out);
        return coded;
    } catch (const std::bad_alloc&) {
        return std::nullopt;
    }
}

} // namespace

AcceptedEncodings read_accepted_encodings(Request& request)
{
    AcceptedEncodings accepted;
    CodingWeights weights;
    for (auto& [name, value] : request.headers) {
        if (same_name(name, "Accept-Encoding"))
            read_weights(value, weights);
        else if (same_name(name, "If-Match") || same_name(name, "If-None-Match"))
            accepted.has_encoded_tag = remove_tag_suffixes(value) || accepted.has_encoded_tag;
    }
    const int gzip = weights.gzip >= 0 ? weights.gzip : weights.others;
    accepted.accepts_gzip = gzip > 0 && gzip >= weights.identity;
    accepted.refuses_plain = weights.identity == 0 || (weights.identity < 0 && weights.others == 0);
    return accepted;
}

bool prepare_encoding(Response& response, const AcceptedEncodings& accepted)
{
    if (response.status == 304) {
        response.headers.push_back({"Vary", "Accept-Encoding"});
        if (accepted.has_encoded_tag && accepted.accepts_gzip) add_tag_suffix(response);
        return false;
    }
    const auto size = response.body.size();
    const bool must = accepted.refuses_plain && accepted.accepts_gzip && size > 0;
    if ((size < limits::compress_from_bytes && !must) || size > limits::compress_up_to_bytes)
        return false;
    if (!is_compressible(response.content_type) || has_header(response, "Content-Encoding"))
        return false;
    response.headers.push_back({"Vary", "Accept-Encoding"});
    return accepted.accepts_gzip;
}

void encode(Response& response)
{
    auto coded = gzip(response.body);
    if (!coded) return;
    response.body = *std::move(coded);
    response.headers.push_back({"Content-Encoding", "gzip"});
    add_tag_suffix(response);
}

} // namespace muster::http
