// Calls that write, read and sync octets, and that change a file's size.
#include "shim.h"

#include <sys/mman.h>

/// Writes what the fault leaves of these octets to their place; the caller is told of all of them.
static void write_wrongly(int fd, const char* octets, size_t size, int64_t offset,
                          int64_t file_size, struct fault fault) {
  // Where the file grows it grows: what was lost reads as zeros.
  static const char zeros[sector];
  for (int64_t at = file_size > offset ? file_size : offset; at < offset + (int64_t)size;) {
    const int64_t left = offset + (int64_t)size - at;
    const long n = syscall(SYS_pwrite64, fd, zeros, left < sector ? left : sector, at);
    if (n <= 0) return;
    at += n;
  }
  if (fault.action == act_lose) return;
  const uint64_t bit = mix((uint64_t)fault.argument) % (size * 8);
  for (size_t done = 0; done < size;) {
    const int64_t at = offset + (int64_t)done;
    size_t count = sector - (size_t)(at % sector);
    if (count > size - done) count = size - done;
    const int is_kept = mix((uint64_t)fault.argument ^ (uint64_t)(at / sector)) & 1;
    if (fault.action == act_flip) {
      char changed[sector];
      memcpy(changed, octets + done, count);
      if (bit / 8 >= done && bit / 8 < done + count)
        changed[bit / 8 - done] ^= (char)(1 << bit % 8);
      syscall(SYS_pwrite64, fd, changed, count, at);
    } else if (is_kept) {
      syscall(SYS_pwrite64, fd, octets + done, count, at);
    }
    done += count;
  }
}

static ssize_t write_to(int fd, struct place* place, const char* octets, size_t size,
                        int64_t offset) {
  const int is_sequential = offset < 0;
  const struct fault fault = fault_for(op_write, place->kind);
  if (fault.action == act_fail) return fails(fault), -1;
  const int flags = (int)syscall(SYS_fcntl, fd, F_GETFL);
  pthread_mutex_lock(&mutex);
  struct stat status;
  if (syscall(SYS_newfstatat, fd, "", &status, AT_EMPTY_PATH) == 0) place->size = status.st_size;
  if (is_sequential) {
    offset = flags & O_APPEND ? place->size : (int64_t)syscall(SYS_lseek, fd, 0, SEEK_CUR);
  }
  if (records()) note_write(place, offset, (int64_t)size);
  const int is_halved =
      fault.action == act_half || fault.action == act_short || fault.action == act_kill_half;
  // A write that comes short has written something: one octet is never none.
  const size_t half = fault.action == act_short && size == 1 ? 1 : size / 2;
  const size_t part = is_halved ? half : size;
  ssize_t n = (ssize_t)size;
  if (fault.action == act_lose || fault.action == act_tear || fault.action == act_flip) {
    write_wrongly(fd, octets, size, offset, place->size, fault);
    if (is_sequential) syscall(SYS_lseek, fd, offset + (int64_t)size, SEEK_SET);
  } else if (is_sequential) {
    n = syscall(SYS_write, fd, octets, part);
  } else {
    n = syscall(SYS_pwrite64, fd, octets, part, offset);
  }
  const int why = errno;
  const uint64_t through = records() ? (uint64_t)syscall(SYS_lseek, record_fd, 0, SEEK_END) : 0;
  if (records() && flags & O_DSYNC && n >= 0) {
    note(op_sync, place->kind, place->file, 0, 0, through, 0, place->path, strlen(place->path));
  }
  pthread_mutex_unlock(&mutex);
  if (fault.action == act_kill_half || fault.action == act_kill_after) die();
  if (fault.action == act_half) return fails(fault), -1;
  errno = why;
  return n;
}

ssize_t write(int fd, const void* octets, size_t size) {
  struct place place;
  if (place_of(fd, &place)->is_ours) return write_to(fd, &place, octets, size, -1);
  if (!is_socket(fd)) return syscall(SYS_write, fd, octets, size);
  struct iovec part = {(void*)octets, size};
  return send_parts(fd, &(struct msghdr){.msg_iov = &part, .msg_iovlen = 1}, 0);
}

