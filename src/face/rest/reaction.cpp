#include "face/rest/reaction.h"

#include <boost/asio/dispatch.hpp>
#include <boost/asio/post.hpp>

#include "face/rest/problem.h"
#include "store/store.h"

namespace airperk::face::rest {
namespace {

namespace net = boost::asio;

/// Runs what makes a response or a reaction; nothing that a request causes may end the process.
template <typename Made, typename Make>
Made guarded(const Logger& log, const std::string& what, Make make) {
  try {
    return make();
  } catch (const Problem& problem) {
    return to_response(problem);
  } catch (const store::Damaged& damaged) {
    log("http: " + what + ": met damage: " + damaged.what());
    return to_response(problems::damaged(damaged.what()));
  } catch (const std::exception& error) {
    log("http: " + what + ": " + error.what());
    return to_response(problems::internal());
  }
}

/// Clients of HTTP wait as long as this; all of them together are one who asks.
engine::Admission admission(Instant now) {
  return {.arrived = now, .useful_until = now + Duration::seconds(10), .way = engine::Way::http};
}

struct Carrier {
  ServerState& state;
  net::any_io_executor connection;
  std::function<void(Response)> done;

  void operator()(Response response) {
    net::dispatch(connection, [done = std::move(done), response = std::move(response)]() mutable {
      done(std::move(response));
    });
  }

  void operator()(Ask ask) {
    // The engine's thread is wanted back at once: rendering happens elsewhere.
    const auto executor =
        ask.reads_history ? net::any_io_executor(state.readers.get_executor()) : connection;
    auto render = [carrier = *this,
                   then = std::move(ask.then)](const engine::Answer& answer) mutable {
      carrier(guarded<Response>(carrier.state.log, "an answer could not be written", [&] {
        if (answer.fault == engine::Fault::shed) throw problems::overloaded();
        if (answer.fault == engine::Fault::broken) {
          carrier.state.log("http: a request cannot be decided, and has changed nothing: " +
                            answer.detail);
        }
        return then(answer);
      }));
    };
    ask.request.admission = admission(state.engine.steady());
    state.engine.submit(std::move(ask.request), [executor, render = std::move(render)](
                                                    engine::Answer answer) mutable {
      net::post(executor, [render = std::move(render), answer = std::move(answer)]() mutable {
        render(answer);
      });
    });
  }

  /// To a reader who cannot follow: what is so now.
  void operator()(Live live) {
    (*this)(guarded<Response>(state.log, "figures could not be written", [&] {
      return Response{.status = 200,
                      .body = "data: " + live.next() + "\n\n",
                      .media_type = "text/event-stream; charset=utf-8"};
    }));
  }

  /// A connection writes it itself.
  void operator()(const Download&) { (*this)(to_response(problems::internal())); }

  void operator()(Clerical clerical) {
    constexpr unsigned waiting_max = 64;
    if (state.clerical.fetch_add(1) >= waiting_max) {
      --state.clerical;
      (*this)(to_response(problems::busy()));
      return;
    }
    net::post(state.clerks, [carrier = *this, clerical = std::move(clerical)]() mutable {
      auto response = guarded<Response>(carrier.state.log, "clerical work failed",
                                        [&] { return clerical.run(); });
      --carrier.state.clerical;
      carrier(std::move(response));
    });
  }

  void operator()(PasswordWork work) {
    auto& queue = work.is_known ? state.passwords : state.strangers_passwords;
    auto& porter = work.is_known ? state.porter : state.strangers_porter;
    work.from = place_of(work.from);
    if (!queue.enter(work.from)) {
      if (work.turned_away) work.turned_away();
      (*this)(to_response(problems::busy()));
      return;
    }
    net::post(porter, [carrier = *this, &queue, work = std::move(work)]() mutable {
      auto response = guarded<Response>(carrier.state.log, "a password could not be looked at",
                                        [&] { return work.run(); });
      queue.leave(work.from);
      carrier(std::move(response));
    });
  }

  void operator()(PageWork work) {
    net::post(state.printer, [carrier = *this, work = std::move(work)]() mutable {
      carrier(guarded<Response>(carrier.state.log, "a page could not be made",
                                [&] { return work.run(); }));
    });
  }

  void operator()(Work work) {
    net::post(state.bulk, [carrier = *this, work = std::move(work)]() mutable {
      carrier(guarded<Response>(carrier.state.log, "bulk work failed", [&] { return work.run(); }));
    });
  }
};

}  // namespace

Reaction first_reaction(const Route& route, const Call& call, const Logger& log) {
  return guarded<Reaction>(log, std::string(name_of(call.method)) + " " + route.pattern,
                           [&] { return route.handler(call); });
}

void carry_out(ServerState& state, net::any_io_executor connection, Reaction reaction,
               std::function<void(Response)> done) {
  std::visit(
      [&](auto wanted) {
        Carrier{state, connection, std::move(done)}(std::move(wanted));
      },
      std::move(reaction));
}

}  // namespace airperk::face::rest
