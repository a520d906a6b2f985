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

}  // namespace airperk::subscriber
