// One parsed HTTP request and the answer to it: plain values, no sockets, no customers.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace muster::http {

enum class Verb { get, head, post, put, patch, remove, options, trace, other };

// "GET"; for Verb::other "".
std::string_view name_of(Verb verb);
// Verb::other for a method that has no name here; methods are case-sensitive.
Verb verb_of(std::string_view method);

struct Header {
    std::string name;
    std::string value;
};

struct Parameter {
    std::string name;  // decoded: %XX, and + as a blank
    std::string value; // decoded
};

struct Request {
    Verb verb = Verb::get;
    std::string method;                // the token as sent; tells what Verb::other was
    std::string target;                // path and query exactly as sent
    std::string path;                  // as sent, without the query, not decoded
    std::vector<std::string> segments; // of path, split on '/', then decoded; no empty last one
    std::vector<Parameter> query;      // in order, empty pairs skipped
    std::vector<Header> headers;       // in order
    std::string body;
    std::string peer;     // address of the client, without the port
    std::string listener; // the dialect whose own port took it; empty on the main port
    bool secure = false;  // came over TLS

    // First header of that name, compared without case; empty when absent.
    std::string_view header(std::string_view name) const;
    bool has_header(std::string_view name) const;
    // First query parameter of exactly that name.
    std::optional<std::string_view> parameter(std::string_view name) const;
};

// A piece of an open file, sent as the client takes it: never in memory as a whole.
class FilePiece {
public:
    // Takes the descriptor over.
    FilePiece(int descriptor, std::uint64_t offset, std::uint64_t length)
        : descriptor_(descriptor), offset_(offset), left_(length)
    {}
    ~FilePiece();
    FilePiece(const FilePiece&) = delete;
    FilePiece& operator=(const FilePiece&) = delete;

    std::uint64_t left() const { return left_; }
    // Appends what comes next, at most so many bytes; false when the file is shorter than it was.
    bool read(std::string& out, std::size_t most);

private:
    int descriptor_;
    std::uint64_t offset_;
    std::uint64_t left_;
};

struct Response {
    int status = 200;
    std::string body;
    std::string content_type = "application/json";
    std::vector<Header> headers;       // besides Content-Type, Content-Length, Date, Connection
    std::shared_ptr<FilePiece> file{}; // sent instead of body
};

// Names of headers and media types compare without case (ASCII).
bool same_name(std::string_view left, std::string_view right);

// "Not Found"
std::string_view reason_of(int status);

// Decodes %XX; '+' becomes a blank when plus_is_blank. Broken escapes stay as they are.
std::string decode_percent(std::string_view text, bool plus_is_blank);

// Keeps target and splits it into path, segments and query. In segments %XX is decoded after the
// split and '+' is kept; in query both are decoded. False when over the limits of base/limits.h,
// not starting with '/', or holding a control character or %00 in the path.
bool parse_target(std::string_view target, Request& request);

// Splits "a=1&b=2" and decodes it (also used for form bodies).
std::vector<Parameter> parse_form(std::string_view text);

} // namespace muster::http
