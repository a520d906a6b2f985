#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "face/rest/entrance.h"
#include "face/rest/message.h"
#include "face/rest/router.h"
#include "store/access/access_log.h"

/// What is known of the people who work with the server, and what is kept of what they do.
namespace airperk::face::rest {

using Note = std::function<void(const std::string& line)>;

struct People {
  People(Tokens tokens, engine::Engine& the_engine, Note the_log)
      : engine(the_engine), log(std::move(the_log)), entrance(std::move(tokens), the_engine) {}

  engine::Engine& engine;
  const Note log;
  Entrance entrance;
  /// Set before anybody comes in; without one nobody who logs in is shown anything.
  std::unique_ptr<store::access::AccessLog> accesses;
};

/// What a person is about to see or change: nothing for what concerns nobody, and for tokens, but
/// where the route wants everybody's reason. Throws a Problem where one is wanted and not given, so
/// that nothing is read before.
std::optional<store::access::Access> access_of(const Route& route, const Call& call);

/// Makes it durable, with the subscriber's id. Throws a Problem if that fails. May wait.
void note(People& people, store::access::Access access, const Call& call);

/// A login as GET /v1/session shows it, with the cookie that it hangs on.
Response opened(People& people, const Call& call, Caller caller, std::uint32_t account_version);

}  // namespace airperk::face::rest
