#include "app/commands.h"
#include "app/configuration.h"
#include "app/files.h"

#include <fmt/format.h>

#include <filesystem>
#include <unordered_map>

#include "core/subscriber/apply.h"
#include "engine/audit.h"
#include "store/access/chain.h"
#include "store/access/check.h"
#include "store/archive/archive.h"
#include "store/backup/copy.h"
#include "store/embedded/embedded_store.h"

namespace airperk::app {
namespace {

using store::embedded::Database;
using store::embedded::Directory;
using store::embedded::Family;

/// Exact, also where it passes what an Amount holds.
std::string decimal(Wide nano) {
  const bool negative = nano < 0;
  if (negative) nano = -nano;
  const auto units = static_cast<unsigned long long>(nano / Amount::nano_per_unit);
  const auto rest = static_cast<unsigned long long>(nano % Amount::nano_per_unit);
  return fmt::format("{}{}.{:09}", negative ? "-" : "", units, rest);
}

/// The journal's records as `apply` makes them, beside the audit's own book.
class Verifier {
 public:
  explicit Verifier(Database& database) : database_(database), directory_(database) {}

  /// The error says where the journal cannot be read any further.
  Result<void> run() try {
    read_images();
    auto read = store::embedded::for_each_group(database_, 0,
                                                [this](const store::Group& group) -> Result<void> {
                                                  audit_.see(group);
                                                  note_losses(group);
                                                  // Past the first finding `apply` may rightly
                                                  // refuse to go on: the audit alone does.
                                                  if (audit_.finding_count() == 0) follow(group);
                                                  return {};
                                                });
    if (!read) return read;
    if (audit_.finding_count() != 0) return {};
    for (const auto& [id, record] : records_) audit_.compare({id}, record);
    for (const auto& [id, image] : images_) {
      const auto record = records_.find(id);
      if (record == records_.end() || image.record.version > record->second.version) {
        wrong(id, "the checkpoint's image is ahead of the journal");
      }
    }
    return {};
  } catch (const store::Damaged& damaged) {
    return fail(damaged.what());
  }

  const engine::Audit& audit() const { return audit_; }
  /// By number: what is compared with somebody else's account of who was sent what.
  void print_contacts() {
    std::unordered_map<std::uint32_t, Msisdn> numbers;
    directory_.for_each([&](SubscriberId id, Msisdn number, const std::optional<Imsi>&) {
      numbers.emplace(id.value, number);
    });
    for (const auto& slots : audit_.slots()) {
      const auto number = numbers.find(slots.subscriber.value);
      fmt::print("contacts of {} in {}: {} messages, {} surveys, {} in doubt\n",
                 number == numbers.end() ? "nobody" : number->second.to_string(),
                 slots.month.to_string(), slots.messages, slots.surveys, slots.in_doubt);
    }
  }
  std::uint64_t images() const { return images_compared_; }
  const std::vector<store::LossAccepted>& accepted() const { return accepted_; }
  /// Of a journal that has a programme.
  const Zone& zone() const { return house_.programmes.latest().programme->zone; }
  std::uint64_t wrong_images() const { return wrong_images_; }

 private:
  void note_losses(const store::Group& group) {
    for (const auto& event : group.house) {
      if (const auto* loss = std::get_if<store::LossAccepted>(&event)) accepted_.push_back(*loss);
    }
  }

  void read_images() {
    const auto iterator = database_.scan(Family::records);
    for (iterator->SeekToFirst(); iterator->Valid(); iterator->Next()) {
      const auto id = store::embedded::read_4(iterator->key().ToStringView());
      auto image = store::archive::decode_record(iterator->value().ToStringView());
      if (image) {
        images_.emplace(id, std::move(*image));
      } else {
        wrong(id, image.error());
      }
    }
    if (const auto status = iterator->status(); !status.ok()) {
      ++wrong_images_;
      fmt::print("the checkpoint cannot be read ({}): a start rebuilds it from the journal\n",
                 status.ToString());
    }
  }

  void follow(const store::Group& group) {
    for (const auto& event : group.house) (void)engine::apply(house_, event);
    for (const auto& batch : group.batches) {
      auto& record = records_[batch.id.value];
      const auto& zone = house_.programmes.zone_of(batch.programme_version);
      for (const auto& event : batch.events) subscriber::apply(record, event, zone);
      record.version = batch.version;
      compare_image(batch.id.value, record);
    }
  }

  void compare_image(std::uint32_t id, const subscriber::Record& record) {
    const auto image = images_.find(id);
    if (image == images_.end() || image->second.record.version != record.version) return;
    ++images_compared_;
    // An image from before leaves were kept in it does not say when somebody left.
    auto& imaged = image->second.record;
    if (imaged.left_at == Instant::beginning()) imaged.left_at = record.left_at;
    if (imaged != record) wrong(id, "the checkpoint's image is not what the journal makes of it");
  }

  void wrong(std::uint32_t id, const std::string& what) {
    ++wrong_images_;
    fmt::print("subscriber {}: {}\n", id, what);
  }

