#ifndef SHOPTALK_CGPIO_INTERNAL_H
#define SHOPTALK_CGPIO_INTERNAL_H

#include "cgpio.h"

// The most lines that are watched at once: a button, a mute switch, and room to spare.
#define CGPIO_MAX_INPUTS 8

// The label of the chip at `path`, or a negative errno.
int cgpio_label_of(const char *path, char *label, size_t capacity);

// The kernel's own interface, beside libgpiod 1.6. The descriptor of lines requested with a debounce time, or a negative
// errno: -EINVAL, -ENOTTY or -EOPNOTSUPP where the kernel knows no such thing. Close it to give the lines back.
int cgpio_kernel_request(
  const char *path, const unsigned *offsets, const bool *active_low, const int *bias, size_t count,
  unsigned debounce_us, const char *consumer);
// As cgpio_inputs_wait and cgpio_inputs_value.
int cgpio_kernel_wait(
  int lines, const unsigned *offsets, size_t count, int wake_fd, int timeout_ms, cgpio_edge *edges, size_t capacity);
int cgpio_kernel_value(int lines, unsigned line);

// errno as a negative code, never 0.
#define CGPIO_ERRNO (errno > 0 ? -errno : -EIO)

#endif
