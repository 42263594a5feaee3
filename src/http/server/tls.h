// The server's end of TLS over a non-blocking socket, by OpenSSL. Knows no HTTP and no event loop:
// the session waits for what a result asks for, and tries again.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

struct ssl_ctx_st;

namespace muster::http {

// What became of one attempt to read or write; "wants" name what to wait for before the next.
enum class Motion {
    moved,
    wants_read,
    wants_write,
    ended, // the other side has said that it sends no more
    broken,
};

struct Attempt {
    Motion motion = Motion::broken;
    std::size_t bytes = 0;
};

// What stays the same for many connections. A value; thread-safe; TLS 1.2 and newer.
class TlsContext {
public:
    // PEM files: the certificate with the rest of its chain, and its key without a passphrase.
    // The error names the file and what is wrong with it.
    static Result<TlsContext> for_server(const std::string& certificate_file,
                                         const std::string& key_file);

    ssl_ctx_st* native() const { return context_.get(); }

private:
    explicit TlsContext(std::shared_ptr<ssl_ctx_st> context) : context_(std::move(context)) {}

    std::shared_ptr<ssl_ctx_st> context_;
};

// One connection, used by one thread at a time. Does not own the socket. The handshake happens
// within the first read or write; nothing waits.
class TlsChannel {
public:
    TlsChannel(const TlsContext& context, int socket);
    ~TlsChannel();
    TlsChannel(TlsChannel&&) noexcept;
    TlsChannel& operator=(TlsChannel&&) noexcept;

    Attempt read(char* bytes, std::size_t room);
    Attempt write(std::string_view bytes);
    bool is_established() const;
    // Tells the other side that nothing more will come, if that can be sent at once.
    void end();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace muster::http
