/* System calls that fail when asked: the N-th that touches a file below a folder, or all from it on.

   Preloaded under Python, so that SQLite's own writes fail too. calls_watch(folder, n, error, all)
   begins to count, calls_counted() says how many there were since. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static char under[4096];
static long counted, failing;
static int error_number, from_then_on, watching;

void calls_watch(const char *folder, long n, int error, int all) {
  strncpy(under, folder, sizeof under - 1);
  counted = 0, failing = n, error_number = error, from_then_on = all, watching = 1;
}
void calls_ignore(void) { watching = 0; }
long calls_counted(void) { return counted; }

static int fails(const char *path) {
  if (!watching || !path || strncmp(path, under, strlen(under))) return 0;
  counted++;
  if (!failing || counted < failing || (counted > failing && !from_then_on)) return 0;
  errno = error_number;
  return 1;
}
static int fails_at(int descriptor) {
  char link[64], path[4096];
  if (!watching) return 0;
  snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = 0;
  return fails(path);
}

#define REAL(type, name, ...) \
  static type (*real)(__VA_ARGS__); \
  if (!real) real = (type (*)(__VA_ARGS__))dlsym(RTLD_NEXT, #name)

#define ON_DESCRIPTOR(type, name, parameters, arguments, ...) \
  type name parameters { REAL(type, name, __VA_ARGS__); \
    return fails_at(fd) ? -1 : real arguments; }
ON_DESCRIPTOR(ssize_t, write, (int fd, const void *b, size_t n), (fd, b, n), int, const void *, size_t)
ON_DESCRIPTOR(ssize_t, pwrite, (int fd, const void *b, size_t n, off_t o), (fd, b, n, o), int, const void *, size_t, off_t)
ON_DESCRIPTOR(ssize_t, pwrite64, (int fd, const void *b, size_t n, off64_t o), (fd, b, n, o), int, const void *, size_t, off64_t)
ON_DESCRIPTOR(int, fsync, (int fd), (fd), int)
ON_DESCRIPTOR(int, fdatasync, (int fd), (fd), int)
ON_DESCRIPTOR(int, ftruncate, (int fd, off_t n), (fd, n), int, off_t)
ON_DESCRIPTOR(int, ftruncate64, (int fd, off64_t n), (fd, n), int, off64_t)
ON_DESCRIPTOR(int, fchmod, (int fd, mode_t m), (fd, m), int, mode_t)

#define ON_PATH(type, name, parameters, arguments, ...) \
  type name parameters { REAL(type, name, __VA_ARGS__); \
    return fails(path) ? -1 : real arguments; }
ON_PATH(int, unlink, (const char *path), (path), const char *)
ON_PATH(int, mkdir, (const char *path, mode_t m), (path, m), const char *, mode_t)
ON_PATH(int, rename, (const char *path, const char *to), (path, to), const char *, const char *)
ON_PATH(int, link, (const char *path, const char *to), (path, to), const char *, const char *)
ON_PATH(int, chmod, (const char *path, mode_t m), (path, m), const char *, mode_t)

#define OPENING(name) \
  int name(const char *path, int flags, ...) { \
    REAL(int, name, const char *, int, ...); \
    mode_t mode = 0; \
    if (flags & (O_CREAT | O_TMPFILE)) { va_list more; va_start(more, flags); mode = va_arg(more, mode_t); va_end(more); } \
    return fails(path) ? -1 : real(path, flags, mode); }
OPENING(open)
OPENING(open64)
