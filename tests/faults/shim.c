/* Stands between a process and its files below one folder: counts what is done to them, and fails, ends the
 * process, runs out of room or writes it all down. Loaded by LD_PRELOAD, told what to do by `shim_arm`.
 *
 * What the C library does for itself (fclose, stdio's own writes) goes past it: fwrite is flushed at once, so
 * that nothing is left to that. A replayed log that gives another tree shows what was missed.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

enum { OFF, FAIL_ONE, FAIL_FROM, END, FULL, LOG };

static int mode = OFF, error_number, log_fd = -1;
static long at, counted, written;
static char below[PATH_MAX];
static size_t below_length;

#define REAL(name, type, ...) \
    static type (*real)(__VA_ARGS__); \
    if (!real) real = dlsym(RTLD_NEXT, #name)

void shim_arm(const char *folder, int what, long when, int error, int descriptor) {
    snprintf(below, sizeof below, "%s", folder);
    below_length = strlen(below);
    counted = written = 0;
    at = when;
    error_number = error;
    log_fd = descriptor;
    mode = what;
}

long shim_count(void) { return counted; }

static int is_below(const char *path) {
    return mode != OFF && path && !strncmp(path, below, below_length) &&
           (path[below_length] == '/' || !path[below_length]);
}

static int path_of(int descriptor, char *path) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, path, PATH_MAX - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return is_below(path);
}

static int path_at(int folder, const char *name, char *path) {
    if (name[0] == '/' || folder == AT_FDCWD) {
        snprintf(path, PATH_MAX, "%s", name);
        return is_below(path);
    }
    char start[PATH_MAX];
    if (!path_of(folder, start)) return 0;
    snprintf(path, PATH_MAX, "%.2000s/%.2000s", start, name);
    return 1;
}

/* Whether this operation is to fail. The process may end here. */
static int fails(void) {
    counted++;
    if ((mode == FAIL_ONE && counted == at) || (mode == FAIL_FROM && counted >= at)) {
        errno = error_number;
        return 1;
    }
    if (mode == END && counted == at) _exit(137);
    return 0;
}

static int is_full(size_t bytes) {
    if (mode != FULL) return 0;
    written += (long)bytes;
    if (written <= at) return 0;
    errno = ENOSPC;
    return 1;
}

static void put(const void *data, size_t length) {
    static ssize_t (*real_write)(int, const void *, size_t);
    if (!real_write) real_write = dlsym(RTLD_NEXT, "write");
    while (length) {
        ssize_t done = real_write(log_fd, data, length);
        if (done <= 0) abort();
        data = (const char *)data + done;
        length -= (size_t)done;
    }
}

static void note(char what, long offset, const void *data, size_t length, const char *path, const char *other) {
    if (mode != LOG) return;
    char line[2 * PATH_MAX + 64];
    int size = snprintf(line, sizeof line, "%c\t%ld\t%zu\t%s\t%s\n", what, offset, length, path, other);
    put(line, (size_t)size);
    if (length) put(data, length);
}

void shim_mark(const char *text) { note('K', 0, NULL, 0, text, ""); }

static int opened(const char *path, int flags, int descriptor, int was_there) {
    if (descriptor >= 0 && (flags & O_CREAT) && !was_there) note('C', 0, NULL, 0, path, "");
    else if (descriptor >= 0 && (flags & O_TRUNC)) note('T', 0, NULL, 0, path, "");
    return descriptor;
}

#define OPEN(name) \
    int name(const char *path, int flags, ...) { \
        REAL(name, int, const char *, int, ...); \
        va_list rest; va_start(rest, flags); mode_t bits = va_arg(rest, mode_t); va_end(rest); \
        if (!is_below(path)) return real(path, flags, bits); \
        if (fails()) return -1; \
        int was_there = access(path, F_OK) == 0; \
        return opened(path, flags, real(path, flags, bits), was_there); \
    }
OPEN(open)
OPEN(open64)

#define OPENAT(name) \
    int name(int folder, const char *given, int flags, ...) { \
        REAL(name, int, int, const char *, int, ...); \
        char path[PATH_MAX]; \
        va_list rest; va_start(rest, flags); mode_t bits = va_arg(rest, mode_t); va_end(rest); \
        if (!path_at(folder, given, path)) return real(folder, given, flags, bits); \
        if (fails()) return -1; \
        int was_there = access(path, F_OK) == 0; \
        return opened(path, flags, real(folder, given, flags, bits), was_there); \
    }
