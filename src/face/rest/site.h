#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "engine/engine.h"
#include "face/rest/compressed.h"
#include "face/rest/router.h"
#include "face/site/pages.h"

namespace airperk::face::rest {

/// The public site's pages as they are served: each is made once for what it is made from, and made
/// anew when that has changed, on a thread of its own: readers cost the network's thread next to
/// nothing. Any thread.
class PublicSite {
 public:
  PublicSite(engine::Engine& engine, site::Book book);

  std::shared_ptr<const site::Book> book() const;
  /// Says it in other words from now on. Its languages stay those that it began with.
  void say(site::Book book);
  const Asset& style() const { return style_; }
  const std::string& style_path() const { return style_path_; }

  /// Makes a page for a visit; nothing where there is none.
  using Make = std::optional<std::string> (*)(const site::Visit& visit,
                                              const std::string& argument);
  /// The page by that name and argument, or the site's own 404.
  Reaction page(const Call& call, programme::Language language, const std::string& name,
                const std::string& argument, Make make);
  /// To the language that the reader's browser asks for.
  Response welcome(const Call& call) const;

 private:
  /// What pages are made from: a change of it makes them anew.
  struct Edition {
    std::shared_ptr<const site::Book> book;
    std::uint32_t programme = 0, terms = 0;
    site::Offers offers;
    bool operator==(const Edition&) const = default;
  };
  /// What a page is made of.
  struct Source {
    std::shared_ptr<const engine::House> house;
    Edition edition;
    programme::Language language;
  };
  std::shared_ptr<const Asset> made(const Source& source, const std::string& key,
                                    const std::string& argument, Make make);
  std::shared_ptr<const Asset> kept(const Edition& edition, const std::string& key);
  void keep(const Edition& edition, const std::string& key, std::shared_ptr<const Asset> asset);

  engine::Engine& engine_;
  const Asset style_;
  const std::string style_path_;
  mutable std::mutex mutex_;
  std::shared_ptr<const site::Book> book_;
  Edition edition_;
  std::map<std::string, std::shared_ptr<const Asset>> pages_;
};

}  // namespace airperk::face::rest
