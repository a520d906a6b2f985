#include "engine/sealed_answers.h"

#include <fmt/format.h>
#include <sodium.h>

namespace airperk::engine {
namespace {

constexpr std::size_t nonce_octets = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t mac_octets = crypto_aead_xchacha20poly1305_ietf_ABYTES;
static_assert(std::tuple_size_v<store::SurveyKey> == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);

const unsigned char* octets_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* octets_of(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}

}  // namespace

Respondent respondent_of(const store::SurveyKey& key, SubscriberId id) {
  Respondent respondent{};
  unsigned char octets[4];
  for (int i = 0; i < 4; ++i) octets[i] = static_cast<unsigned char>(id.value >> (8 * i));
  crypto_generichash(respondent.data(), respondent.size(), octets, sizeof octets, key.data(),
                     key.size());
  return respondent;
}

std::string seal(const store::SurveyKey& key, const Respondent& respondent,
                 std::string_view octets) {
  std::string sealed(nonce_octets + octets.size() + mac_octets, '\0');
  auto* out = octets_of(sealed);
  randombytes_buf(out, nonce_octets);
  crypto_aead_xchacha20poly1305_ietf_encrypt(out + nonce_octets, nullptr, octets_of(octets),
                                             octets.size(), respondent.data(), respondent.size(),
                                             nullptr, out, key.data());
  return sealed;
}

std::optional<std::string> unseal(const store::SurveyKey& key, const Respondent& respondent,
                                  std::string_view sealed) {
  if (sealed.size() < nonce_octets + mac_octets) return {};
  std::string octets(sealed.size() - nonce_octets - mac_octets, '\0');
  const auto* in = octets_of(sealed);
  const int failed = crypto_aead_xchacha20poly1305_ietf_decrypt(
      octets_of(octets), nullptr, nullptr, in + nonce_octets, sealed.size() - nonce_octets,
      respondent.data(), respondent.size(), in, key.data());
  if (failed) return {};
  return octets;
}

Result<report::SurveyReport> report_of(store::Store& store, std::uint32_t campaign,
                                       const survey::Questionnaire& questionnaire,
                                       const report::Protection& protection) try {
  auto key = store.survey_key(campaign);
  if (!key) return fail(key.error());
  std::vector<survey::Answers> completed;
  for (const auto& row : store.answers(campaign)) {
    const auto octets = unseal(*key, row.respondent, row.sealed);
    if (!octets) {
      return fail(
          fmt::format("survey {}: its key does not open all its answers; put the right key "
                      "back, or cancel the survey",
                      campaign));
    }
    auto progress = survey::progress_from(questionnaire, *octets);
    if (progress && !survey::next_question(questionnaire, progress->answers)) {
      completed.push_back(std::move(progress->answers));
    }
  }
  sodium_memzero(key->data(), key->size());
  return report::make_report(questionnaire, completed, protection);
} catch (const store::Damaged& damaged) {
  return fail(fmt::format("survey {}: {}", campaign, damaged.what()));
}

}  // namespace airperk::engine