static ssize_t write_parts(int fd, struct place* place, const struct iovec* parts, int count,
                           int64_t offset) {
  size_t size = 0;
  for (int i = 0; i < count; ++i) size += parts[i].iov_len;
  char* whole = malloc(size ? size : 1);
  size_t at = 0;
  for (int i = 0; i < count; at += parts[i++].iov_len) {
    memcpy(whole + at, parts[i].iov_base, parts[i].iov_len);
  }
  const ssize_t n = write_to(fd, place, whole, size, offset);
  const int why = errno;
  free(whole);
  errno = why;
  return n;
}

ssize_t writev(int fd, const struct iovec* parts, int count) {
  struct place place;
  if (place_of(fd, &place)->is_ours) return write_parts(fd, &place, parts, count, -1);
  if (!is_socket(fd)) return syscall(SYS_writev, fd, parts, count);
  return send_parts(
      fd, &(struct msghdr){.msg_iov = (struct iovec*)parts, .msg_iovlen = (size_t)count}, 0);
}

ssize_t pwrite64(int fd, const void* octets, size_t size, off64_t offset) {
  struct place place;
  if (place_of(fd, &place)->is_ours) return write_to(fd, &place, octets, size, offset);
  return syscall(SYS_pwrite64, fd, octets, size, offset);
}
ssize_t pwrite(int fd, const void* octets, size_t size, off_t offset) {
  return pwrite64(fd, octets, size, offset);
}
ssize_t pwritev64(int fd, const struct iovec* parts, int count, off64_t offset) {
  struct place place;
  if (place_of(fd, &place)->is_ours) return write_parts(fd, &place, parts, count, offset);
  return syscall(SYS_pwritev, fd, parts, count, offset, 0);
}
ssize_t pwritev(int fd, const struct iovec* parts, int count, off_t offset) {
  return pwritev64(fd, parts, count, offset);
}

ssize_t copy_file_range(int from, off64_t* from_at, int to, off64_t* to_at, size_t size,
                        unsigned flags) {
  struct place place;
  // Copied octet by octet instead, so that the rules and the record see it.
  if (place_of(to, &place)->is_ours) return errno = ENOSYS, -1;
  return syscall(SYS_copy_file_range, from, from_at, to, to_at, size, flags);
}
ssize_t sendfile64(int to, int from, off64_t* at, size_t size) {
  struct place place;
  if (place_of(to, &place)->is_ours) return errno = EINVAL, -1;
  return syscall(SYS_sendfile, to, from, at, size);
}
ssize_t sendfile(int to, int from, off_t* at, size_t size) {
  return sendfile64(to, from, at, size);
}

static int sync_with(long call, int fd) {
  struct place place;
  if (!place_of(fd, &place)->is_ours) return (int)syscall(call, fd);
  pthread_mutex_lock(&mutex);
  const uint64_t began = records() ? (uint64_t)syscall(SYS_lseek, record_fd, 0, SEEK_END) : 0;
  pthread_mutex_unlock(&mutex);
  const struct fault fault = fault_for(op_sync, place.kind);
  if (fault.action == act_lose) return 0;
  int result = fails(fault) ? -1 : (int)syscall(call, fd);
  const int why = errno;
  if (records()) {
    pthread_mutex_lock(&mutex);
    note(op_sync, place.kind, place.file, 0, 0, began, result == 0 ? 0 : -why, place.path,
         strlen(place.path));
    pthread_mutex_unlock(&mutex);
  }
  if (fault.action == act_kill_after) die();
  errno = why;
  return result;
}
int fsync(int fd) {
  return sync_with(SYS_fsync, fd);
}
int fdatasync(int fd) {
  return sync_with(SYS_fdatasync, fd);
}
int sync_file_range(int fd, off64_t offset, off64_t size, unsigned flags) {
  struct place place;
  if (place_of(fd, &place)->is_ours) {
    const struct fault fault = fault_for(op_range, place.kind);
    if (fails(fault)) return -1;
    if (fault.action == act_lose) return 0;
  }
  return (int)syscall(SYS_sync_file_range, fd, offset, size, flags);
}

