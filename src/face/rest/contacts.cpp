#include <algorithm>
#include <unordered_map>

#include "face/rest/days.h"
#include "face/rest/handlers.h"
#include "face/rest/past.h"

/// One subscriber's contacts: a month's slots, and what became of each.
namespace airperk::face::rest {
namespace {

using engine::Answer;
using subscriber::Contact;
using subscriber::ContactKind;
using subscriber::ContactRule;
using subscriber::ContactState;
using subscriber::Participation;

json contact_json(const Contact& contact, const Spoken& spoken) {
  const auto* campaign = spoken.house().campaigns.find(contact.campaign);
  const auto rule = rest::name_of(contact.rule);
  return {{"campaign", contact.campaign},
          {"partner", campaign ? campaign->plan.partner : ""},
          {"kind", rest::name_of(contact.kind)},
          {"channel", rest::name_of(contact.channel)},
          {"state", rest::name_of(contact.state)},
          {"reason", rule.empty() ? json(nullptr) : json(rule)},
          {"at", spoken.instant(contact.at)},
          {"survey", contact.participation == Participation::none
                         ? json(nullptr)
                         : json(rest::name_of(contact.participation))},
          {"month", contact.month.index == 0 ? json(nullptr) : json(contact.month.to_string())}};
}

struct MonthContacts {
  Month month;
  int messages = 0, surveys = 0;  ///< slots that are used
  bool is_told = true;            ///< false: some of them may have been erased
  std::vector<Contact> contacts;  ///< in the order of their first change
};

Response response(const MonthContacts& of, const programme::Contacts& caps, const Spoken& spoken) {
  const auto used = [&of](int slots) { return of.is_told ? json(slots) : json(nullptr); };
  auto list = json::array();
  for (const auto& contact : of.contacts) list.push_back(contact_json(contact, spoken));
  return json_response(
      200, {{"month", of.month.to_string()},
            {"messages", {{"used", used(of.messages)}, {"of", caps.messages_per_month}}},
            {"surveys", {{"used", used(of.surveys)}, {"of", caps.surveys_per_month}}},
            {"contacts", std::move(list)}});
}

/// A month's contacts as the journal has them, seen from the newest event back.
class Recount {
 public:
  Recount(Month month, const Zone& zone) : zone_(zone) { of_.month = month; }

  /// False: what is older does not matter.
  bool see(const subscriber::Event& event) {
    std::visit([&](const auto& fact) { note(fact, event.at); }, event.fact);
    // A zone's rules may have changed since.
    return event.at >= zone_.start_of(of_.month) - Duration::days(1);
  }

  MonthContacts take() {
    std::reverse(of_.contacts.begin(), of_.contacts.end());
    return std::move(of_);
  }

 private:
  /// What is known of a campaign's contact from what came after.
  struct Later {
    std::optional<ContactState> state;
    Instant at;
    Participation participation = Participation::none;
  };

  void note(const subscriber::ContactMoved& moved, Instant at) {
    auto& later = later_[moved.campaign];
    if (!later.state) later.state = moved.to;
    later.at = std::max(later.at, at);
  }
  void note(const subscriber::SurveyMoved& moved, Instant at) {
    auto& later = later_[moved.campaign];
    if (later.participation == Participation::none) later.participation = moved.to;
    later.at = std::max(later.at, at);
  }
  void note(const subscriber::ContactTaken& taken, Instant at) {
    const auto later = take_later(taken.campaign);
    const auto month = taken.month.index == 0 ? zone_.month_of(at) : taken.month;
    Contact contact{taken.campaign, taken.kind, taken.channel,
                    later.state.value_or(ContactState::taken)};
    contact.month = month;
    contact.at = std::max(at, later.at);
    contact.participation = later.participation;
    if (month != of_.month) return;
    const bool is_used = contact.state != ContactState::returned;
    (contact.kind == ContactKind::message ? of_.messages : of_.surveys) += is_used;
    add(contact);
  }
  void note(const subscriber::ContactRefused& refused, Instant at) {
    add_decided(
        {refused.campaign, refused.kind, refused.channel, ContactState::refused, refused.rule}, at);
  }
  void note(const subscriber::ContactWithheld& withheld, Instant at) {
    add_decided({withheld.campaign, withheld.kind, withheld.channel, ContactState::control}, at);
  }
  /// What was said before it is not told (S3), so nobody can count it. At the beginning of a month
  /// it is what goes with the month before.
  void note(const subscriber::Erased&, Instant at) {
    if (at > zone_.start_of(of_.month)) of_.is_told = false;
  }
  template <typename Fact>
  void note(const Fact&, Instant) {}

  /// It took no slot.
  void add_decided(Contact contact, Instant at) {
    take_later(contact.campaign);
    contact.at = at;
    if (zone_.month_of(at) == of_.month) add(contact);
  }
  /// What is older of that campaign's is another contact.
  Later take_later(std::uint32_t campaign) {
    const auto found = later_.find(campaign);
    if (found == later_.end()) return {};
    auto later = found->second;
    later_.erase(found);
    return later;
  }
  /// The newest of a campaign's is its contact.
  void add(const Contact& contact) {
    const bool is_there =
        std::any_of(of_.contacts.begin(), of_.contacts.end(),
                    [&](const Contact& each) { return each.campaign == contact.campaign; });
    if (!is_there) of_.contacts.push_back(contact);
  }

  const Zone& zone_;
  MonthContacts of_;
  std::unordered_map<std::uint32_t, Later> later_;
};

/// As they stand, and the slots of the month that is.
MonthContacts contacts_now(const Answer& answer, const Zone& zone) {
  const auto& record = std::get<engine::Viewed>(answer.body).record;
  const auto counts = record.counts_of(zone.month_of(answer.now));
  return {counts.month, counts.messages, counts.surveys, true, record.contacts};
}

MonthContacts contacts_then(engine::Engine& engine, const Answer& answer, Month month,
                            const Zone& zone) {
  Recount recount(month, zone);
  walk_back(engine, std::get<engine::Viewed>(answer.body), {},
            [&](const subscriber::Event& event, const store::Batch&, const PastMark&) {
              return recount.see(event);
            });
  return recount.take();
}

Response contacts_of(engine::Engine& engine, const Answer& answer, std::optional<Month> month) {
  const Spoken spoken(engine, answer.now);
  const auto& programme = spoken.programme();
  const auto& zone = programme.zone;
  auto now = contacts_now(answer, zone);
  if (!month) return response(now, programme.contacts, spoken);
  check_begun(*month, zone, answer.now);
  if (*month == now.month) {
    std::erase_if(now.contacts, [&](const Contact& contact) {
      return *month != (contact.month.index == 0 ? zone.month_of(contact.at) : contact.month);
    });
    return response(now, programme.contacts, spoken);
  }
  return response(contacts_then(engine, answer, *month, zone), spoken.caps_of(*month), spoken);
}

Reaction contacts(engine::Engine& engine, const Call& call) {
  check_query(call, {"month"});
  const auto month = month_query(call);
  auto asked = ask(msisdn_of(call), engine::View{}, [&engine, month](const Answer& answer) {
    return contacts_of(engine, answer, month);
  });
  asked.reads_history = month.has_value();
  return asked;
}

}  // namespace

void add_contacts(Router& router, engine::Engine& engine) {
  router.add({Method::get, "/v1/subscribers/{msisdn}/contacts", Right::read_contacts,
              [&engine](const Call& call) { return contacts(engine, call); }});
}

}  // namespace airperk::face::rest
