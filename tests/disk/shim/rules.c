// The rules: what is to happen to a call.
#include "shim.h"

#include <signal.h>
#include <sys/mman.h>

struct control* control;
char root[PATH_MAX];

__attribute__((constructor)) static void begin(void) {
  const char* control_path = getenv("DISK_CONTROL");
  const char* root_path = getenv("DISK_ROOT");
  if (!control_path || !root_path || !realpath(root_path, root)) return;
  const int fd = (int)syscall(SYS_openat, AT_FDCWD, control_path, O_RDWR | O_CLOEXEC);
  if (fd < 0) return;
  void* page = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  syscall(SYS_close, fd);
  if (page == MAP_FAILED) return;
  if (getenv("DISK_GRAVES")) snprintf(graves, sizeof graves, "%s", getenv("DISK_GRAVES"));
  if (getenv("DISK_RECORD")) {
    record_fd = (int)syscall(SYS_openat, AT_FDCWD, getenv("DISK_RECORD"),
                             O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  }
  control = page;
  struct entry entry = {.size = sizeof entry, .operation = op_begin, .extra = (uint64_t)getpid()};
  if (record_fd >= 0) syscall(SYS_write, record_fd, &entry, sizeof entry);
}

void die(void) {
  syscall(SYS_kill, getpid(), SIGKILL);
  for (;;) pause();
}

static int counts_down(struct rule* rule) {
  int64_t left = rule->countdown;
  while (left > 0) {
    if (left == 1 && rule->stays) return 1;
    if (atomic_compare_exchange_weak(&rule->countdown, &left, left - 1)) return left == 1;
  }
  return 0;
}

struct fault fault_for(enum operation operation, enum kind kind) {
  struct fault fault = {act_none, 0};
  if (!control) return fault;
  control->seen[operation]++;
  for (int i = 0; i < rules_max; ++i) {
    struct rule* rule = &control->rules[i];
    if (rule->countdown <= 0) continue;
    if (!(rule->operations >> operation & 1) || !(rule->kinds >> kind & 1)) continue;
    if (!counts_down(rule)) continue;
    rule->struck++;
    if (rule->action == act_delay) {
      usleep((useconds_t)rule->argument);
    } else if (rule->action == act_kill_before ||
               (rule->action == act_kill_half && operation != op_write)) {
      die();
    } else {
      fault.action = (enum action)rule->action;
      fault.argument = rule->argument;
    }
  }
  return fault;
}

int fails(struct fault fault) {
  if (fault.action != act_fail && fault.action != act_half) return 0;
  errno = (int)fault.argument;
  return 1;
}

uint64_t mix(uint64_t x) {
  x += 0x9e3779b97f4a7c15u;
  x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
  x = (x ^ x >> 27) * 0x94d049bb133111ebu;
  return x ^ x >> 31;
}
