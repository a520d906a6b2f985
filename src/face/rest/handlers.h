#pragma once

#include "engine/engine.h"
#include "face/rest/demo_port.h"
#include "face/rest/exports.h"
#include "face/rest/links.h"
#include "face/rest/metrics.h"
#include "face/rest/people.h"
#include "face/rest/router.h"
#include "face/rest/test_sends.h"
#include "face/site/words.h"

/// The endpoints, by subject. Each adds its routes.
namespace airperk::face::rest {

class Books;
class PublicSite;

void add_subscribers(Router& router, engine::Engine& engine);
void add_money(Router& router, engine::Engine& engine);
void add_extra_bonuses(Router& router, engine::Engine& engine);
void add_dial(Router& router, engine::Engine& engine);
void add_records(Router& router, engine::Engine& engine);
void add_price(Router& router, engine::Engine& engine);
void add_consent(Router& router, engine::Engine& engine);
void add_terms(Router& router, engine::Engine& engine);
/// `links`: those that a campaign waits for are named.
void add_campaigns(Router& router, engine::Engine& engine, Links links);
void add_contacts(Router& router, engine::Engine& engine);
/// Without anybody to send them, there are no test handsets.
void add_test_sends(Router& router, engine::Engine& engine, TestSends sends);
void add_publications(Router& router, engine::Engine& engine);
void add_feed(Router& router, engine::Engine& engine);
void add_calls(Router& router, engine::Engine& engine);
void add_surveys(Router& router, engine::Engine& engine);
void add_slots(Router& router, engine::Engine& engine);
void add_clock(Router& router, engine::Engine& engine);
void add_programme(Router& router, engine::Engine& engine);
void add_imports(Router& router, engine::Engine& engine);
/// `directory`: where backups are made by name; empty: anywhere, for who is on this machine.
void add_backups(Router& router, engine::Engine& engine, std::string directory);
/// `metrics` must outlive the router.
void add_service(Router& router, engine::Engine& engine, Metrics& metrics,
                 const Entrance& entrance);
/// `people` must outlive the router.
void add_people(Router& router, People& people);
/// What the programme knows of a person: an extract, an erasure. `people` must outlive the router.
void add_person(Router& router, People& people);
/// The network's figures, live. `metrics` must outlive the router.
void add_live(Router& router, engine::Engine& engine, Metrics& metrics, Links links);
/// Sums from the journal; without books there are none.
void add_finance(Router& router, engine::Engine& engine, std::shared_ptr<Books> books);
void add_membership(Router& router, engine::Engine& engine, std::shared_ptr<Books> books);
/// Without exports there are no files.
void add_exports(Router& router, engine::Engine& engine, std::optional<Exports> exports);
void add_contact_audit(Router& router, engine::Engine& engine, std::shared_ptr<Books> books);

/// What the endpoints tell of besides the engine. Of what is left out they say that there is none.
struct Sources {
  TestSends tests = {};
  Links links = {};
  std::shared_ptr<Books> books = {};
  std::optional<Exports> exports = {};
  std::string backups = {};
};
/// All of the above.
void add_all(Router& router, engine::Engine& engine, Metrics& metrics, People& people,
             Sources sources = {});
/// The public site, in the languages of the book.
std::shared_ptr<PublicSite> add_site(Router& router, engine::Engine& engine, site::Book book);
void add_console(Router& router);
void add_demo(Router& router, engine::Engine& engine, People& people, DemoPort port);

}  // namespace airperk::face::rest
