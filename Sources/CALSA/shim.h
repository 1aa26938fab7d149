#include <alsa/asoundlib.h>

// alsa-lib reports to standard error whatever it cannot open; what went wrong comes back as a code anyway.
static inline void calsa_ignore(const char *file, int line, const char *function, int code, const char *format, ...) {
  (void)file, (void)line, (void)function, (void)code, (void)format;
}

// Keeps alsa-lib from writing to standard error.
static inline void calsa_silence_errors(void) { snd_lib_error_set_handler(calsa_ignore); }

// What a sound thread needs of Linux that Swift's Glibc does not show.
#include <sys/eventfd.h>
#include <sys/prctl.h>

// An event descriptor that does not block, or a negative errno.
static inline int calsa_event_descriptor(void) {
  int descriptor = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  return descriptor < 0 ? -errno : descriptor;
}

// Names the calling thread for `top -H` and gdb; at most 15 bytes count.
static inline void calsa_name_thread(const char *name) { prctl(PR_SET_NAME, name); }
