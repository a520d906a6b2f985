#pragma once

#include "core/subscriber/record.h"

/// What is kept of the programme's contacts with one subscriber.
namespace airperk::subscriber {

Contact* find_contact(Record& record, std::uint32_t campaign);
const Contact* find_contact(const Record& record, std::uint32_t campaign);

/// How many of the month's slots are taken (C2, C3).
int slots_used(const Record& record, Month month, ContactKind kind);

/// Whether it is still kept at that instant: older ones make room for the next.
bool is_kept(const Contact& contact, Instant at);

/// Whether the network may still say something new of it.
bool is_open(const Contact& contact);

/// S3: whether an erasure in that month leaves it: its receipt must still find it, and its slot may
/// be given back (M6).
bool outlasts_erasure(const Contact& contact, Month month);

}  // namespace airperk::subscriber
