// A disk with faults, under one process: loaded before the C library (LD_PRELOAD), it lets every
// call that touches files below DISK_ROOT pass, fail, happen by half, happen wrongly, wait, or be
// the last one. What happens when is said at run time by rules in a page of memory that the tests
// write (DISK_CONTROL; shim.js has its other side). What was called stands in a record
// (DISK_RECORD; record.js reads it): from what was written and not synced the tests make what a
// power loss leaves (power.js), and from the order of writes, syncs and sends they see what is
// answered before it is durable. Files that are removed or replaced stay in DISK_GRAVES, for
// removals that a power loss undoes.
#pragma once
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

// The numbers below are shim.js's and record.js's too.
enum operation {
  op_begin,     // a process begins; `extra` is its id
  op_write,     // `octets`: what stood there before, as far as `extra`, the file's size before
  op_sync,      // `extra`: the octet of the record at which the sync began; `octets`: the path
  op_truncate,  // to `offset`; `extra`: the size before; `octets`: what is cut off
  op_allocate,  // to `offset`; `extra`: the size before
  op_create,    // `octets`: the path
  op_rename,    // `extra`: the file that was replaced; `octets`: from, NUL, to
  op_remove,    // `octets`: the path
  op_link,      // `octets`: from, NUL, to
  op_mkdir,     // `octets`: the path
  op_read,      // never recorded
  op_map,       // a file was mapped to be written: what is written so is not seen here
  op_send,      // `octets`: what left on the socket `file`
  op_receive,   // `octets`: what came
  op_range,     // sync_file_range: never recorded, for it promises nothing
  operations
};
enum kind {
  kind_log,
  kind_head,
  kind_table,
  kind_manifest,
  kind_current,
  kind_options,
  kind_secret,
  kind_survey_key,
  kind_access,
  kind_export,
  kind_directory,
  kind_other,
  kind_given,  // what a person may have written: the configuration, the admin's token
};
enum action {
  act_none,
  act_fail,         // with errno `argument`
  act_half,         // half of it, then errno `argument`
  act_short,        // half of it, and says so
  act_kill_before,  // SIGKILL
  act_kill_half,
  act_kill_after,
  act_delay,  // `argument` microseconds
  act_lose,   // says that it was done; it was not
  act_tear,   // some sectors of it, by the seed `argument`
  act_flip,   // with one bit changed, by the seed `argument`
};
struct rule {
  _Atomic int64_t operations, kinds;  // bits
  _Atomic int64_t countdown;          // 1: the next one; 0: off
  _Atomic int64_t action, argument;
  _Atomic int64_t stays;   // once it struck, it strikes every time
  _Atomic int64_t struck;  // how often
  _Atomic int64_t spare;
};
enum { rules_max = 8, sector = 512 };
struct control {
  _Atomic int64_t records_files, records_sockets;
  _Atomic int64_t spare[6];
  struct rule rules[rules_max];
  _Atomic int64_t seen[operations];
};
struct entry {
  uint32_t size;  // of the entry, with its octets
  uint8_t operation, kind;
  uint8_t is_zero;  // `octets_size` octets, all of them zero, do not follow
  uint8_t spare;
  uint64_t file;
  uint64_t offset, length, extra;
  int64_t result;  // -errno where it failed
  uint64_t octets_size, spare_2;
};

// Nothing of what follows is seen by the program: only what stands for the C library's functions
// is.
#pragma GCC visibility push(hidden)

extern struct control* control;  // nothing: no faults, and no record
extern char root[PATH_MAX], graves[PATH_MAX];
extern int record_fd;
/// For the record's order, and for files as they are noted.
extern pthread_mutex_t mutex;

struct place {
  int is_ours;
  enum kind kind;
  uint64_t file;  // its inode
  int64_t size;
  char path[PATH_MAX];
};
/// Where a descriptor leads; `is_ours` where that is a file or directory below the root.
struct place* place_of(int fd, struct place* place);
/// What stands at a path now, not following a link; false where that is not below the root.
int at_path(int directory, const char* path, struct place* place, int* exists);

struct fault {
  enum action action;
  int64_t argument;
};
/// What is to happen to this call. Delays are over on return, and a process to be killed is.
struct fault fault_for(enum operation operation, enum kind kind);
/// Whether the call is to fail altogether; errno is set then.
int fails(struct fault fault);
void die(void);
uint64_t mix(uint64_t seed);

/// Whether calls on files are recorded. What follows wants the mutex held.
int records(void);
void put(const void* octets, size_t size);
void note(enum operation operation, enum kind kind, uint64_t file, uint64_t offset, uint64_t length,
          uint64_t extra, int64_t result, const void* octets, size_t size);
/// What is about to be overwritten or cut off.
void note_write(const struct place* place, int64_t offset, int64_t length);
void note_truncate(const struct place* place, int64_t size);
/// Keeps a file that is about to lose a name.
void bury(const struct place* place);

int is_socket(int fd);
/// Sends and notes it as one: a sync that ends later is noted later.
ssize_t send_parts(int fd, const struct msghdr* message, int flags);
void note_received(int fd, const struct iovec* parts, int count, ssize_t octets);

#pragma GCC visibility pop
