// See tls.h. OpenSSL's own socket BIO would raise SIGPIPE when the client has gone, so this file
// has its own BIO that sends with MSG_NOSIGNAL.
#include "http/server/tls.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <new>
#include <utility>

#include <fcntl.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/files.h"

namespace muster::http {
namespace {

// The reason of this thread's newest OpenSSL error. Empties OpenSSL's error queue.
std::string newest_reason()
{
    const unsigned long code = ERR_peek_last_error();
    ERR_clear_error();
    if (code == 0) return "the connection was cut";
    const char* reason = ERR_reason_error_string(code);
    return reason == nullptr ? "error " + std::to_string(code) : reason;
}

// An error that names the file and the system's reason when the file cannot be read.
Result<void> check_readable(const std::string& file, std::string_view what)
{
    const int opened = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    if (opened >= 0) {
        ::close(opened);
        return {};
    }
    const int reason = errno;
    const auto act = "read the " + std::string(what);
    std::string text = reason == EACCES ? "cannot " + act + ' ' + file +
                                              ": the user that runs this program may not read it"
                                        : file_problem(act, file, reason);
    return fail(reason == ENOENT ? Code::not_found : Code::unavailable, "tls", std::move(text));
}

Failure wrong_file(const std::string& file, std::string_view what)
{
    return fail(Code::invalid_value, "tls",
                file + ' ' + std::string(what) + " (" + newest_reason() + ')');
}

std::shared_ptr<SSL_CTX> make_context(const SSL_METHOD* method)
{
    std::shared_ptr<SSL_CTX> context(SSL_CTX_new(method), SSL_CTX_free);
    if (!context) throw std::bad_alloc();
    SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
    SSL_CTX_set_options(context.get(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
    SSL_CTX_set_mode(context.get(),
                     SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                         SSL_MODE_RELEASE_BUFFERS); // saves 34 KB per idle connection
    return context;
}

// Without this, OpenSSL would ask for a passphrase on the terminal.
int no_passphrase(char*, int, int, void*) { return 0; }

int socket_of(BIO* bio) { return *static_cast<const int*>(BIO_get_data(bio)); }

bool may_try_again() { return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR; }

int bio_write(BIO* bio, const char* bytes, int count)
{
    BIO_clear_retry_flags(bio);
    const auto sent = ::send(socket_of(bio), bytes, static_cast<std::size_t>(count), MSG_NOSIGNAL);
    if (sent < 0 && may_try_again()) BIO_set_retry_write(bio);
    return static_cast<int>(sent);
}

int bio_read(BIO* bio, char* bytes, int room)
{
    BIO_clear_retry_flags(bio);
    const auto count = ::recv(socket_of(bio), bytes, static_cast<std::size_t>(room), 0);
    if (count < 0 && may_try_again()) BIO_set_retry_read(bio);
    return static_cast<int>(count);
}

long bio_control(BIO*, int command, long, void*) { return command == BIO_CTRL_FLUSH ? 1 : 0; }

const BIO_METHOD* socket_method()
{
    static const BIO_METHOD* const method = [] {
        BIO_METHOD* made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "socket");
        if (made == nullptr) throw std::bad_alloc();
        BIO_meth_set_write(made, bio_write);
        BIO_meth_set_read(made, bio_read);
        BIO_meth_set_ctrl(made, bio_control);
        return made;
    }();
    return method;
}

// The shared key belongs to the context, and is freed with it.
int key_index()
{
    static const int index = SSL_CTX_get_ex_new_index(
        0, nullptr, nullptr, nullptr, [](void*, void* key, CRYPTO_EX_DATA*, int, long, void*) {
            delete static_cast<std::string*>(key);
        });
    return index;
}

unsigned copy_key(const SSL* ssl, unsigned char* room, unsigned most)
{
    const auto* key =
        static_cast<const std::string*>(SSL_CTX_get_ex_data(SSL_get_SSL_CTX(ssl), key_index()));
    if (key == nullptr || key->size() > most) return 0; // refuses the handshake
    std::copy(key->begin(), key->end(), room);
    return static_cast<unsigned>(key->size());
}

unsigned key_of_server(SSL* ssl, const char*, unsigned char* room, unsigned most)
{
    return copy_key(ssl, room, most);
}

// The identity says nothing: all that share the key are equal.
unsigned key_of_client(SSL* ssl, const char*, char* identity, unsigned, unsigned char* room,
                       unsigned most)
{
    std::strcpy(identity, "node");
    return copy_key(ssl, room, most);
}

} // namespace

TlsContext TlsContext::for_key(std::string_view key)
{
    auto context = make_context(TLS_method());
    SSL_CTX* const raw = context.get();
    auto stored = std::make_unique<std::string>(key);
    const bool is_made =
        SSL_CTX_set_min_proto_version(raw, TLS1_3_VERSION) == 1 &&
        SSL_CTX_set_ciphersuites(raw, "TLS_AES_128_GCM_SHA256") == 1 && // keys are for SHA-256
        SSL_CTX_set_num_tickets(raw, 0) == 1 &&
        SSL_CTX_set_ex_data(raw, key_index(), stored.get()) == 1;
    if (!is_made) throw std::bad_alloc(); // nothing else can fail here
    static_cast<void>(stored.release());
    SSL_CTX_set_session_cache_mode(raw, SSL_SESS_CACHE_OFF);
    SSL_CTX_clear_mode(raw, SSL_MODE_AUTO_RETRY); // as in for_server()
    SSL_CTX_set_psk_server_callback(raw, key_of_server);
    SSL_CTX_set_psk_client_callback(raw, key_of_client);
    return TlsContext(std::move(context));
}

Result<TlsContext> TlsContext::for_server(const std::string& certificate_file,
                                          const std::string& key_file)
{
    TRY(check_readable(certificate_file, "certificate"));
    TRY(check_readable(key_file, "key"));
    ERR_clear_error();
    auto context = make_context(TLS_server_method());
    SSL_CTX* const raw = context.get();
    // Of TLS 1.2 only suites with forward secrecy and authenticated encryption: neither CBC nor the
    // key exchange of RSA. Those of TLS 1.3 are all of this kind.
    SSL_CTX_set_cipher_list(raw, "ECDHE+AESGCM:ECDHE+CHACHA20");
    SSL_CTX_set_default_passwd_cb(raw, no_passphrase);
    // Clients resume sessions by tickets, which take no memory here.
    SSL_CTX_set_session_cache_mode(raw, SSL_SESS_CACHE_OFF);
    // With automatic retry, a client that sends key updates without end would keep one read call,
    // and so the I/O thread, busy forever.
    SSL_CTX_clear_mode(raw, SSL_MODE_AUTO_RETRY);
    if (SSL_CTX_use_certificate_chain_file(raw, certificate_file.c_str()) != 1)
        return wrong_file(certificate_file, "does not begin with a usable PEM certificate");
    if (SSL_CTX_use_PrivateKey_file(raw, key_file.c_str(), SSL_FILETYPE_PEM) != 1) {
        const bool is_of_another =
            ERR_GET_REASON(ERR_peek_last_error()) == X509_R_KEY_VALUES_MISMATCH;
        return wrong_file(key_file, is_of_another
                                        ? "is not the key of the certificate " + certificate_file
                                        : "holds no PEM private key without a passphrase");
    }
    if (SSL_CTX_check_private_key(raw) != 1)
        return wrong_file(key_file, "is not the key of the certificate " + certificate_file);
    return TlsContext(std::move(context));
}

struct TlsChannel::Impl {
    explicit Impl(SSL* channel, int socket_in) : ssl(channel, SSL_free), socket(socket_in) {}

