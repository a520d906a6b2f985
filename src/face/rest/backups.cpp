#include <fmt/format.h>

#include "face/rest/common.h"
#include "face/rest/handlers.h"

namespace airperk::face::rest {
namespace {

bool is_this_machine(std::string_view peer) {
  return peer.starts_with("127.") || peer == "::1" || peer.starts_with("::ffff:127.");
}

/// A name in the directory, or a path: what a request may choose.
std::string target_of(const Call& call, const std::string& directory) {
  const Fields fields(call.body, {"directory", "name"});
  if (fields.has("name") && fields.has("directory")) {
    throw problems::bad_field("name", "send \"name\" or \"directory\", not both");
  }
  if (fields.has("name")) {
    const auto name = fields.text("name", 128);
    if (directory.empty()) {
      throw problems::bad_field(
          "name", "a name needs [backups] directory in the configuration; or send \"directory\"");
    }
    const bool is_plain = name.find_first_of(std::string_view("/\0", 2)) == std::string::npos;
    if (!is_plain || name.empty() || name.front() == '.') {
      throw problems::bad_field(
          "name", "\"name\" must be a plain file name that does not begin with a dot");
    }
    return directory + "/" + name;
  }
  const auto path = fields.text("directory", 4096);
  if (!path.starts_with('/') || path.find('\0') != std::string::npos) {
    throw problems::bad_field("directory",
                              "\"directory\" must be an absolute path on the server's machine");
  }
  const auto last = path.rfind('/');
  const bool is_in_directory = !directory.empty() && path.substr(0, last) == directory &&
                               path.size() > last + 1 && path[last + 1] != '.';
  if (is_in_directory || (directory.empty() && is_this_machine(call.peer))) return path;
  throw problems::bad_field(
      "directory",
      directory.empty()
          ? "a path is taken from this machine alone; set [backups] directory in the "
            "configuration and send \"name\""
          : fmt::format("backups are made in {} ([backups] directory); send a \"name\"",
                        directory));
}

Reaction back_up(engine::Engine& engine, const Call& call, const std::string& directory) {
  return Work{[&engine, target = target_of(call, directory)] {
    const auto done = engine.store().backup(target);
    if (!done) {
      throw Problem{.status = 409,
                    .type = "/problems/backup-failed",
                    .title = "The backup was not made",
                    .detail = done.error()};
    }
    return json_response(201, {{"directory", target}});
  }};
}

}  // namespace

void add_backups(Router& router, engine::Engine& engine, std::string directory) {
  router.add({Method::post, "/v1/backups", Right::back_up,
              [&engine, directory = std::move(directory)](const Call& call) {
                return back_up(engine, call, directory);
              }});
}

}  // namespace airperk::face::rest
