// TLS over a socket that does not block, by OpenSSL. Knows no HTTP and no event loop: who owns the
// socket waits for what an attempt asks for, and tries again.
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
    // Trusts the authorities of the PEM file; without one those of the system.
    static Result<TlsContext> for_client(const std::string& authorities_file);

    ssl_ctx_st* native() const { return context_.get(); }

private:
    explicit TlsContext(std::shared_ptr<ssl_ctx_st> context) : context_(std::move(context)) {}

    std::shared_ptr<ssl_ctx_st> context_;
};

// One connection, used by one thread at a time. Does not own the socket. The handshake happens
// within the first read or write; nothing waits.
class TlsChannel {
public:
    enum class Side { server, client };

    // A client refuses every certificate that is not valid for the host (a name or an address).
    TlsChannel(const TlsContext& context, int socket, Side side, const std::string& host = {});
    ~TlsChannel();
    TlsChannel(TlsChannel&&) noexcept;
    TlsChannel& operator=(TlsChannel&&) noexcept;

    Attempt read(char* bytes, std::size_t room);
    Attempt write(std::string_view bytes);
    bool is_established() const;
    // Tells the other side that nothing more will come, if that can be sent at once.
    void end();
    // Why it is broken, for people: "certificate verify failed (certificate has expired)".
    std::string trouble() const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace muster::http
