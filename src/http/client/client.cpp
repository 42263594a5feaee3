// See client.h.
#include "http/client/client.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/text.h"
#include "http/client/response_reader.h"
#include "http/server/stream.h"

namespace muster::http {
namespace {

// What stands in a request line or a header must not end it.
bool is_one_line(std::string_view text)
{
    return std::ranges::none_of(text, [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
}

void append_field(std::string& out, std::string_view name, std::string_view value)
{
    out += name;
    out += ": ";
    out += value;
    out += "\r\n";
}

} // namespace

std::string Url::origin() const { return (secure ? "https://" : "http://") + authority; }

Result<Url> parse_url(std::string_view text)
{
    const auto wrong = [&] {
        return fail(Code::invalid_value, "url",
                    "must be an address such as https://example.org:8443/path, not " +
                        std::string(text));
    };
    Url url;
    url.secure = same_name(text.substr(0, 8), "https://");
    if (!url.secure && !same_name(text.substr(0, 7), "http://")) return wrong();
    auto rest = text.substr(url.secure ? 8 : 7);
    rest = rest.substr(0, rest.find('#'));
    const auto authority = rest.substr(0, rest.find_first_of("/?"));
    url.target = rest.substr(authority.size());
    if (!url.target.starts_with('/')) url.target.insert(0, "/");
    const bool is_bracketed = authority.starts_with('[');
    const auto host_end =
        is_bracketed ? std::min(authority.find(']'), authority.size()) + 1 : authority.find(':');
    const auto host = authority.substr(0, host_end);
    const auto after = authority.substr(std::min(host.size(), authority.size()));
    const auto port = parse_integer(after.empty() ? "1" : after.substr(1));
    if (!port || *port < 1 || *port > 65535 || (!after.empty() && after[0] != ':')) return wrong();
    url.host = is_bracketed && host.ends_with(']') ? host.substr(1, host.size() - 2) : host;
    url.port = !after.empty() ? std::string(after.substr(1)) : url.secure ? "443" : "80";
    url.authority = authority;
    const bool is_clean = std::ranges::all_of(text, [](char c) { return c > 0x20 && c != 0x7f; });
    if (url.host.empty() || url.host.find_first_of("@[]") != std::string::npos || !is_clean)
        return wrong();
    return url;
}

class Client::Impl {
public:
    Impl(Url url, std::optional<TlsContext> tls, ClientOptions options)
        : url_(std::move(url)), tls_(std::move(tls)), options_(std::move(options)),
          prefix_(url_.target)
    {
        while (prefix_.ends_with('/')) prefix_.pop_back();
    }

    Result<Response> send(Verb verb, std::string_view target, const std::vector<Header>& headers,
                          std::string_view body)
    {
        const auto request = TRY(make(verb, target, headers, body));
        const bool reused = stream_.has_value();
        auto response = attempt(verb, request);
        if (!response && reused && response.error().code == Code::unavailable)
            response = attempt(verb, request);
        if (response) return response;
        stream_.reset();
        auto error = std::move(response).error();
        error.message = "no answer from " + url_.authority + ": " + error.message;
        return fail(std::move(error));
    }

private:
    Result<std::string> make(Verb verb, std::string_view target, const std::vector<Header>& headers,
                             std::string_view body) const
    {
        std::string request(name_of(verb));
        request += ' ' + prefix_;
        request += target;
        request += " HTTP/1.1\r\n";
        append_field(request, "Host", url_.authority);
        for (const auto& [name, value] : headers) {
            if (!is_one_line(name) || !is_one_line(value))
                return fail(Code::invalid_value, "header", "must be one line");
            append_field(request, name, value);
        }
        if (!body.empty() || verb == Verb::post || verb == Verb::put || verb == Verb::patch)
            append_field(request, "Content-Length", std::to_string(body.size()));
        if (!is_one_line(target)) return fail(Code::invalid_value, "path", "must be one line");
        request += "\r\n";
        return request += body;
    }

    Result<Response> attempt(Verb verb, const std::string& request)
    {
        const auto deadline = std::chrono::steady_clock::now() + options_.timeout;
        auto response = exchange(verb, request, deadline);
        if (!response) stream_.reset();
        return response;
    }

    Result<Response> exchange(Verb verb, const std::string& request, Stream::Deadline deadline)
    {
        if (!stream_) {
            const auto connected = std::chrono::steady_clock::now() + options_.connect_timeout;
            stream_ =
                TRY(Stream::connect(url_.host, url_.port, tls_, std::min(deadline, connected)));
        }
        TRY(stream_->write(request, deadline));
        ResponseReader reader(verb, options_.body_limit);
        std::string input;
        auto progress = ResponseReader::Progress::need_more;
        while (progress == ResponseReader::Progress::need_more) {
            const auto count = TRY(stream_->read(input, deadline));
            progress = reader.read(input);
            if (count == 0) progress = reader.end();
        }
        if (progress == ResponseReader::Progress::too_large)
            return fail(Code::too_large, "server", "the answer is too large");
        if (progress == ResponseReader::Progress::malformed)
            return fail(Code::unavailable, "server", "what came is not a whole HTTP answer");
        if (!reader.keeps_open() || !input.empty()) stream_.reset();
        return reader.take();
    }

    const Url url_;
    const std::optional<TlsContext> tls_;
    const ClientOptions options_;
    std::string prefix_;
    std::optional<Stream> stream_;
};

Client::Client(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Client::~Client() = default;
Client::Client(Client&&) noexcept = default;
Client& Client::operator=(Client&&) noexcept = default;

Result<Client> Client::create(std::string_view url, ClientOptions options)
{
    auto parts = TRY(parse_url(url));
    std::optional<TlsContext> tls;
    if (parts.secure) tls = TRY(TlsContext::for_client(options.authorities));
    return Client(std::make_unique<Impl>(std::move(parts), std::move(tls), std::move(options)));
}

Result<Response> Client::send(Verb verb, std::string_view target,
                              const std::vector<Header>& headers, std::string_view body)
{
    return impl_->send(verb, target, headers, body);
}

} // namespace muster::http
