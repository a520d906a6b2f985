#include "engine/replies.h"

#include <sodium.h>

#include "base/assert.h"
#include "store/archive/events.pb.h"

namespace airperk::engine {

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

void Replies::remember(const store::RequestKey& key, std::string facts, Instant now) {
  if (now - current_began_ >= bucket_span) {
    previous_ = std::exchange(current_, {});
    current_began_ = now;
  }
  current_.insert_or_assign(key, std::move(facts));
}

const std::string* Replies::find(const store::RequestKey& key) const {
  for (const auto* bucket : {&current_, &previous_}) {
    if (const auto found = bucket->find(key); found != bucket->end()) return &found->second;
  }
  return nullptr;
}

std::string facts_of(const Answer& answer, std::uint32_t fingerprint) {
  store::pb::AnswerFacts form;
  form.set_fingerprint(fingerprint);
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
    }
  }
  return form.SerializeAsString();
}

Answer answer_from(std::string_view facts, std::uint32_t fingerprint) {
  store::pb::AnswerFacts form;
  AIRPERK_ASSERT(form.ParseFromArray(facts.data(), static_cast<int>(facts.size())));
  Answer answer;
  answer.repeated = true;
  answer.now = Instant::microseconds(form.now());
  if (form.fingerprint() != fingerprint) {
    answer.fault = Fault::key_reused;
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
