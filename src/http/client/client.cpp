// See client.h. libcurl does the transfer; this file sets its limits and translates its errors.
#include "http/client/client.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <new>
#include <utility>

#include <curl/curl.h>

namespace muster::http {
namespace {

using CurlHandle = std::unique_ptr<CURL, decltype(&curl_easy_cleanup)>;
using CurlHeaders = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;

// Before the first use of libcurl in this process, whichever thread comes first. There is no
// matching cleanup: other threads may still be in a transfer when the program ends.
void initialize_curl()
{
    static const CURLcode initialized = curl_global_init(CURL_GLOBAL_DEFAULT);
    if (initialized != CURLE_OK) throw std::bad_alloc();
}

// A request line or a header must not be ended by what stands in it.
bool is_one_line(std::string_view text)
{
    return std::ranges::none_of(text, [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
}

std::string_view without_blanks(std::string_view text)
{
    constexpr std::string_view blanks = " \t\r\n";
    const auto begin = std::min(text.find_first_not_of(blanks), text.size());
    return text.substr(begin, text.find_last_not_of(blanks) + 1 - begin);
}

// An answer while it arrives. libcurl calls on_header and on_body on the thread of send(); a false
// result ends the transfer.
class IncomingResponse {
public:
    explicit IncomingResponse(std::size_t body_limit) : body_limit_(body_limit) {}

    // One line of a head or of a trailer.
    bool on_header(std::string_view line)
    {
        head_bytes_ += line.size();
        if (head_bytes_ > limits::client_head_bytes) return false;
        if (!is_in_head_ && line.starts_with("HTTP/")) { // also after 100 Continue
            response_ = {};
            response_.content_type.clear();
            is_in_head_ = true;
            return true;
        }
        if (!is_in_head_) return true; // of a trailer, which no caller asks for
        const auto colon = line.find(':');
        if (colon == line.npos) {
            is_in_head_ = !without_blanks(line).empty();
            return true;
        }
        if (response_.headers.size() == limits::header_count) return false;
        const auto name = line.substr(0, colon);
        const auto value = without_blanks(line.substr(colon + 1));
        response_.headers.push_back({std::string(name), std::string(value)});
        if (same_name(name, "Content-Type")) response_.content_type = value;
        return true;
    }

    bool on_body(std::string_view bytes)
    {
        if (bytes.size() > body_limit_ - response_.body.size()) return false;
        response_.body += bytes;
        return true;
    }

    // False while the head of the answer itself has not ended: libcurl does not mind.
    bool is_whole(long status) const { return !is_in_head_ && status >= 200; }

    Response take(long status)
    {
        response_.status = static_cast<int>(status);
        return std::move(response_);
    }

private:
    const std::size_t body_limit_;
    std::size_t head_bytes_ = 0; // of all heads and the trailer
    bool is_in_head_ = false;
    Response response_;
};

// The two callbacks. No exception may pass through libcurl; short memory ends the transfer.
template <bool (IncomingResponse::*act)(std::string_view)>
std::size_t receive(char* bytes, std::size_t, std::size_t count, void* incoming) noexcept
try {
    const bool goes_on = (static_cast<IncomingResponse*>(incoming)->*act)({bytes, count});
    return goes_on ? count : CURL_WRITEFUNC_ERROR;
} catch (const std::bad_alloc&) {
    return CURL_WRITEFUNC_ERROR;
}

} // namespace

class Client::Impl {
public:
    Impl(Url url, ClientOptions options)
        : url_(std::move(url)), options_(std::move(options)),
          handle_(curl_easy_init(), curl_easy_cleanup), prefix_(url_.origin() + url_.target)
    {
        if (!handle_) throw std::bad_alloc();
        while (prefix_.ends_with('/')) prefix_.pop_back();
    }

    Result<Response> send(Verb verb, std::string_view target, const std::vector<Header>& headers,
                          std::string_view body)
    {
        if (!is_one_line(target)) return fail(Code::invalid_value, "path", "must be one line");
        const auto lines = TRY(header_lines(headers));
        const std::string url = prefix_ + std::string(target);
        IncomingResponse incoming(options_.body_limit);
        curl_easy_reset(handle_.get()); // keeps the connection, forgets the last call's options
        refused_ = CURLE_OK;
        set_limits();
        set_request(verb, body);
        set(CURLOPT_URL, url.c_str());
        set(CURLOPT_HTTPHEADER, lines.get());
        set(CURLOPT_HEADERFUNCTION, receive<&IncomingResponse::on_header>);
        set(CURLOPT_HEADERDATA, &incoming);
        set(CURLOPT_WRITEFUNCTION, receive<&IncomingResponse::on_body>);
        set(CURLOPT_WRITEDATA, &incoming);
        const auto outcome = refused_ != CURLE_OK ? refused_ : curl_easy_perform(handle_.get());
        if (outcome != CURLE_OK) return fail(error_of(outcome));
        long status = 0;
        curl_easy_getinfo(handle_.get(), CURLINFO_RESPONSE_CODE, &status);
        if (!incoming.is_whole(status)) return fail(error_of(CURLE_PARTIAL_FILE));
        return incoming.take(status);
    }

private:
    // A transfer must not begin without one of its limits: the first refused option is remembered.
    template <class Value>
    void set(CURLoption option, Value value)
    {
        if (refused_ == CURLE_OK) refused_ = curl_easy_setopt(handle_.get(), option, value);
    }

    void set_limits()
    {
        error_text_.front() = '\0';
        set(CURLOPT_ERRORBUFFER, error_text_.data());
        set(CURLOPT_NOSIGNAL, 1L); // other threads must not be interrupted by our timers
        set(CURLOPT_TIMEOUT_MS, static_cast<long>(options_.timeout.count()));
        set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options_.connect_timeout.count()));
        set(CURLOPT_MAXCONNECTS, 1L);
        set(CURLOPT_PROTOCOLS_STR, "http,https");
        set(CURLOPT_FOLLOWLOCATION, 0L);
        set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2TLS));
        set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
        set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L); // a proxy's own answer is not the server's
        if (is_loopback(url_.host)) set(CURLOPT_NOPROXY, "*");
        if (!options_.authorities.empty()) set(CURLOPT_CAINFO, options_.authorities.c_str());
    }

    void set_request(Verb verb, std::string_view body)
    {
        set(CURLOPT_PATH_AS_IS, 1L);
        if (verb == Verb::head) return set(CURLOPT_NOBODY, 1L);
        if (!body.empty() || verb == Verb::post || verb == Verb::put || verb == Verb::patch) {
            set(CURLOPT_POST, 1L);
            set(CURLOPT_POSTFIELDS, body.empty() ? "" : body.data());
            set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
        }
        set(CURLOPT_CUSTOMREQUEST, std::string(name_of(verb)).c_str());
    }

    // libcurl leaves out a header that is named without a value: we send what the caller named.
    static Result<CurlHeaders> header_lines(const std::vector<Header>& headers)
    {
        CurlHeaders lines(nullptr, curl_slist_free_all);
        const auto append = [&](const std::string& line) {
            curl_slist* const longer = curl_slist_append(lines.get(), line.c_str());
            if (longer == nullptr) throw std::bad_alloc();
            static_cast<void>(lines.release());
            lines.reset(longer);
        };
        for (const char* const unwanted : {"Accept:", "Expect:"}) append(unwanted);
        bool has_type = false;
        for (const auto& [name, value] : headers) {
            if (!is_one_line(name) || !is_one_line(value))
                return fail(Code::invalid_value, "header", "must be one line");
            append(value.empty() ? name + ';' : name + ": " + value);
            has_type = has_type || same_name(name, "Content-Type");
        }
        if (!has_type) append("Content-Type:"); // or a body would be called a form
        return lines;
    }

    Error error_of(CURLcode outcome) const
    {
        const std::string from = "no answer from " + url_.authority + ": ";
        if (outcome == CURLE_WRITE_ERROR)
            return {Code::too_large, "server", from + "the answer is too large", {}, {}, {}};
        const std::string reason = reason_of_failure(outcome);
        if (outcome == CURLE_SSL_CACERT_BADFILE)
            return {Code::invalid_value, "authorities", reason, {}, {}, {}};
        const bool is_late = outcome == CURLE_OPERATION_TIMEDOUT;
        return {is_late ? Code::timed_out : Code::unavailable, "server", from + reason, {}, {}, {}};
    }

    std::string reason_of_failure(CURLcode outcome) const
    {
        long system_error = 0;
        curl_easy_getinfo(handle_.get(), CURLINFO_OS_ERRNO, &system_error);
        if (outcome == CURLE_COULDNT_CONNECT && system_error != 0)
            return std::strerror(static_cast<int>(system_error));
        const char* const text = error_text_.data();
        return *text != '\0' ? text : curl_easy_strerror(outcome);
    }

    const Url url_;
    const ClientOptions options_;
    CurlHandle handle_;
    std::string prefix_;
    CURLcode refused_ = CURLE_OK;
    std::array<char, CURL_ERROR_SIZE> error_text_{};
};

Client::Client(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Client::~Client() = default;
Client::Client(Client&&) noexcept = default;
Client& Client::operator=(Client&&) noexcept = default;

Result<Client> Client::create(std::string_view url, ClientOptions options)
{
    initialize_curl();
    auto parts = TRY(parse_url(url));
    return Client(std::make_unique<Impl>(std::move(parts), std::move(options)));
}

Result<Response> Client::send(Verb verb, std::string_view target,
                              const std::vector<Header>& headers, std::string_view body)
{
    return impl_->send(verb, target, headers, body);
}

} // namespace muster::http
