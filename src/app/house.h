#pragma once

#include <memory>

#include "app/configuration.h"
#include "engine/recover.h"
#include "store/embedded/embedded_store.h"

namespace airperk::app {

/// The programme that the configuration names, or the one that the binary carries. The error has
/// one line for each problem.
Result<programme::Loaded> load_programme(const std::string& file);

/// A store, and the engine on it.
struct OpenHouse {
  std::unique_ptr<store::embedded::EmbeddedStore> store;
  engine::Running running;
  std::string token_secret, access_key;
  std::vector<std::string> notes;  ///< for the log
  programme::Source source;        ///< of the programme's files, as they were read

  engine::Engine& engine() { return *running.engine; }
};
Result<OpenHouse> open_house(const Configuration& configuration);

/// The key of request ids. A store that has a journal has one already: a missing, damaged or wrong
/// one would charge repeated requests again, and is refused by name.
Result<std::string> store_secret(const Configuration& configuration,
                                 store::embedded::EmbeddedStore& store);

/// The key that links the notes of the access log; made by whoever comes first. No backup has it.
Result<std::string> access_key(const Configuration& configuration);

/// The admin's token, without its line's end; made where there is none.
Result<std::string> admin_token(const Configuration& configuration);

/// The key that signs tokens. No backup has it, so that nobody can make tokens of one. Made by
/// whoever comes first.
struct TokenSecret {
  std::string key;
  bool is_new = false;
};
Result<TokenSecret> token_secret(const Configuration& configuration);
/// What a new one means where the store is not new.
extern const char* const tokens_are_void;

}  // namespace airperk::app
