// Which of the disk's files a descriptor or a path means.
#include "shim.h"

static int has_prefix(const char* text, const char* prefix) {
  return strncmp(text, prefix, strlen(prefix)) == 0;
}
static int has_suffix(const char* text, const char* suffix) {
  const size_t n = strlen(text), m = strlen(suffix);
  return n >= m && strcmp(text + n - m, suffix) == 0;
}

static enum kind kind_of(const char* path) {
  const char* slash = strrchr(path, '/');
  const char* name = slash ? slash + 1 : path;
  if (strstr(path, "survey-keys/")) return kind_survey_key;
  if (strstr(path, "/access/")) return kind_access;
  if (strstr(path, "/exports/")) return kind_export;
  if (has_suffix(name, ".log") || has_prefix(name, "log-")) return kind_log;
  if (has_suffix(name, ".sst")) return kind_table;
  if (has_prefix(name, "MANIFEST")) return kind_manifest;
  if (has_prefix(name, "CURRENT")) return kind_current;
  if (has_prefix(name, "OPTIONS")) return kind_options;
  if (has_suffix(name, ".dbtmp")) return kind_current;
  if (has_prefix(name, "head")) return kind_head;
  if (strcmp(name, "secret") == 0) return kind_secret;
  if (has_suffix(name, ".toml") || strcmp(name, "token") == 0) return kind_given;
  return kind_other;
}

static int is_below_root(const char* path) {
  const size_t n = strlen(root);
  return strncmp(path, root, n) == 0 && (path[n] == '/' || path[n] == 0);
}

struct place* place_of(int fd, struct place* place) {
  place->is_ours = 0;
  if (!control || fd < 0 || fd == record_fd) return place;
  struct stat status;
  if (syscall(SYS_newfstatat, fd, "", &status, AT_EMPTY_PATH) != 0) return place;
  if (!S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode)) return place;
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  const long n = syscall(SYS_readlinkat, AT_FDCWD, link, place->path, sizeof place->path - 1);
  if (n <= 0) return place;
  place->path[n] = 0;
  if (!is_below_root(place->path)) return place;
  place->is_ours = 1;
  place->kind = S_ISDIR(status.st_mode) ? kind_directory : kind_of(place->path);
  place->file = status.st_ino;
  place->size = status.st_size;
  return place;
}

/// The absolute path, slashes once each.
static int absolute(int directory, const char* path, char* out) {
  char whole[2 * PATH_MAX] = "";
  if (path[0] != '/') {
    char link[64] = "/proc/self/cwd";
    if (directory != AT_FDCWD) snprintf(link, sizeof link, "/proc/self/fd/%d", directory);
    const long n = syscall(SYS_readlinkat, AT_FDCWD, link, whole, PATH_MAX - 1);
    if (n <= 0) return 0;
    whole[n] = '/', whole[n + 1] = 0;
  }
  strncat(whole, path, PATH_MAX - 1);
  size_t n = 0;
  for (const char* c = whole; *c && n + 1 < PATH_MAX; ++c) {
    if (*c == '/' && n > 0 && out[n - 1] == '/') continue;
    if (*c == '.' && n > 0 && out[n - 1] == '/' && c[1] == '/') continue;
    out[n++] = *c;
  }
  while (n > 1 && out[n - 1] == '/') --n;
  out[n] = 0;
  return 1;
}

int at_path(int directory, const char* path, struct place* place, int* exists) {
  place->is_ours = 0;
  *exists = 0;
  if (!control || !path || !absolute(directory, path, place->path)) return 0;
  if (!is_below_root(place->path)) return 0;
  struct stat status = {0};
  *exists = syscall(SYS_newfstatat, AT_FDCWD, place->path, &status, AT_SYMLINK_NOFOLLOW) == 0;
  place->is_ours = 1;
  place->file = status.st_ino;
  place->size = status.st_size;
  place->kind = *exists && S_ISDIR(status.st_mode) ? kind_directory : kind_of(place->path);
  return 1;
}