    // Translates OpenSSL's error after a call that transferred nothing.
    IoResult outcome(int result)
    {
        switch (SSL_get_error(ssl.get(), result)) {
        case SSL_ERROR_WANT_READ: return {IoStatus::wants_read};
        case SSL_ERROR_WANT_WRITE: return {IoStatus::wants_write};
        case SSL_ERROR_ZERO_RETURN: return {IoStatus::end_of_stream};
        default: break;
        }
        is_broken = true;
        ERR_clear_error();
        return {IoStatus::failed};
    }

    std::unique_ptr<SSL, decltype(&SSL_free)> ssl;
    int socket;
    bool is_broken = false;
};

TlsChannel::TlsChannel(const TlsContext& context, int socket, TlsSide side)
    : impl_(std::make_unique<Impl>(SSL_new(context.native()), socket))
{
    SSL* const ssl = impl_->ssl.get();
    BIO* const bio = BIO_new(socket_method());
    if (ssl == nullptr || bio == nullptr) {
        BIO_free(bio);
        throw std::bad_alloc();
    }
    BIO_set_data(bio, &impl_->socket);
    BIO_set_init(bio, 1);
    SSL_set_bio(ssl, bio, bio); // passes ownership to ssl
    if (side == TlsSide::server)
        SSL_set_accept_state(ssl);
    else
        SSL_set_connect_state(ssl);
}

TlsChannel::~TlsChannel() = default;
TlsChannel::TlsChannel(TlsChannel&&) noexcept = default;
TlsChannel& TlsChannel::operator=(TlsChannel&&) noexcept = default;

IoResult TlsChannel::read(char* bytes, std::size_t room)
{
    if (impl_->is_broken) return {IoStatus::failed};
    ERR_clear_error();
    std::size_t count = 0;
    const int result = SSL_read_ex(impl_->ssl.get(), bytes, room, &count);
    return result == 1 ? IoResult{IoStatus::transferred, count} : impl_->outcome(result);
}

IoResult TlsChannel::write(std::string_view bytes)
{
    if (impl_->is_broken) return {IoStatus::failed};
    ERR_clear_error();
    std::size_t count = 0;
    const int result = SSL_write_ex(impl_->ssl.get(), bytes.data(), bytes.size(), &count);
    return result == 1 ? IoResult{IoStatus::transferred, count} : impl_->outcome(result);
}

bool TlsChannel::is_established() const { return SSL_is_init_finished(impl_->ssl.get()) == 1; }

void TlsChannel::end()
{
    if (impl_->is_broken || !is_established()) return;
    ERR_clear_error();
    SSL_shutdown(impl_->ssl.get()); // once: we do not wait for the client's reply
    ERR_clear_error();
}

} // namespace muster::http