OPENAT(openat)
OPENAT(openat64)

ssize_t write(int descriptor, const void *data, size_t length) {
    REAL(write, ssize_t, int, const void *, size_t);
    char path[PATH_MAX];
    if (mode == OFF || descriptor == log_fd || !path_of(descriptor, path)) return real(descriptor, data, length);
    if (fails() || is_full(length)) return -1;
    off_t offset = fcntl(descriptor, F_GETFL) & O_APPEND ? lseek(descriptor, 0, SEEK_END)
                                                         : lseek(descriptor, 0, SEEK_CUR);
    ssize_t done = real(descriptor, data, length);
    if (done > 0) note('W', offset, data, (size_t)done, path, "");
    return done;
}

size_t fwrite(const void *data, size_t size, size_t many, FILE *file) {
    REAL(fwrite, size_t, const void *, size_t, size_t, FILE *);
    char path[PATH_MAX];
    if (mode == OFF || !path_of(fileno(file), path)) return real(data, size, many, file);
    if (fails() || is_full(size * many)) return 0;
    long offset = ftell(file);
    size_t done = real(data, size, many, file);
    fflush(file);
    note('W', offset, data, size * done, path, "");
    return done;
}

ssize_t read(int descriptor, void *data, size_t length) {
    REAL(read, ssize_t, int, void *, size_t);
    char path[PATH_MAX];
    if (mode != OFF && mode != LOG && path_of(descriptor, path) && fails()) return -1;
    return real(descriptor, data, length);
}

int fsync(int descriptor) {
    REAL(fsync, int, int);
    char path[PATH_MAX];
    if (mode == OFF || !path_of(descriptor, path)) return real(descriptor);
    if (fails()) return -1;
    note('S', 0, NULL, 0, path, "");
    return real(descriptor);
}

#define TRUNCATE(name, type) \
    int name(int descriptor, type size) { \
        REAL(name, int, int, type); \
        char path[PATH_MAX]; \
        if (mode == OFF || !path_of(descriptor, path)) return real(descriptor, size); \
        if (fails()) return -1; \
        int done = real(descriptor, size); \
        if (!done) note('T', (long)size, NULL, 0, path, ""); \
        return done; \
    }
TRUNCATE(ftruncate, off_t)
TRUNCATE(ftruncate64, off64_t)

int fchmod(int descriptor, mode_t bits) {
    REAL(fchmod, int, int, mode_t);
    char path[PATH_MAX];
    if (mode != OFF && path_of(descriptor, path) && fails()) return -1;
    return real(descriptor, bits);
}

int rename(const char *path, const char *other) {
    REAL(rename, int, const char *, const char *);
    if (!is_below(path)) return real(path, other);
    if (fails()) return -1;
    int done = real(path, other);
    if (!done) note('R', 0, NULL, 0, path, other);
    return done;
}

int link(const char *path, const char *other) {
    REAL(link, int, const char *, const char *);
    if (!is_below(other)) return real(path, other);
    if (fails()) return -1;
    int done = real(path, other);
    if (!done) note('L', 0, NULL, 0, path, other);
    return done;
}

#define ON_PATH(name, letter) \
    int name(const char *path) { \
        REAL(name, int, const char *); \
        if (!is_below(path)) return real(path); \
        if (fails()) return -1; \
        int done = real(path); \
        if (!done) note(letter, 0, NULL, 0, path, ""); \
        return done; \
    }
ON_PATH(unlink, 'U')
ON_PATH(rmdir, 'D')

int unlinkat(int folder, const char *name, int flags) {
    REAL(unlinkat, int, int, const char *, int);
    char path[PATH_MAX];
    if (!path_at(folder, name, path)) return real(folder, name, flags);
    if (fails()) return -1;
    int done = real(folder, name, flags);
    if (!done) note(flags & AT_REMOVEDIR ? 'D' : 'U', 0, NULL, 0, path, "");
    return done;
}

int mkdir(const char *path, mode_t bits) {
    REAL(mkdir, int, const char *, mode_t);
    if (!is_below(path)) return real(path, bits);
    if (fails()) return -1;
    int done = real(path, bits);
    if (!done) note('M', 0, NULL, 0, path, "");
    return done;
}
