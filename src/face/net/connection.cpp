#include "face/net/connection.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <utility>

namespace airperk::face::net {

namespace asio = boost::asio;
using boost::system::error_code;

Connection::Connection(asio::ip::tcp::socket socket, Limits limits)
    : socket_(std::move(socket)),
      linger_(socket_.get_executor()),
      limits_(limits),
      intake_(limits.intake) {}

void Connection::start(Handlers handlers) {
  handlers_ = std::move(handlers);
  error_code ignored;  // a socket that is already dead says so at the first read
  socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
  read();
}

void Connection::read() {
  const auto space = intake_.space();
  if (space.empty()) return end("sent a message longer than can be read");
  socket_.async_read_some(
      asio::buffer(space.data(), space.size()),
      [self = shared_from_this()](error_code error, std::size_t count) {
        if (self->closed_) return;
        if (error == asio::error::eof)
          return self->end(self->intake_.waiting().empty()
                               ? "closed by the peer"
                               : "closed by the peer in the middle of a message");
        if (error) return self->end(error.message());
        self->intake_.filled(count);
        if (self->finishing_) {
          self->intake_.consume(self->intake_.waiting().size());
        } else {
          self->handlers_.received(self->intake_);
        }
        if (!self->closed_) self->read();
      });
}

void Connection::flush() {
  if (closed_) return;
  if (outbox_.size() > limits_.outbox_max) return end("does not read what is sent to it");
  if (writing_ || outbox_.empty()) return;
  writing_ = true;
  in_flight_.clear();
  std::swap(outbox_, in_flight_);
  asio::async_write(socket_, asio::buffer(in_flight_),
                    [self = shared_from_this()](error_code error, std::size_t) {
                      self->writing_ = false;
                      if (self->closed_) return;
                      if (error) return self->end(error.message());
                      self->write_done();
                    });
}

void Connection::write_done() {
  flush();
  if (finishing_ && !writing_ && !closed_) drain();
}

void Connection::finish() {
  if (closed_ || finishing_) return;
  finishing_ = true;
  linger_.expires_after(std::chrono::seconds(2));
  linger_.async_wait([self = shared_from_this()](error_code error) {
    if (!error) self->close();
  });
  flush();
  if (!writing_ && !closed_) drain();
}

/// Closing with octets unread would reset the connection, and the reset may overtake what was just
/// written.
void Connection::drain() {
  error_code ignored;
  socket_.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
}

void Connection::end(const std::string& why) {
  const bool tell = !finishing_;
  const auto ended = std::move(handlers_.ended);
  close();
  if (tell && ended) ended(why);
}

void Connection::close() {
  if (closed_) return;
  closed_ = true;
  linger_.cancel();
  error_code ignored;
  socket_.close(ignored);
  // The handlers hold the owner, and the owner holds this. They may be what is running just now, so
  // they go later.
  asio::post(socket_.get_executor(), [self = shared_from_this()] { self->handlers_ = {}; });
}

}  // namespace airperk::face::net
