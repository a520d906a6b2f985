#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/result.h"
#include "store/log/head_file.h"
#include "store/log/read.h"

/// What was answered and is gone: how it is said, and how a person's word to go on without it is
/// carried out, so that a repair that is cut off anywhere is one that has not been, or goes on.
/// Errors say what, and the mend.
namespace airperk::store::embedded {

/// What was answered, by its head, and cannot be read any more.
struct Loss {
  std::uint64_t first_group = 0, last_group = 0;  ///< 0, 0: nobody can tell which
  /// "log-00000001.log at octet 4711: the record there is damaged; groups 5 to 9 (5 of them) …"
  std::string what;
};

Loss loss_of(const log::Damage& damage, std::uint64_t first_group, std::uint64_t last_group);

/// A file of the log or of the database: what the store's other files say is not in doubt.
bool is_given_up(std::string_view name);
/// Keeps the files as they are, log, head and the database's, in given-up-1 (2 …) of the store's
/// directory, and notes that the journal is to be told. Durable on return.
Result<void> set_aside(const std::string& store, const Loss& loss,
                       const std::optional<log::Head>& head);
/// What a repair was to tell the journal, and has not. Nothing once the files are back that have
/// the head by which it was a loss.
std::optional<Loss> untold_loss(const std::string& store, const std::optional<log::Head>& head);
/// The journal knows, or there was no loss.
Result<void> forget_untold(const std::string& store);

}  // namespace airperk::store::embedded
