#include <fmt/format.h>
#include <pwd.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <future>

#include "app/commands.h"
#include "app/house.h"

namespace airperk::app {
namespace {

using store::embedded::Database;
using store::embedded::EmbeddedStore;
using store::embedded::Loss;

/// Whoever is at the machine.
std::string who() {
  if (const char* asked = std::getenv("SUDO_USER"); asked != nullptr && *asked != 0) return asked;
  const auto* user = ::getpwuid(::geteuid());
  return user ? user->pw_name : fmt::format("user {}", ::geteuid());
}

int look(const Configuration& configuration) {
  const auto database = Database::open(configuration.store_path, Database::Mode::follow);
  if (!database) return complain(database.error(), 2);
  if (const auto& loss = (*database)->loss()) {
    fmt::print("{}\n", loss->what);
    fmt::print(
        "Put the file back or restore a backup. To go on without what is gone: airperk "
        "repair --accept-loss\n");
    return 1;
  }
  fmt::print(
      "nothing that was answered is missing from the journal's end; airperk verify looks at "
      "the rest\n");
  return 0;
}

/// Whether the journal's last group tells of it: a repair was cut off after that.
Result<bool> knows_of(EmbeddedStore& store, std::uint64_t last_group, const Loss& loss) {
  if (last_group == 0) return false;
  const auto groups = store.journal(last_group - 1, 1);
  if (!groups) return fail(groups.error());
  for (const auto& event : groups->front().house) {
    const auto* told = std::get_if<store::LossAccepted>(&event);
    if (told != nullptr && told->what == loss.what && told->first_group == loss.first_group &&
        told->last_group == loss.last_group) {
      return true;
    }
  }
  return false;
}

/// The journal says what was given up, and by whom. Its group stands where the first lost one
/// stood.
Result<void> tell_journal(EmbeddedStore& store, const Loss& loss) {
  const auto house = engine::house_from(store.house());
  if (!house) return fail(house.error());
  const auto recovered = store.recover(house->programmes, [](const store::Reply&) {});
  if (!recovered) return fail(recovered.error());
  const auto knows = knows_of(store, recovered->last_group, loss);
  if (!knows) return fail(knows.error());
  if (*knows) return store.loss_is_told();
  store::Group group;
  group.number = recovered->last_group + 1;
  group.at = recovered->last_at;
  group.house.push_back(store::LossAccepted{loss.what, loss.first_group, loss.last_group,
                                            engine::system_clocks().read().system, who()});
  std::promise<void> durable;
  store.commit(std::move(group), [&durable] { durable.set_value(); });
  durable.get_future().wait();
  store.close();
  return store.loss_is_told();
}

}  // namespace

int repair(const std::string& config, bool accept_loss) {
  const auto configuration = configuration_of(config);
  if (!configuration) return complain(configuration.error(), 2);
  if (!accept_loss) return look(*configuration);
  try {
    auto store = EmbeddedStore::open(configuration->store_path, configuration->survey_keys,
                                     Database::Mode::accept_loss);
    if (!store) return complain(store.error(), 2);
    const auto loss = (*store)->loss();
    if (!loss) {
      fmt::print("nothing that was answered is missing; nothing was changed\n");
      return 0;
    }
    // What was sent in the lost groups is not known any more: as after a restored copy, a person
    // has to say that contacts may go on.
    std::ofstream mark(configuration->store_path + "/" + std::string(store::embedded::copy_mark));
    mark << "a loss was accepted: contacts are stopped at the next start\n";
    mark.close();
    if (auto told = tell_journal(**store, *loss); !told) {
      return complain(told.error(), 1);
    }
    fmt::print(
        "gave up: {}\nThe files as they were stand in {}/given-up-*. Contacts stay stopped "
        "until POST /v1/contacts/resume.\n",
        loss->what, configuration->store_path);
    return 0;
  } catch (const store::Damaged& damaged) {
    return complain(damaged.what(), 1);
  }
}

}  // namespace airperk::app
