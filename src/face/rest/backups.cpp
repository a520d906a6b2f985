#include "face/rest/common.h"
#include "face/rest/handlers.h"

namespace airperk::face::rest {
namespace {

Reaction back_up(engine::Engine& engine, const Call& call) {
  const Fields fields(call.body, {"directory"});
  const auto directory = fields.text("directory", 4096);
  if (!directory.starts_with('/') || directory.find('\0') != std::string::npos) {
    throw problems::bad_field("directory",
                              "\"directory\" must be an absolute path on the server's machine");
  }
  return Work{[&engine, directory] {
    const auto done = engine.store().backup(directory);
    if (!done) {
      throw Problem{.status = 409,
                    .type = "/problems/backup-failed",
                    .title = "The backup was not made",
                    .detail = done.error()};
    }
    return json_response(201, {{"directory", directory}});
  }};
}

}  // namespace

void add_backups(Router& router, engine::Engine& engine) {
  router.add({Method::post, "/v1/backups", Right::back_up,
              [&engine](const Call& call) { return back_up(engine, call); }});
}

}  // namespace airperk::face::rest
