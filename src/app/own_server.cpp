#include "app/own_server.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "app/files.h"
#include "app/house.h"
#include "app/http_client.h"
#include "face/rest/tokens.h"

namespace airperk::app {

Result<bool> own_server_answers(const Configuration& configuration) {
  const auto challenge = random_token();
  HttpClient stranger(configuration.http, "");
  const auto health = stranger.get("/health?challenge=" + challenge);
  if (!health) return false;
  const auto secret = token_secret(configuration);
  if (!secret) return fail(secret.error());
  const auto said = nlohmann::json::parse(health->body, nullptr, false);
  const auto proof = said.is_object() ? said.find("proof") : said.end();
  const bool is_own = health->status == 200 && proof != said.end() && proof->is_string() &&
                      face::rest::Tokens(secret->key, "").proof_for(challenge) ==
                          proof->get_ref<const std::string&>();
  if (is_own) return true;
  return fail(fmt::format(
      "{}: what answers there is not the server of {}, and was sent nothing: end it, or "
      "set http.listen to another port; an airperk of before this one is started again",
      configuration.http.to_string(), configuration.store_path));
}

}  // namespace airperk::app
