#include <fmt/format.h>

#include "face/site/html.h"
#include "face/site/layout.h"

/// What the programme is, how to join, use, check and leave: as the programme in force has it.
namespace airperk::face::site {
namespace {

using programme::Precedence;
using programme::Programme;
using programme::ServiceKind;

std::string hero(const Writing& w) {
  return fmt::format(R"(<section class="hero">
<div>
<h1>{}</h1>
<p class="lead">{}</p>
</div>
<div class="dial">
<p class="dial-label">{}</p>
<p class="dial-code">{}</p>
<p class="dial-or">{}</p>
</div>
</section>
)",
                     w.say("home.headline"), w.say("home.lead"), w.say("home.dial_to_join"),
                     code_link(w.visit.programme.codes.join), w.say("home.or_menu"));
}

std::string step(std::string_view id, const std::string& title, const std::string& text) {
  return fmt::format("<li id=\"{}\"><h3>{}</h3><p>{}</p></li>\n", id, title, text);
}

std::string steps(const Writing& w) {
  const auto& membership = w.visit.programme.membership;
  const bool at_once = membership.direct_join == programme::DirectJoin::at_once;
  const bool forfeits = membership.on_leave == programme::OnLeave::forfeit;
  const auto& say = w.say;
  return fmt::format(
      "<section><h2>{}</h2>\n<ol class=\"steps\">\n{}{}{}{}</ol></section>\n", say("home.steps"),
      step("join", say("home.join"),
           say("home.join_text") + " " + say(at_once ? "home.join_at_once" : "home.join_asks")),
      step("activate", say("home.activate"), say("home.activate_text")),
      step("check", say("home.check"), say("home.check_text")),
      step(
          "leave", say("home.leave"),
          say("home.leave_text") + " " + say(forfeits ? "home.leave_forfeit" : "home.leave_keep")));
}

std::string bullets(const Writing& w, std::string_view title, std::string_view kind,
                    std::initializer_list<std::string_view> keys) {
  std::string items;
  for (const auto key : keys) items += fmt::format("<li>{}</li>", w.say(key));
  return fmt::format("<div class=\"card {}\"><h3>{}</h3><ul>{}</ul></div>\n", kind, w.say(title),
                     items);
}

std::string uses(const Writing& w) {
  return fmt::format(
      "<section><h2>{}</h2>\n<p>{}</p>\n<div class=\"two\">{}{}</div></section>\n",
      w.say("home.use"), w.say("home.use_text"),
      bullets(w, "home.pays_for", "yes", {"home.pays_calls", "home.pays_sms", "home.pays_data"}),
      bullets(w, "home.pays_not_for", "no",
              {"home.not_others", "home.not_roaming", "home.not_abroad", "home.not_content",
               "home.not_transfers"}));
}

std::string_view words_of(Precedence kind) {
  switch (kind) {
    case Precedence::unlimited:
      return "order.unlimited";
    case Precedence::allowance:
      return "order.allowance";
    case Precedence::extra:
      return "order.extra";
    case Precedence::units:
      return "order.units";
    case Precedence::main:
      return "order.main";
  }
  return "";
}

std::string details(const std::string& summary, const std::vector<std::string>& names) {
  if (names.empty()) return "";
  std::string items;
  for (const auto& name : names) items += fmt::format("<li>{}</li>", escaped(name));
  return fmt::format("<details><summary>{}</summary><ul class=\"names\">{}</ul></details>\n",
                     summary, items);
}

std::string time_of_day(Duration since_midnight) {
  const auto minutes = since_midnight.in_seconds() / 60;
  return fmt::format("{:02}:{:02}", minutes / 60, minutes % 60);
}

/// The services and tariffs that the order is about, by name.
std::string exceptions(const Writing& w) {
  const auto& programme = w.visit.programme;
  std::vector<std::string> unlimited, tariffs;
  std::string nights;
  for (const auto& service : programme.services) {
    if (service.kind == ServiceKind::unlimited) unlimited.push_back(service.name);
    if (service.kind == ServiceKind::night) {
      nights += fmt::format("<p>{}: {}, {}–{}.</p>\n", escaped(service.name), w.say("order.night"),
                            time_of_day(service.from), time_of_day(service.until));
    }
  }
  for (const auto& tariff : programme.tariffs) {
    if (tariff.allowance) tariffs.push_back(tariff.name);
  }
  const bool all = programme.charging.suspends == programme::Reach::all;
  const auto suspends =
      unlimited.empty()
          ? std::string()
          : fmt::format("<p>{}</p>\n", w.say(all ? "order.suspends_all" : "order.suspends_data"));
  return suspends + nights + details(w.say("order.services"), unlimited) +
         details(w.say("order.tariffs"), tariffs);
}

std::string order(const Writing& w) {
  std::string items;
  for (const auto kind : w.visit.programme.charging.precedence) {
    items += fmt::format("<li>{}</li>\n", w.say(words_of(kind)));
  }
  return fmt::format(
      "<section><h2>{}</h2>\n<p>{}</p>\n<ol class=\"order\">\n{}</ol>\n{}</section>\n",
      w.say("home.order"), w.say("home.order_text"), items, exceptions(w));
}

/// One mark for each contact that a month has room for.
std::string meter(const std::string& text, int places) {
  constexpr int drawn_max = 20;
  std::string marks;
  for (int i = 0; i < std::min(places, drawn_max); ++i) marks += "<i></i>";
  return fmt::format("<div class=\"meter\"><span aria-hidden=\"true\">{}</span><b>{}</b></div>\n",
                     marks, text);
}

std::string contacts(const Writing& w) {
  const auto& caps = w.visit.programme.contacts;
  return fmt::format(
      "<section><h2>{}</h2>\n<div class=\"two\"><div class=\"card\">{}{}</div>\n"
      "<div><p>{}</p><p>{}</p></div></div></section>\n",
      w.say("home.contacts"), meter(w.say("home.meter_messages"), caps.messages_per_month),
      meter(w.say("home.meter_surveys"), caps.surveys_per_month), w.say("home.contacts_text"),
      w.say("home.contacts_hours"));
}

std::string consent(const Writing& w) {
  return fmt::format(
      "<section class=\"consent\"><h2>{}</h2>\n<p>{}</p>\n"
      "<p><a class=\"button\" href=\"{}\">{}</a></p></section>\n",
      w.say("home.consent"), w.say("home.consent_text"), w.at("/terms"), w.say("home.read_terms"));
}

}  // namespace

std::string home_page(const Visit& visit) {
  const Writing w(visit);
  return framed(w, {.path = "",
                    .section = "",
                    .title = w.say.plain("home.title"),
                    .description = w.say.plain("home.lead"),
                    .body = hero(w) + steps(w) + uses(w) + order(w) + contacts(w) + consent(w)});
}

}  // namespace airperk::face::site