/// Nobody writes files of the store through a map; who begins to is told (record.js).
static void* map(void* address, size_t size, int protection, int flags, int fd, off64_t offset) {
  struct place place;
  if (fd >= 0 && protection & PROT_WRITE && (flags & MAP_TYPE) == MAP_SHARED &&
      place_of(fd, &place)->is_ours && records()) {
    note(op_map, place.kind, place.file, 0, size, 0, 0, place.path, strlen(place.path));
  }
  return (void*)syscall(SYS_mmap, address, size, protection, flags, fd, offset);
}
void* mmap(void* address, size_t size, int protection, int flags, int fd, off_t offset) {
  return map(address, size, protection, flags, fd, offset);
}
void* mmap64(void* address, size_t size, int protection, int flags, int fd, off64_t offset) {
  return map(address, size, protection, flags, fd, offset);
}

static int truncate_with(struct place* place, int64_t size, int fd, const char* path) {
  const struct fault fault = fault_for(op_truncate, place->kind);
  if (fails(fault)) return -1;
  if (fault.action == act_lose) return 0;
  pthread_mutex_lock(&mutex);
  if (records()) note_truncate(place, size);
  const int result =
      (int)(path ? syscall(SYS_truncate, path, size) : syscall(SYS_ftruncate, fd, size));
  const int why = errno;
  pthread_mutex_unlock(&mutex);
  if (fault.action == act_kill_after) die();
  errno = why;
  return result;
}
int ftruncate64(int fd, off64_t size) {
  struct place place;
  if (place_of(fd, &place)->is_ours) return truncate_with(&place, size, fd, 0);
  return (int)syscall(SYS_ftruncate, fd, size);
}
int ftruncate(int fd, off_t size) {
  return ftruncate64(fd, size);
}
int truncate64(const char* path, off64_t size) {
  struct place place;
  int exists;
  if (at_path(AT_FDCWD, path, &place, &exists) && exists) {
    return truncate_with(&place, size, -1, path);
  }
  return (int)syscall(SYS_truncate, path, size);
}
int truncate(const char* path, off_t size) {
  return truncate64(path, size);
}

int fallocate64(int fd, int mode, off64_t offset, off64_t size) {
  struct place place;
  if (place_of(fd, &place)->is_ours) {
    const struct fault fault = fault_for(op_allocate, place.kind);
    if (fails(fault)) return -1;
    if (fault.action == act_lose) return 0;
    if (records() && mode == 0 && offset + size > place.size) {
      pthread_mutex_lock(&mutex);
      note(op_allocate, place.kind, place.file, (uint64_t)(offset + size), 0, (uint64_t)place.size,
           0, "", 0);
      pthread_mutex_unlock(&mutex);
    }
    const int result = (int)syscall(SYS_fallocate, fd, mode, offset, size);
    if (fault.action == act_kill_after) die();
    return result;
  }
  return (int)syscall(SYS_fallocate, fd, mode, offset, size);
}
int fallocate(int fd, int mode, off_t offset, off_t size) {
  return fallocate64(fd, mode, offset, size);
}
int posix_fallocate64(int fd, off64_t offset, off64_t size) {
  return fallocate64(fd, 0, offset, size) == 0 ? 0 : errno;
}
int posix_fallocate(int fd, off_t offset, off_t size) {
  return posix_fallocate64(fd, offset, size);
}

static ssize_t read_with(int fd, void* octets, size_t size, int64_t offset) {
  struct place place;
  struct fault fault = {act_none, 0};
  const int is_ours = place_of(fd, &place)->is_ours;
  if (is_ours) {
    fault = fault_for(op_read, place.kind);
    if (fails(fault)) return -1;
    if (fault.action == act_short && size > 1) size /= 2;
  }
  const ssize_t n = offset < 0 ? syscall(SYS_read, fd, octets, size)
                               : syscall(SYS_pread64, fd, octets, size, offset);
  if (fault.action == act_flip && n > 0) {
    const uint64_t bit = mix((uint64_t)fault.argument) % ((uint64_t)n * 8);
    ((char*)octets)[bit / 8] ^= (char)(1 << bit % 8);
  }
  if (!is_ours) note_received(fd, &(struct iovec){octets, size}, 1, n);
  return n;
}
ssize_t read(int fd, void* octets, size_t size) {
  return read_with(fd, octets, size, -1);
}
ssize_t pread64(int fd, void* octets, size_t size, off64_t offset) {
  return read_with(fd, octets, size, offset);
}
ssize_t pread(int fd, void* octets, size_t size, off_t offset) {
  return read_with(fd, octets, size, offset);
}
