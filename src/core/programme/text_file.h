#pragma once

#include "base/settings/section.h"
#include "core/programme/programme.h"

namespace airperk::programme {

using namespace settings;

/// Every text of a text file into `programme.texts`, with what the programme itself knows ({site},
/// {brands}…) filled in; then the check that every screen fits. For this room; the rest of the
/// programme must have been read.
void read_texts(Section& root, Programme& programme);

}  // namespace airperk::programme
