// Calls that make, change and remove names.
#include "shim.h"

#include <dlfcn.h>
#include <stdarg.h>

static int open_at(int directory, const char* path, int flags, mode_t mode) {
  struct place place;
  int exists;
  const int writes = (flags & O_ACCMODE) != O_RDONLY;
  if (!(writes || flags & O_CREAT) || !at_path(directory, path, &place, &exists)) {
    return (int)syscall(SYS_openat, directory, path, flags, mode);
  }
  const int creates = flags & O_CREAT && !exists;
  const struct fault fault =
      creates ? fault_for(op_create, place.kind) : (struct fault){act_none, 0};
  if (fails(fault)) return -1;
  pthread_mutex_lock(&mutex);
  if (records() && exists && flags & O_TRUNC && place.size > 0) note_truncate(&place, 0);
  const int fd = (int)syscall(SYS_openat, directory, path, flags, mode);
  const int why = errno;
  struct stat status;
  if (records() && creates && fd >= 0 &&
      syscall(SYS_newfstatat, fd, "", &status, AT_EMPTY_PATH) == 0) {
    note(op_create, place.kind, status.st_ino, 0, 0, 0, 0, place.path, strlen(place.path));
  }
  pthread_mutex_unlock(&mutex);
  if (fault.action == act_kill_after) die();
  errno = why;
  return fd;
}

static mode_t mode_in(int flags, va_list more) {
  return flags & (O_CREAT | __O_TMPFILE) ? va_arg(more, mode_t) : 0;
}
#define OPEN(name, parameters, directory)         \
  int name parameters {                           \
    va_list more;                                 \
    va_start(more, flags);                        \
    const mode_t mode = mode_in(flags, more);     \
    va_end(more);                                 \
    return open_at(directory, path, flags, mode); \
  }
OPEN(open, (const char* path, int flags, ...), AT_FDCWD)
OPEN(open64, (const char* path, int flags, ...), AT_FDCWD)
OPEN(openat, (int directory, const char* path, int flags, ...), directory)
OPEN(openat64, (int directory, const char* path, int flags, ...), directory)

// Streams open their files inside the C library.
static FILE* stream(const char* name, const char* path, const char* mode) {
  FILE* (*real)(const char*, const char*) =
      (FILE * (*)(const char*, const char*)) dlsym(RTLD_NEXT, name);
  struct place place;
  int exists;
  if (mode[0] == 'r' || !at_path(AT_FDCWD, path, &place, &exists)) return real(path, mode);
  const struct fault fault =
      exists ? (struct fault){act_none, 0} : fault_for(op_create, place.kind);
  if (fails(fault)) return 0;
  pthread_mutex_lock(&mutex);
  if (records() && exists && mode[0] == 'w' && place.size > 0) note_truncate(&place, 0);
  FILE* file = real(path, mode);
  struct stat status;
  if (records() && !exists && file &&
      syscall(SYS_newfstatat, AT_FDCWD, place.path, &status, 0) == 0) {
    note(op_create, place.kind, status.st_ino, 0, 0, 0, 0, place.path, strlen(place.path));
  }
  pthread_mutex_unlock(&mutex);
  if (fault.action == act_kill_after) die();
  return file;
}
FILE* fopen(const char* path, const char* mode) {
  return stream("fopen", path, mode);
}
FILE* fopen64(const char* path, const char* mode) {
  return stream("fopen64", path, mode);
}

/// Two paths, a NUL between them.
static size_t both(const char* from, const char* to, char* out) {
  const size_t n = strlen(from), m = strlen(to);
  memcpy(out, from, n + 1);
  memcpy(out + n + 1, to, m);
  return n + 1 + m;
}

