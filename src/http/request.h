// One parsed HTTP request and one answer, for server and client: plain values, no sockets.
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

// "GET"; "" for Verb::other.
std::string_view name_of(Verb verb);
// Verb::other for a method that is not in the enumeration. Methods are case-sensitive.
Verb verb_of(std::string_view method);

struct Header {
    std::string name;
    std::string value;
};

struct Parameter {
    std::string name;  // decoded: %XX, and + to a blank
    std::string value; // decoded
};

struct Request {
    Verb verb = Verb::get;
    std::string method;                // as sent; the only name of Verb::other
    std::string target;                // path and query exactly as sent
    std::string path;                  // as sent, without the query, not decoded
    std::vector<std::string> segments; // of path, split on '/', then decoded; no empty last one
    std::vector<Parameter> query;      // in order, empty pairs skipped
    std::vector<Header> headers;       // in order
    std::string body;
    std::string peer;     // address of the client, without the port
    std::string listener; // the dialect of the port it came in on; empty on the main port
    bool secure = false;  // it came over TLS
    bool is_own = false;  // the program makes it, such as for the demonstration: no rate counts it
    // What Service::find_route stored: the route, so that each later call need not match it again.
    // The server passes it on without looking at it. It may point into this request's segments, so
    // handling a copy of this request is allowed only while the original lives.
    std::shared_ptr<const void> route;

    // First header of that name, compared without case; empty when absent.
    std::string_view header(std::string_view name) const;
    bool has_header(std::string_view name) const;
    // First query parameter of exactly that name.
    std::optional<std::string_view> parameter(std::string_view name) const;
};

// A range of an open file that is the body of an answer. The session reads and sends it piece by
// piece, so that it never is in memory as a whole.
class FilePiece {
public:
    // Owns the descriptor from now on.
    FilePiece(int descriptor, std::uint64_t offset, std::uint64_t length)
        : descriptor_(descriptor), offset_(offset), left_(length)
    {}
    ~FilePiece();
    FilePiece(const FilePiece&) = delete;
    FilePiece& operator=(const FilePiece&) = delete;

    std::uint64_t left() const { return left_; }
    // Appends the next bytes, at most `most`. False when the file has become shorter.
    bool read(std::string& out, std::size_t most);

private:
    int descriptor_;
    std::uint64_t offset_;
    std::uint64_t left_;
};

// The body of an answer that is made while it is sent and has no known length. The session asks for
// it piece by piece, on a thread of the pool for lists, and only when all before has been sent: so
// a client that reads slowly holds one piece.
class BodyStream {
public:
    virtual ~BodyStream() = default;
    // Empty: nothing now, ask again after limits::stream_pause. nullopt: the end.
    virtual std::optional<std::string> next() = 0;
};

struct Response {
    int status = 200;
    std::string body;
    std::string content_type = "application/json";
    // The server adds Content-Type, Content-Length, Date and Connection; the client returns all.
    std::vector<Header> headers;
    std::shared_ptr<FilePiece> file{};    // if set, it is sent in place of body
    std::shared_ptr<BodyStream> stream{}; // if set, it is sent in place of body, until it ends
    std::string reason{};                 // in place of reason_of(status); one line
};

// Compares names of headers or media types without case (ASCII).
bool same_name(std::string_view left, std::string_view right);

// "Not Found"
std::string_view reason_of(int status);

// Decodes %XX, and '+' to a blank when plus_is_blank. Incomplete escapes stay as they are.
std::string decode_percent(std::string_view text, bool plus_is_blank);

// Stores the target and splits it into path, segments and query. In segments %XX is decoded after
// the split and '+' stays; in the query both are decoded. False when the target is over a limit of
// base/limits.h, does not start with '/', or has a control character, or %00 in the path.
bool parse_target(std::string_view target, Request& request);

// Splits "a=1&b=2" and decodes names and values. Dialects also read form bodies with it.
std::vector<Parameter> parse_form(std::string_view text);

} // namespace muster::http
