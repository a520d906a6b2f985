// The record: one entry a call, with what it takes to undo it.
#include "shim.h"

enum { piece_max = 1 << 18 };
int record_fd = -1;
char graves[PATH_MAX];
pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static char piece[piece_max];

void put(const void* octets, size_t size) {
  const char* at = octets;
  while (size > 0) {
    const long n = syscall(SYS_write, record_fd, at, size);
    if (n <= 0) return;
    at += n;
    size -= (size_t)n;
  }
}

int records(void) {
  return control && record_fd >= 0 && control->records_files;
}

void note(enum operation operation, enum kind kind, uint64_t file, uint64_t offset, uint64_t length,
          uint64_t extra, int64_t result, const void* octets, size_t size) {
  struct entry entry = {.size = (uint32_t)(sizeof entry + size),
                        .operation = (uint8_t)operation,
                        .kind = (uint8_t)kind,
                        .file = file,
                        .offset = offset,
                        .length = length,
                        .extra = extra,
                        .result = result,
                        .octets_size = size};
  struct iovec parts[2] = {{&entry, sizeof entry}, {(void*)octets, size}};
  const long written = syscall(SYS_writev, record_fd, parts, size ? 2 : 1);
  if (written >= (long)sizeof entry && (size_t)written < entry.size) {
    const size_t done = (size_t)written - sizeof entry;
    put((const char*)octets + done, size - done);
  }
}

static int is_zero(const char* octets, size_t size) {
  return size == 0 || (octets[0] == 0 && memcmp(octets, octets + 1, size - 1) == 0);
}

/// Octets of a file from `from` up to `until`, noted with the entry before them.
static void note_with_octets_of(int fd, struct entry entry, int64_t from, int64_t until) {
  if (until < from) until = from;
  entry.octets_size = (uint64_t)(until - from);
  entry.size = (uint32_t)(sizeof entry + entry.octets_size);
  int64_t at = from;
  while (at < until) {
    const size_t want = until - at < piece_max ? (size_t)(until - at) : piece_max;
    long n = syscall(SYS_pread64, fd, piece, want, at);
    if (n <= 0) memset(piece, 0, want), n = (long)want;
    if (at == from) {
      if (at + n == until && is_zero(piece, (size_t)n)) {
        entry.is_zero = 1;
        entry.size = sizeof entry;
        break;
      }
      put(&entry, sizeof entry);
    }
    put(piece, (size_t)n);
    at += n;
  }
  if (at == from) put(&entry, sizeof entry);
}

/// A descriptor for reading a file that is open for writing alone.
static int reader_of(const char* path) {
  return (int)syscall(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC);
}

void note_write(const struct place* place, int64_t offset, int64_t length) {
  struct entry entry = {.operation = op_write,
                        .kind = (uint8_t)place->kind,
                        .file = place->file,
                        .offset = (uint64_t)offset,
                        .length = (uint64_t)length,
                        .extra = (uint64_t)place->size};
  const int64_t end = offset + length < place->size ? offset + length : place->size;
  const int fd = offset < end ? reader_of(place->path) : -1;
  note_with_octets_of(fd, entry, offset, fd < 0 ? offset : end);
  if (fd >= 0) syscall(SYS_close, fd);
}

void note_truncate(const struct place* place, int64_t size) {
  struct entry entry = {.operation = op_truncate,
                        .kind = (uint8_t)place->kind,
                        .file = place->file,
                        .offset = (uint64_t)size,
                        .extra = (uint64_t)place->size};
  const int fd = size < place->size ? reader_of(place->path) : -1;
  note_with_octets_of(fd, entry, size, fd < 0 ? size : place->size);
  if (fd >= 0) syscall(SYS_close, fd);
}

void bury(const struct place* place) {
  if (!records() || !graves[0] || place->kind == kind_directory) return;
  char grave[PATH_MAX + 32];
  snprintf(grave, sizeof grave, "%s/%llu", graves, (unsigned long long)place->file);
  syscall(SYS_linkat, AT_FDCWD, place->path, AT_FDCWD, grave, 0);
}
