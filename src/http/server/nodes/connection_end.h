// A socket with TLS or without, as relays use it. Compiles slowly, because of Asio.
#pragma once

#include <optional>
#include <string_view>

#include <boost/asio/buffer.hpp>

#include "http/server/io_worker.h"
#include "http/server/tls.h"

namespace muster::http {

struct ConnectionEnd {
    Socket socket;
    std::optional<TlsChannel> tls{};
    bool awaits_read = false; // such an operation is pending
    bool awaits_write = false;

    // No call waits.
    IoResult read(char* room, std::size_t most)
    {
        if (tls) return tls->read(room, most);
        ErrorCode error;
        const auto count = socket.read_some(asio::buffer(room, most), error);
        if (!error) return {IoStatus::transferred, count};
        if (error == asio::error::would_block) return {IoStatus::wants_read};
        return {error == asio::error::eof ? IoStatus::end_of_stream : IoStatus::failed};
    }

    IoResult write(std::string_view bytes)
    {
        if (tls) return tls->write(bytes);
        ErrorCode error;
        const auto count = socket.write_some(asio::buffer(bytes), error);
        if (!error) return {IoStatus::transferred, count};
        return {error == asio::error::would_block ? IoStatus::wants_write : IoStatus::failed};
    }

    // The other side learns that it has got everything.
    void end_sending()
    {
        if (tls) tls->end();
        ErrorCode ignored; // it may have closed already
        socket.shutdown(Socket::shutdown_send, ignored);
    }

    void close()
    {
        ErrorCode ignored; // the socket is gone in any case
        socket.close(ignored);
    }
};

} // namespace muster::http
