#pragma once

#include "base/settings/section.h"
#include "core/programme/programme.h"

/// The main file, section by section. Each reads its own part and blames what is wrong in it. For
/// this room.
namespace airperk::programme {

using namespace settings;

/// name, zone, site, brands, languages; must come first. Without rules that were kept, the zone's
/// are the system's.
void read_head(Section& root, Programme& programme, const std::string& zone_rules);
/// [codes] to [home]: all that the main file says besides its head and the other files' names.
void read_sections(Section& root, Programme& programme);
/// [charging]
void read_charging(Section& root, Charging& charging);
/// [numbers]
void read_numbers(Section& root, NumberPlan& numbers);

/// No two brands, tariffs and services may share a name or a NameKey (records keep only the key).
void check_names(Section& root, const Programme& programme, const std::string& tariff_file,
                 const std::vector<int>& tariff_lines);

}  // namespace airperk::programme
