// Sends and receives with a deadline, by Asio and Beast. Knows no API.
#include "http/client.h"

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>

#include "base/limits.h"
#include "base/text.h"

namespace muster::http {

namespace asio = boost::asio;
namespace beast = boost::beast;

class Client::Impl {
public:
    Impl(std::string host, std::string port, std::string prefix, std::chrono::seconds timeout)
        : host_(std::move(host)), port_(std::move(port)), prefix_(std::move(prefix)),
          timeout_(timeout)
    {}

    Result<Response> send(Verb verb, std::string_view target, const std::vector<Header>& headers,
                          std::string_view body)
    {
        const bool reused = stream_ != nullptr;
        auto response = attempt(verb, target, headers, body);
        if (response || !reused || response.error().code != Code::unavailable) return response;
        return attempt(verb, target, headers, body);
    }

private:
    using Request = beast::http::request<beast::http::string_body>;

    Failure broken(const beast::error_code& error)
    {
        stream_.reset();
        const bool late = error == beast::error::timeout;
        return fail(late ? Code::timed_out : Code::unavailable, "server",
                    "no answer from " + host_ + ':' + port_ + ": " + error.message());
    }

    // Runs what has been started until it is done, with the timeout of the stream.
    void run()
    {
        context_.restart();
        context_.run();
    }

    beast::error_code connect()
    {
        beast::error_code error;
        asio::ip::tcp::resolver resolver(context_);
        const auto endpoints = resolver.resolve(host_, port_, error);
        if (error) return error;
        stream_ = std::make_unique<beast::tcp_stream>(context_);
        stream_->expires_after(timeout_);
        stream_->async_connect(endpoints,
                               [&](beast::error_code result, const auto&) { error = result; });
        run();
        if (!error) stream_->socket().set_option(asio::ip::tcp::no_delay(true), error);
        return error;
    }

    Request make(Verb verb, std::string_view target, const std::vector<Header>& headers,
                 std::string_view body) const
    {
        Request request;
        request.version(11);
        request.method_string(name_of(verb));
        request.target(prefix_ + std::string(target));
        request.set(beast::http::field::host, host_ + ':' + port_);
        for (const auto& header : headers) request.set(header.name, header.value);
        request.body() = body;
        request.prepare_payload();
        return request;
    }

    Result<Response> attempt(Verb verb, std::string_view target, const std::vector<Header>& headers,
                             std::string_view body)
    {
        if (stream_ == nullptr) {
            if (const auto error = connect()) return broken(error);
        }
        beast::error_code error;
        stream_->expires_after(timeout_);
        const Request request = make(verb, target, headers, body);
        beast::http::async_write(*stream_, request,
                                 [&](beast::error_code result, std::size_t) { error = result; });
        run();
        if (error) return broken(error);

        beast::http::response_parser<beast::http::string_body> parser;
        parser.body_limit(limits::client_body_bytes);
        parser.skip(verb == Verb::head);
        beast::http::async_read(*stream_, buffer_, parser,
                                [&](beast::error_code result, std::size_t) { error = result; });
        run();
        if (error) return broken(error);
        if (!parser.get().keep_alive()) stream_.reset();
        return convert(parser.release());
    }

    static Response convert(beast::http::response<beast::http::string_body>&& message)
    {
        Response response;
        response.status = static_cast<int>(message.result_int());
        for (const auto& field : message) {
            response.headers.push_back(
                {std::string(field.name_string().data(), field.name_string().size()),
                 std::string(field.value().data(), field.value().size())});
        }
        const auto type = message[beast::http::field::content_type];
        response.content_type.assign(type.data(), type.size());
        response.body = std::move(message.body());
        return response;
    }

    std::string host_;
    std::string port_;
    std::string prefix_;
    std::chrono::seconds timeout_;
    asio::io_context context_{1};
    std::unique_ptr<beast::tcp_stream> stream_;
    beast::flat_buffer buffer_;
};

Client::Client(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Client::~Client() = default;
Client::Client(Client&&) noexcept = default;
Client& Client::operator=(Client&&) noexcept = default;

Result<Client> Client::create(std::string_view url, std::chrono::seconds timeout)
{
    constexpr std::string_view scheme = "http://";
    const auto wrong = [&] {
        return fail(Code::invalid_value, "server",
                    "must be an address such as http://127.0.0.1:8080, not " + std::string(url));
    };
    if (!url.starts_with(scheme)) return wrong();
    std::string_view rest = url.substr(scheme.size());
    const std::string_view authority = rest.substr(0, rest.find('/'));
    std::string_view prefix = rest.substr(authority.size());
    while (prefix.ends_with('/')) prefix.remove_suffix(1);
    const auto colon = authority.rfind(':');
    const std::string_view host = authority.substr(0, colon);
    const std::string_view port = colon == authority.npos ? "80" : authority.substr(colon + 1);
    if (host.empty() || !parse_integer(port)) return wrong();
    return Client(
        std::make_unique<Impl>(std::string(host), std::string(port), std::string(prefix), timeout));
}

Result<Response> Client::send(Verb verb, std::string_view target,
                              const std::vector<Header>& headers, std::string_view body)
{
    return impl_->send(verb, target, headers, body);
}

} // namespace muster::http