static int rename_at(int from_directory, const char* from, int to_directory, const char* to,
                     unsigned flags) {
  struct place old, new;
  int is_there, is_replaced;
  if (!at_path(from_directory, from, &old, &is_there) ||
      !at_path(to_directory, to, &new, &is_replaced)) {
    return (int)syscall(SYS_renameat2, from_directory, from, to_directory, to, flags);
  }
  const struct fault fault = fault_for(op_rename, new.kind == kind_other ? old.kind : new.kind);
  if (fails(fault)) return -1;
  if (fault.action == act_lose) return 0;
  pthread_mutex_lock(&mutex);
  if (is_replaced && new.file != old.file) bury(&new);
  const int result = (int)syscall(SYS_renameat2, from_directory, from, to_directory, to, flags);
  const int why = errno;
  if (records() && result == 0 && new.file != old.file) {
    char paths[2 * PATH_MAX];
    const size_t n = both(old.path, new.path, paths);
    note(op_rename, old.kind, old.file, 0, 0, is_replaced ? new.file : 0, 0, paths, n);
  }
  pthread_mutex_unlock(&mutex);
  if (fault.action == act_kill_after) die();
  errno = why;
  return result;
}
int rename(const char* from, const char* to) {
  return rename_at(AT_FDCWD, from, AT_FDCWD, to, 0);
}
int renameat(int from_directory, const char* from, int to_directory, const char* to) {
  return rename_at(from_directory, from, to_directory, to, 0);
}
int renameat2(int from_directory, const char* from, int to_directory, const char* to,
              unsigned flags) {
  return rename_at(from_directory, from, to_directory, to, flags);
}

static int link_at(int from_directory, const char* from, int to_directory, const char* to,
                   int flags) {
  struct place old, new;
  int is_there, is_replaced;
  if (!at_path(from_directory, from, &old, &is_there) ||
      !at_path(to_directory, to, &new, &is_replaced)) {
    return (int)syscall(SYS_linkat, from_directory, from, to_directory, to, flags);
  }
  const struct fault fault = fault_for(op_link, new.kind);
  if (fails(fault)) return -1;
  pthread_mutex_lock(&mutex);
  const int result = (int)syscall(SYS_linkat, from_directory, from, to_directory, to, flags);
  const int why = errno;
  if (records() && result == 0) {
    char paths[2 * PATH_MAX];
    const size_t n = both(old.path, new.path, paths);
    note(op_link, new.kind, old.file, 0, 0, 0, 0, paths, n);
  }
  pthread_mutex_unlock(&mutex);
  if (fault.action == act_kill_after) die();
  errno = why;
  return result;
}
int link(const char* from, const char* to) {
  return link_at(AT_FDCWD, from, AT_FDCWD, to, 0);
}
int linkat(int from_directory, const char* from, int to_directory, const char* to, int flags) {
  return link_at(from_directory, from, to_directory, to, flags);
}

static int remove_at(int directory, const char* path, int flags) {
  struct place place;
  int exists;
  if (!at_path(directory, path, &place, &exists) || !exists) {
    return (int)syscall(SYS_unlinkat, directory, path, flags);
  }
  const struct fault fault = fault_for(op_remove, place.kind);
  if (fails(fault)) return -1;
  if (fault.action == act_lose) return 0;
  pthread_mutex_lock(&mutex);
  if (!(flags & AT_REMOVEDIR)) bury(&place);
  const int result = (int)syscall(SYS_unlinkat, directory, path, flags);
  const int why = errno;
  if (records() && result == 0) {
    note(op_remove, place.kind, place.file, 0, 0, 0, 0, place.path, strlen(place.path));
  }
  pthread_mutex_unlock(&mutex);
  if (fault.action == act_kill_after) die();
  errno = why;
  return result;
}
int unlink(const char* path) {
  return remove_at(AT_FDCWD, path, 0);
}
int rmdir(const char* path) {
  return remove_at(AT_FDCWD, path, AT_REMOVEDIR);
}
int unlinkat(int directory, const char* path, int flags) {
  return remove_at(directory, path, flags);
}
int remove(const char* path) {
  if (unlink(path) == 0) return 0;
  return errno == EISDIR ? rmdir(path) : -1;
}

static int mkdir_at(int directory, const char* path, mode_t mode) {
  struct place place;
  int exists;
  if (!at_path(directory, path, &place, &exists)) {
    return (int)syscall(SYS_mkdirat, directory, path, mode);
  }
  const struct fault fault = fault_for(op_mkdir, kind_directory);
  if (fails(fault)) return -1;
  pthread_mutex_lock(&mutex);
  const int result = (int)syscall(SYS_mkdirat, directory, path, mode);
  const int why = errno;
  if (records() && result == 0) {
    note(op_mkdir, kind_directory, 0, 0, 0, 0, 0, place.path, strlen(place.path));
  }
  pthread_mutex_unlock(&mutex);
  if (fault.action == act_kill_after) die();
  errno = why;
  return result;
}
int mkdir(const char* path, mode_t mode) {
  return mkdir_at(AT_FDCWD, path, mode);
}
int mkdirat(int directory, const char* path, mode_t mode) {
  return mkdir_at(directory, path, mode);
}
