#include <fmt/format.h>

#include "face/site/layout.h"

namespace airperk::face::site {

std::string questions_page(const Visit& visit) {
  const Writing w(visit);
  auto body = fmt::format("<h1>{}</h1>\n<p class=\"lead\">{}</p>\n<div class=\"questions\">\n",
                          w.say("questions.title"), w.say("questions.lead"));
  for (const auto& question : w.words.questions()) {
    body += fmt::format("<section class=\"card\"><h2>{}</h2>\n<p>{}</p></section>\n",
                        w.say.fill(question.ask), w.say.fill(question.answer));
  }
  body += "</div>\n";
  return framed(w, {.path = "/questions",
                    .section = "/questions",
                    .title = fmt::format("{} · {}", w.say.plain("questions.title"),
                                         w.say.plain("site.nav_home")),
                    .description = w.say.plain("questions.lead"),
                    .body = std::move(body)});
}

std::string lost_page(const Visit& visit) {
  const Writing w(visit);
  return framed(w, {.path = "",
                    .section = "",
                    .title = w.say.plain("site.lost_title"),
                    .description = w.say.plain("site.lost_text"),
                    .body = fmt::format("<h1>{}</h1>\n<p class=\"lead\">{}</p>\n"
                                        "<p><a class=\"button\" href=\"{}\">{}</a></p>\n",
                                        w.say("site.lost_title"), w.say("site.lost_text"), w.at(""),
                                        w.say("site.to_start")),
                    .lost = true});
}

}  // namespace airperk::face::site
