// Inputs by the kernel's own interface (uAPI v2, Linux 5.10 and later), which filters bounces: libgpiod 1.6 has no words
// to ask for that. 2.x has, and does not need this.
#include <gpiod.h>
#ifdef GPIOD_LINE_BULK_MAX_LINES

#include "cgpio.h"
#include "internal.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/gpio.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#ifdef GPIO_V2_GET_LINE_IOCTL

int cgpio_kernel_request(
  const char *path, const unsigned *offsets, const bool *active_low, const int *bias, size_t count,
  unsigned debounce_us, const char *consumer) {
  // One attribute for the flags of each line, and one for the debounce time of all.
  if (count == 0 || count >= GPIO_V2_LINE_NUM_ATTRS_MAX) return -EINVAL;
  int chip = open(path, O_RDWR | O_CLOEXEC);
  if (chip < 0) return CGPIO_ERRNO;
  struct gpio_v2_line_request request;
  memset(&request, 0, sizeof request);
  snprintf(request.consumer, sizeof request.consumer, "%s", consumer);
  request.num_lines = (uint32_t)count;
  const uint64_t input = GPIO_V2_LINE_FLAG_INPUT | GPIO_V2_LINE_FLAG_EDGE_RISING | GPIO_V2_LINE_FLAG_EDGE_FALLING;
  request.config.flags = input;
  request.config.num_attrs = (uint32_t)count + 1;
  for (size_t i = 0; i < count; i++) {
    request.offsets[i] = offsets[i];
    request.config.attrs[i].mask = (uint64_t)1 << i;
    request.config.attrs[i].attr.id = GPIO_V2_LINE_ATTR_ID_FLAGS;
    request.config.attrs[i].attr.flags =
      input | (active_low[i] ? GPIO_V2_LINE_FLAG_ACTIVE_LOW : 0) |
      (bias[i] == CGPIO_BIAS_PULL_UP     ? GPIO_V2_LINE_FLAG_BIAS_PULL_UP
       : bias[i] == CGPIO_BIAS_PULL_DOWN ? GPIO_V2_LINE_FLAG_BIAS_PULL_DOWN
                                         : GPIO_V2_LINE_FLAG_BIAS_DISABLED);
  }
  request.config.attrs[count].mask = ((uint64_t)1 << count) - 1;
  request.config.attrs[count].attr.id = GPIO_V2_LINE_ATTR_ID_DEBOUNCE;
  request.config.attrs[count].attr.debounce_period_us = debounce_us;
  int code = ioctl(chip, GPIO_V2_GET_LINE_IOCTL, &request) < 0 ? CGPIO_ERRNO : 0;
  close(chip); // The request lives on without it.
  return code < 0 ? code : request.fd;
}

int cgpio_kernel_wait(
  int lines, const unsigned *offsets, size_t count, int wake_fd, int timeout_ms, cgpio_edge *edges, size_t capacity) {
  struct pollfd fds[2] = {{.fd = lines, .events = POLLIN | POLLPRI}, {.fd = wake_fd, .events = POLLIN}};
  if (poll(fds, 2, timeout_ms) < 0) return errno == EINTR ? 0 : CGPIO_ERRNO;
  if (!fds[0].revents) return 0;
  if (fds[0].revents & (POLLERR | POLLHUP | POLLNVAL)) return -ENODEV;
  struct gpio_v2_line_event events[16];
  ssize_t bytes = read(lines, events, (capacity < 16 ? capacity : 16) * sizeof events[0]);
  if (bytes < 0) return errno == EINTR || errno == EAGAIN ? 0 : CGPIO_ERRNO;
  int found = (int)((size_t)bytes / sizeof events[0]);
  for (int i = 0; i < found; i++) {
    uint32_t line = 0;
    while (line + 1 < count && offsets[line] != events[i].offset) line++;
    edges[i] = (cgpio_edge){
      .line = line,
      .active = events[i].id == GPIO_V2_LINE_EVENT_RISING_EDGE,
      .nanoseconds = events[i].timestamp_ns};
  }
  return found;
}

int cgpio_kernel_value(int lines, unsigned line) {
  struct gpio_v2_line_values values = {.mask = (uint64_t)1 << line};
  if (ioctl(lines, GPIO_V2_LINE_GET_VALUES_IOCTL, &values) < 0) return CGPIO_ERRNO;
  return (values.bits >> line & 1) != 0;
}

#else // Headers of a kernel before 5.10.

int cgpio_kernel_request(
  const char *path, const unsigned *offsets, const bool *active_low, const int *bias, size_t count,
  unsigned debounce_us, const char *consumer) {
  (void)path, (void)offsets, (void)active_low, (void)bias, (void)count, (void)debounce_us, (void)consumer;
  return -EOPNOTSUPP;
}

int cgpio_kernel_wait(
  int lines, const unsigned *offsets, size_t count, int wake_fd, int timeout_ms, cgpio_edge *edges, size_t capacity) {
  (void)lines, (void)offsets, (void)count, (void)wake_fd, (void)timeout_ms, (void)edges, (void)capacity;
  return -EOPNOTSUPP;
}

int cgpio_kernel_value(int lines, unsigned line) {
  (void)lines, (void)line;
  return -EOPNOTSUPP;
}

#endif
#endif
