// Calls that send and receive: noted, never disturbed.
#include "shim.h"

int is_socket(int fd) {
  struct stat status;
  return control && record_fd >= 0 && control->records_sockets &&
         syscall(SYS_newfstatat, fd, "", &status, AT_EMPTY_PATH) == 0 && S_ISSOCK(status.st_mode);
}

/// With the mutex held.
static void note_socket(enum operation operation, int fd, const struct iovec* parts, int count,
                        ssize_t octets) {
  if (octets <= 0) return;
  struct entry entry = {.size = (uint32_t)(sizeof entry + (size_t)octets),
                        .operation = (uint8_t)operation,
                        .file = (uint64_t)fd,
                        .length = (uint64_t)octets,
                        .octets_size = (uint64_t)octets};
  put(&entry, sizeof entry);
  for (int i = 0; i < count && octets > 0; ++i) {
    const size_t n = parts[i].iov_len < (size_t)octets ? parts[i].iov_len : (size_t)octets;
    put(parts[i].iov_base, n);
    octets -= (ssize_t)n;
  }
}

void note_received(int fd, const struct iovec* parts, int count, ssize_t octets) {
  const int why = errno;
  if (octets > 0 && is_socket(fd)) {
    pthread_mutex_lock(&mutex);
    note_socket(op_receive, fd, parts, count, octets);
    pthread_mutex_unlock(&mutex);
  }
  errno = why;
}

ssize_t send_parts(int fd, const struct msghdr* message, int flags) {
  if (!is_socket(fd)) return syscall(SYS_sendmsg, fd, message, flags);
  pthread_mutex_lock(&mutex);
  const ssize_t n = syscall(SYS_sendmsg, fd, message, flags);
  const int why = errno;
  note_socket(op_send, fd, message->msg_iov, (int)message->msg_iovlen, n);
  pthread_mutex_unlock(&mutex);
  errno = why;
  return n;
}

ssize_t readv(int fd, const struct iovec* parts, int count) {
  const ssize_t n = syscall(SYS_readv, fd, parts, count);
  note_received(fd, parts, count, n);
  return n;
}
ssize_t recv(int fd, void* octets, size_t size, int flags) {
  const ssize_t n = syscall(SYS_recvfrom, fd, octets, size, flags, 0, 0);
  note_received(fd, &(struct iovec){octets, size}, 1, n);
  return n;
}
ssize_t recvmsg(int fd, struct msghdr* message, int flags) {
  const ssize_t n = syscall(SYS_recvmsg, fd, message, flags);
  note_received(fd, message->msg_iov, (int)message->msg_iovlen, n);
  return n;
}
ssize_t send(int fd, const void* octets, size_t size, int flags) {
  struct iovec part = {(void*)octets, size};
  return send_parts(fd, &(struct msghdr){.msg_iov = &part, .msg_iovlen = 1}, flags);
}
ssize_t sendmsg(int fd, const struct msghdr* message, int flags) {
  return send_parts(fd, message, flags);
}
