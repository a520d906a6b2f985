#include "store/embedded/loss.h"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "store/backup/disk.h"

namespace airperk::store::embedded {
namespace {

/// Stands in the store's directory from a loss's being accepted until the journal tells of it.
constexpr std::string_view untold_name = "loss-to-tell";

std::string untold_path(const std::string& store) {
  return store + "/" + std::string(untold_name);
}

/// In one word: whether it is the same one.
std::string in_words(const std::optional<log::Head>& head) {
  if (!head) return "none";
  std::string words = fmt::format("{}/{}/", head->sequence, head->group);
  for (const auto& hash : {head->hash, head->group_hash}) {
    for (const auto octet : hash) words += fmt::format("{:02x}", octet);
  }
  return words;
}

}  // namespace

bool is_given_up(std::string_view name) {
  if (name == log::head_name || name == "CURRENT" || name == "IDENTITY") return true;
  if (name.starts_with("MANIFEST-") || name.starts_with("OPTIONS-")) return true;
  return name.ends_with(".sst") || (name.starts_with("log-") && name.ends_with(".log"));
}

Loss loss_of(const log::Damage& damage, std::uint64_t first_group, std::uint64_t last_group) {
  const auto place =
      damage.at == 0 ? damage.file : fmt::format("{} at octet {}", damage.file, damage.at);
  std::string gone = "what was answered last may be gone";
  if (last_group != 0) {
    gone = fmt::format("groups {} to {} ({} of them), whose requests were answered, are gone",
                       first_group, last_group, last_group - first_group + 1);
  } else if (damage.last_lost != 0) {
    gone = fmt::format("{} writes that were answered, and no group of the journal, are gone",
                       damage.last_lost - damage.first_lost + 1);
  }
  return {first_group, last_group, fmt::format("{}: {}; {}", place, damage.what, gone)};
}

/// One line: the groups that are gone, the head by which they are, what is gone.
std::optional<Loss> untold_loss(const std::string& store, const std::optional<log::Head>& head) {
  const auto path = untold_path(store);
  std::error_code error;
  if (!std::filesystem::exists(path, error)) return {};
  Loss loss;
  // One that cannot be read is a loss all the same.
  std::istringstream file(backup::read_all(path).value_or(""));
  std::string by;
  file >> loss.first_group >> loss.last_group >> by >> std::ws;
  std::getline(file, loss.what);
  // A repair that went on has put another head there.
  if (head && by == in_words(head)) return {};
  if (loss.what.empty()) loss.what = "a repair was cut off; what was answered last may be gone";
  return loss;
}

Result<void> forget_untold(const std::string& store) {
  std::error_code error;
  if (!std::filesystem::remove(untold_path(store), error) && !error) return {};
  return log::sync_directory(store);
}

Result<void> set_aside(const std::string& store, const Loss& loss,
                       const std::optional<log::Head>& head) {
  std::string directory;
  std::error_code error;
  for (int number = 1; directory.empty() || std::filesystem::exists(directory, error); ++number) {
    directory = fmt::format("{}/given-up-{}", store, number);
  }
  std::filesystem::create_directory(directory, error);
  for (const auto& entry : std::filesystem::directory_iterator(store, error)) {
    const auto name = entry.path().filename().string();
    if (error || !is_given_up(name)) continue;
    const auto copy = directory + "/" + name;
    // Tables are never written again.
    if (name.ends_with(".sst")) {
      std::filesystem::create_hard_link(entry.path(), copy, error);
      if (!error) continue;
    }
    std::filesystem::copy_file(entry.path(), copy, error);
  }
  if (error) {
    return fail(fmt::format("{} cannot be written: {}; make room and repair again", directory,
                            error.message()));
  }
  if (auto synced = log::sync_all(directory); !synced) return synced;
  const auto untold = untold_path(store);
  const auto begun = untold + ".new";
  std::ofstream note(begun);
  note << loss.first_group << ' ' << loss.last_group << ' ' << in_words(head) << ' ' << loss.what
       << '\n';
  note.close();
  if (note) std::filesystem::rename(begun, untold, error);
  if (!note || error) {
    return fail(fmt::format("{} cannot be written; make room and repair again", untold));
  }
  return log::sync_all(store);
}

}  // namespace airperk::store::embedded
