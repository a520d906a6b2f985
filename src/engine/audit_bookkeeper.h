#pragma once

#include "core/programme/programme.h"
#include "engine/audit_book.h"

namespace airperk::engine {

/// Enters one event into a subscriber's book, and says where it breaks a rule of the programme in
/// force or the book's own arithmetic. A new kind of fact does not compile before it is known here.
class AuditBookkeeper {
 public:
  /// `id` is the event's place in its subscriber's history.
  AuditBookkeeper(AuditBook& book, Instant at, const Zone& zone, subscriber::ChargeId id,
                  const programme::Programme& programme, AuditTotals& totals,
                  AuditFindings& findings);

  // Membership and the bonus.
  void operator()(const subscriber::Joined&);
  void operator()(const subscriber::Left&);
  void operator()(const subscriber::BonusGranted&);
  void operator()(const subscriber::BonusActivated&);
  void operator()(const subscriber::GrantCancelled&);
  void operator()(const subscriber::BalanceEnded&);
  void operator()(const subscriber::ExtraBonusGiven&);
  void operator()(const subscriber::BalanceGiven&);
  void operator()(const subscriber::AllowanceCredited&);

  // Money.
  void operator()(const subscriber::Provisioned&);
  void operator()(const subscriber::ToppedUp&);
  void operator()(const subscriber::Adjusted&);
  void operator()(const subscriber::TransferSent&);
  void operator()(const subscriber::TransferReceived&);

  // Charging.
  void operator()(const subscriber::Charged&);
  void operator()(const subscriber::Refunded&);
  void operator()(const subscriber::Granted&);
  void operator()(const subscriber::GrantReleased&);
  void operator()(const subscriber::SessionClosed&);

  // Contacts.
  void operator()(const subscriber::ContactTaken&);
  void operator()(const subscriber::ContactMoved&);
  void operator()(const subscriber::ContactRefused&);
  void operator()(const subscriber::ContactWithheld&);
  void operator()(const subscriber::Erased&);
  void operator()(const subscriber::ServiceMessageTaken&);

  // These move no balance.
  void operator()(const subscriber::LanguageChanged&) {}
  void operator()(const subscriber::TariffChanged&) {}
  void operator()(const subscriber::BrandChanged&) {}
  void operator()(const subscriber::AttributesStated&) {}
  void operator()(const subscriber::ServiceTaken&) {}
  void operator()(const subscriber::ServiceDropped&) {}
  void operator()(const subscriber::DialogueMoved&) {}
  void operator()(const subscriber::AllowanceStopped&) {}
  void operator()(const subscriber::SessionOpened&) {}
  void operator()(const subscriber::FlowOpened&) {}
  void operator()(const subscriber::SessionUpdated&) {}
  void operator()(const subscriber::SurveyMoved&) {}

 private:
  int& slots_of(subscriber::ContactKind kind);
  void pay(subscriber::BalanceId id, std::int64_t amount);
  void pay_from(AuditBook::SetAside& grant, const subscriber::Share& part);
  void give_back(const subscriber::Refunded::Part& part);
  void end(AuditBook::Amounts& amounts, subscriber::BalanceId id, std::int64_t expected);
  void find(std::string what) { findings_.add(std::move(what)); }

  AuditBook& book_;
  const Instant at_;
  const subscriber::ChargeId id_;
  const programme::Programme& programme_;
  AuditTotals& totals_;
  AuditFindings& findings_;
};

}  // namespace airperk::engine
