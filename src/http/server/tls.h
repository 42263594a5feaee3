// TLS over a non-blocking socket, by OpenSSL: the server's end for clients, and both ends between
// nodes. Knows no HTTP and no event loop: the caller waits for what a result asks for, and tries
// again.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

struct ssl_ctx_st;

namespace muster::http {

// The outcome of one attempt to read or write.
enum class IoStatus {
    transferred,
    wants_read,    // wait until the socket is readable, then try again
    wants_write,   // wait until the socket is writable, then try again
    end_of_stream, // the client has announced that it sends no more
    failed,
};

struct IoResult {
    IoStatus status = IoStatus::failed;
    std::size_t bytes = 0; // transferred
};

// Certificate, key and settings that many connections share. A value; thread-safe; TLS 1.2 and
// newer.
class TlsContext {
public:
    // PEM files: the certificate with the rest of its chain, and its key without a passphrase.
    // The error names the file and what is wrong with it.
    static Result<TlsContext> for_server(const std::string& certificate_file,
                                         const std::string& key_file);
    // For both ends of a connection between programs that share a secret key of 32 bytes. Each
    // proves by the handshake that it has the key, so there are no certificates. TLS 1.3 with
    // forward secrecy.
    static TlsContext for_key(std::string_view key);

    ssl_ctx_st* native() const { return context_.get(); }

private:
    explicit TlsContext(std::shared_ptr<ssl_ctx_st> context) : context_(std::move(context)) {}

    std::shared_ptr<ssl_ctx_st> context_;
};

enum class TlsSide { server, client };

// The TLS state of one connection. Used by one thread at a time. Does not own the socket. The first
// read or write does the handshake. No call waits.
class TlsChannel {
public:
    TlsChannel(const TlsContext& context, int socket, TlsSide side = TlsSide::server);
    ~TlsChannel();
    TlsChannel(TlsChannel&&) noexcept;
    TlsChannel& operator=(TlsChannel&&) noexcept;

    IoResult read(char* bytes, std::size_t room);
    IoResult write(std::string_view bytes);
    bool is_established() const;
    // Announces the end of the stream (close_notify) if that can be sent without waiting. A client
    // that does not get it must assume that the answer was cut off.
    void end();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace muster::http