  Database& database_;
  Directory directory_;
  engine::Audit audit_;
  engine::House house_;
  std::unordered_map<std::uint32_t, store::Resident> images_;
  std::unordered_map<std::uint32_t, subscriber::Record> records_;
  std::uint64_t images_compared_ = 0, wrong_images_ = 0;
  std::vector<store::LossAccepted> accepted_;
};

/// Why a start would refuse the key of request ids, if it would.
std::optional<std::string> wrong_secret(const Configuration& configuration, Database& database) {
  const auto check = store::embedded::secret_check(database);
  if (check.empty()) return {};
  const auto path = configuration.store_path + "/" + std::string(store::backup::secret_name);
  const auto secret = read_file(path);
  if (!secret) return secret.error();
  if (store::embedded::check_value_of(*secret) == check) return {};
  return fmt::format("{}: is another store's, or damaged: a start is refused", path);
}

struct Accesses {
  std::vector<std::string> lines;
  std::size_t findings = 0;
};

/// Who looked at whom: whether a note was changed or taken out.
Accesses check_accesses(const Configuration& configuration) {
  const auto key_path = configuration.access_key_path();
  std::error_code error;
  const auto& log = configuration.access_path();
  const bool has_key = std::filesystem::exists(key_path, error);
  const auto head = log + "/" + std::string(store::access::head_name);
  if (!has_key && !std::filesystem::exists(head, error)) {
    const bool has_log = std::filesystem::exists(log, error);
    return {
        {has_log ? "of before its notes were linked: the next start links them" : "there is none"},
        0};
  }
  const auto key = read_file(key_path);
  if (!key) return {{key.error() + ": its notes cannot be checked"}, 1};
  if (key->size() != secret_octets) {
    return {{key_path + ": is damaged: its notes cannot be checked, and a start is refused"}, 1};
  }
  const auto checked = store::access::check(configuration.access_path(), *key);
  if (!checked) return {{checked.error()}, 1};
  Accesses accesses{checked->findings, checked->findings.size()};
  accesses.lines.push_back(fmt::format("{} notes", checked->notes));
  if (checked->first > 1) {
    accesses.lines.back() +=
        fmt::format(", from number {} on: older files were taken away", checked->first);
  }
  return accesses;
}

}  // namespace

int verify(const std::string& config, bool contacts) {
  const auto configuration = configuration_of(config);
  if (!configuration) return complain(configuration.error(), 2);
  if (const auto good = store::backup::may_be_opened(configuration->store_path); !good) {
    return complain(good.error(), 2);
  }
  auto database = Database::open(configuration->store_path, Database::Mode::follow);
  if (!database) return complain(database.error(), 2);
  const auto& loss = (*database)->loss();
  if (loss) fmt::print("the journal has lost its end: {}\n", loss->what);
  const auto damaged = store::embedded::damaged_files(**database);
  for (const auto& line : damaged) fmt::print("damaged: {}\n", line);
  const auto secret = wrong_secret(*configuration, **database);
  if (secret) fmt::print("{}\n", *secret);
  const auto accesses = check_accesses(*configuration);
  Verifier verifier(**database);
  if (auto read = verifier.run(); !read) {
    return complain(
        fmt::format("{}: {}; restore a backup", configuration->store_path, read.error()), 1);
  }
  const auto& audit = verifier.audit();
  for (const auto& finding : audit.findings()) fmt::print("{}\n", finding);
  const auto totals = audit.totals();
  fmt::print("{} groups, {} batches, {} events; {} subscribers, {} members; {} images compared\n",
             totals.groups, totals.batches, totals.events, totals.subscribers, totals.members,
             verifier.images());
  const auto expected = totals.opened + totals.topped_up - totals.paid - totals.fees;
  fmt::print("money: opened {} + topped up {} - paid {} - fees {} = {}, held {}\n",
             decimal(totals.opened), decimal(totals.topped_up), decimal(totals.paid),
             decimal(totals.fees), decimal(expected), decimal(totals.held));
  fmt::print("contacts: {} hold a slot, at most {} messages of one subscriber in a month\n",
             totals.contacts, totals.most_messages);
  for (const auto& line : accesses.lines) fmt::print("access log: {}\n", line);
  if (contacts) verifier.print_contacts();
  auto findings = audit.finding_count() + verifier.wrong_images() + loss.has_value() +
                  damaged.size() + secret.has_value() + accesses.findings;
  if (expected != totals.held) {
    fmt::print("money is not conserved\n");
    ++findings;
  }
  for (const auto& accepted : verifier.accepted()) {
    fmt::print("accepted loss: {}; by {} at {}\n", accepted.what, accepted.by,
               verifier.zone().to_rfc3339(accepted.at));
  }
  fmt::print("{} {}", findings, findings == 1 ? "finding" : "findings");
  if (const auto count = verifier.accepted().size(); count != 0) {
    fmt::print(", {} accepted {}", count, count == 1 ? "loss" : "losses");
  }
  fmt::print("\n");
  return findings == 0 ? 0 : 1;
}

}  // namespace airperk::app
