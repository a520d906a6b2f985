#include "engine/replies.h"

#include <sodium.h>

#include <algorithm>
#include <cstring>

#include "base/ascii.h"
#include "base/assert.h"
#include "store/archive/events.pb.h"

namespace airperk::engine {

std::uint64_t SessionHash::session() const {
  std::uint64_t value = 0;
  std::memcpy(&value, hash_.data(), sizeof value);
  return value == 0 ? 1 : value;
}

store::RequestKey SessionHash::with(std::uint32_t what, std::uint32_t number) const {
  // Two names' hashes differ by such a number as seldom as they are equal.
  auto key = hash_;
  std::uint64_t low = 0;
  std::memcpy(&low, key.data() + 8, sizeof low);
  low ^= std::uint64_t{what} << 32 | number;
  std::memcpy(key.data() + 8, &low, sizeof low);
  return key;
}

store::RequestKey own_name(store::RequestKey name, std::uint64_t client) {
  for (std::size_t i = 0; i < sizeof client; ++i) {
    name[i] ^= static_cast<std::uint8_t>(client >> (8 * i));
  }
  return name;
}

RequestKeys::RequestKeys(std::string secret)
    : secret_(std::move(secret)), session_secret_(key("gy-session", "")) {
  static_assert(std::tuple_size_v<store::RequestKey> == crypto_shorthash_siphashx24_KEYBYTES &&
                std::tuple_size_v<store::RequestKey> == crypto_shorthash_siphashx24_BYTES);
}

SessionHash RequestKeys::hash(std::string_view session_id) const {
  store::RequestKey hash;
  crypto_shorthash_siphashx24(hash.data(),
                              reinterpret_cast<const unsigned char*>(session_id.data()),
                              session_id.size(), session_secret_.data());
  return SessionHash(hash);
}

std::uint64_t RequestKeys::client(std::string_view origin_host) const {
  if (origin_host.empty()) return 0;
  // A thread hears of the same client over and over.
  thread_local struct {
    store::RequestKey secret{};
    std::string host;
    std::uint64_t client = 0;
  } last;
  if (last.host != origin_host || last.secret != session_secret_) {
    last.client = hash("client " + ascii::small(origin_host)).session();
    last.host = origin_host;
    last.secret = session_secret_;
  }
  return last.client;
}

store::RequestKey RequestKeys::key(std::string_view space, std::string_view name,
                                   std::string_view detail) const {
  crypto_generichash_state state;
  store::RequestKey key;
  crypto_generichash_init(&state, reinterpret_cast<const unsigned char*>(secret_.data()),
                          secret_.size(), key.size());
  for (std::string_view part : {space, name, detail}) {
    const std::uint64_t size = part.size();
    crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(&size), sizeof size);
    crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(part.data()),
                              part.size());
  }
  crypto_generichash_final(&state, key.data(), key.size());
  return key;
}

std::uint64_t Replies::Texts::add(std::string_view text) {
  const auto size = static_cast<std::uint16_t>(text.size());
  AIRPERK_ASSERT(size == text.size());
  if (used_ + sizeof size + text.size() > chunk_size) {
    chunks_.push_back(std::make_unique_for_overwrite<char[]>(chunk_size));
    used_ = 0;
  }
  const std::uint64_t place = (chunks_.size() - 1) * chunk_size + used_;
  char* to = chunks_.back().get() + used_;
  std::memcpy(to, &size, sizeof size);
  std::memcpy(to + sizeof size, text.data(), text.size());
  used_ += sizeof size + text.size();
  return place;
}

std::string_view Replies::Texts::at(std::uint64_t place) const {
  const char* from = chunks_[place / chunk_size].get() + place % chunk_size;
  std::uint16_t size = 0;
  std::memcpy(&size, from, sizeof size);
  return {from + sizeof size, size};
}

/// Shards get unequal shares, so that they do not all grow in the same moment.
std::size_t Replies::Bucket::shard_of(const store::RequestKey& key) {
  return std::max(key[14], key[15]);
}

void Replies::Bucket::remember(const store::RequestKey& key, std::string_view facts) {
  shards[shard_of(key)].insert_or_assign(key, texts.add(facts));
  ++count;
}

std::optional<std::string_view> Replies::Bucket::find(const store::RequestKey& key) const {
  const auto& shard = shards[shard_of(key)];
  const auto found = shard.find(key);
  if (found == shard.end()) return {};
  return texts.at(found->second);
}

void Replies::remember(const store::RequestKey& key, std::string_view facts) {
  if (now_ - current_began_ >= bucket_span || current_->count >= per_bucket_max_) {
    if (previous_) complete_since_ = std::max(complete_since_, current_began_);
    previous_ = std::exchange(current_, std::make_unique<Bucket>());
    current_began_ = now_;
  }
  current_->remember(key, facts);
}

std::optional<std::string_view> Replies::find(const store::RequestKey& key) const {
  if (const auto facts = current_->find(key)) return facts;
  if (previous_) return previous_->find(key);
  return {};
}

std::size_t Replies::count() const {
  return current_->count + (previous_ ? previous_->count : 0);
}

std::string facts_of(const Answer& answer, Mark mark) {
  store::pb::AnswerFacts form;
  form.set_fingerprint(mark.fingerprint);
  form.set_client(mark.client);
  form.set_now(answer.now.in_microseconds());
  if (answer.refusal) form.set_refusal(static_cast<std::uint32_t>(*answer.refusal));
  if (const auto* outcome = std::get_if<Outcome>(&answer.body)) {
    form.set_main(outcome->main.in_nano());
    form.set_amount(outcome->amount.in_nano());
    form.set_until(outcome->until.in_microseconds());
    form.set_quantity(outcome->quantity);
    form.set_created(outcome->created);
    form.set_version(outcome->version);
  }
  if (const auto* session = std::get_if<SessionAnswer>(&answer.body)) {
    form.set_of_session(true);
    for (const auto& service : session->services) {
      auto& f = *form.add_services();
      if (service.refusal) f.set_refusal(static_cast<std::uint32_t>(*service.refusal));
      f.set_granted(service.granted);
      f.set_validity_seconds(static_cast<std::uint32_t>(service.validity.in_seconds()));
      f.set_final(service.final);
      if (service.tariff_change) f.set_tariff_change(service.tariff_change->in_microseconds());
      f.set_ask_again(service.ask_again);
    }
  }
  return form.SerializeAsString();
}

namespace {

store::pb::AnswerFacts form_of(std::string_view facts) {
  store::pb::AnswerFacts form;
  AIRPERK_ASSERT(form.ParseFromArray(facts.data(), static_cast<int>(facts.size())));
  return form;
}

bool is_about_something_else(const store::pb::AnswerFacts& form, Mark mark) {
  return form.fingerprint() != 0 && form.fingerprint() != mark.fingerprint;
}

}  // namespace

bool is_anothers(std::string_view facts, Mark mark) {
  const auto form = form_of(facts);
  return form.client() != 0 && mark.client != 0 && form.client() != mark.client &&
         is_about_something_else(form, mark);
}

Answer answer_from(std::string_view facts, Mark mark) {
  const auto form = form_of(facts);
  Answer answer;
  answer.repeated = true;
  answer.now = Instant::microseconds(form.now());
  if (is_about_something_else(form, mark)) {
    answer.fault = Fault::key_reused;
    answer.detail =
        "another request has had the same name: its subscriber, type or content differs";
    return answer;
  }
  if (form.refusal() != 0) answer.refusal = static_cast<subscriber::Refusal>(form.refusal());
  if (form.of_session()) {
    SessionAnswer session;
    for (const auto& f : form.services()) {
      charging::ServiceDecided service;
      if (f.refusal() != 0) service.refusal = static_cast<subscriber::Refusal>(f.refusal());
      service.granted = f.granted();
      service.validity = Duration::seconds(f.validity_seconds());
      service.final = f.final();
      if (f.has_tariff_change()) {
        service.tariff_change = Instant::microseconds(f.tariff_change());
      }
      service.ask_again = f.ask_again();
      session.services.push_back(service);
    }
    answer.body = std::move(session);
    return answer;
  }
  answer.body = Outcome{.created = form.created(),
                        .main = Amount::nano(form.main()),
                        .amount = Amount::nano(form.amount()),
                        .until = Instant::microseconds(form.until()),
                        .version = form.version(),
                        .quantity = form.quantity()};
  return answer;
}

}  // namespace airperk::engine
