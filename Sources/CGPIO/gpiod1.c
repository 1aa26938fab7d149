// libgpiod 1.6 (Debian 12, Raspberry Pi OS bookworm): its header defines the bulk limit that 2.x dropped.
#include <gpiod.h>
#ifdef GPIOD_LINE_BULK_MAX_LINES

#include "cgpio.h"
#include "internal.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int cgpio_library_version(void) { return 1; }

int cgpio_label_of(const char *path, char *label, size_t capacity) {
  struct gpiod_chip *chip = gpiod_chip_open(path);
  if (!chip) return CGPIO_ERRNO;
  snprintf(label, capacity, "%s", gpiod_chip_label(chip));
  gpiod_chip_close(chip);
  return 0;
}

int cgpio_find_line(const char *path, const char *name) {
  struct gpiod_chip *chip = gpiod_chip_open(path);
  if (!chip) return CGPIO_ERRNO;
  struct gpiod_line *line = gpiod_chip_find_line(chip, name);
  int result = line ? (int)gpiod_line_offset(line) : -ENOENT;
  gpiod_chip_close(chip);
  return result;
}

struct cgpio_inputs {
  // The kernel's own descriptor for all lines, or -1: then libgpiod has them, one by one, and the caller filters.
  int kernel;
  unsigned offsets[CGPIO_MAX_INPUTS];
  struct gpiod_chip *chip;
  size_t count;
  struct gpiod_line *lines[CGPIO_MAX_INPUTS];
};

int cgpio_inputs_open(
  const char *path, const unsigned *offsets, const bool *active_low, const int *bias, size_t count,
  unsigned debounce_us, const char *consumer, cgpio_inputs **out) {
  *out = NULL;
  if (count > CGPIO_MAX_INPUTS) return -EINVAL;
  cgpio_inputs *inputs = calloc(1, sizeof *inputs);
  if (!inputs) return -ENOMEM;
  inputs->kernel =
    debounce_us > 0 ? cgpio_kernel_request(path, offsets, active_low, bias, count, debounce_us, consumer) : -EOPNOTSUPP;
  if (inputs->kernel >= 0) {
    inputs->count = count;
    for (size_t i = 0; i < count; i++) inputs->offsets[i] = offsets[i];
    *out = inputs;
    return 0;
  }
  if (inputs->kernel != -EINVAL && inputs->kernel != -ENOTTY && inputs->kernel != -EOPNOTSUPP) {
    int refused = inputs->kernel;
    free(inputs);
    return refused;
  }
  inputs->kernel = -1;
  int code = 0;
  inputs->chip = gpiod_chip_open(path);
  if (!inputs->chip) code = CGPIO_ERRNO;
  for (size_t i = 0; code == 0 && i < count; i++) {
    struct gpiod_line *line = gpiod_chip_get_line(inputs->chip, offsets[i]);
    if (!line) {
      code = CGPIO_ERRNO;
      break;
    }
    struct gpiod_line_request_config config = {
      .consumer = consumer,
      .request_type = GPIOD_LINE_REQUEST_EVENT_BOTH_EDGES,
      .flags = (active_low[i] ? GPIOD_LINE_REQUEST_FLAG_ACTIVE_LOW : 0) |
               (bias[i] == CGPIO_BIAS_PULL_UP     ? GPIOD_LINE_REQUEST_FLAG_BIAS_PULL_UP
                : bias[i] == CGPIO_BIAS_PULL_DOWN ? GPIOD_LINE_REQUEST_FLAG_BIAS_PULL_DOWN
                                                  : GPIOD_LINE_REQUEST_FLAG_BIAS_DISABLE)};
    if (gpiod_line_request(line, &config, 0) < 0) {
      code = CGPIO_ERRNO;
      break;
    }
    inputs->lines[inputs->count++] = line;
  }
  if (code < 0) {
    cgpio_inputs_close(inputs);
    return code;
  }
  *out = inputs;
  return 0;
}

void cgpio_inputs_close(cgpio_inputs *inputs) {
  if (!inputs) return;
  if (inputs->kernel >= 0) close(inputs->kernel);
  for (size_t i = 0; inputs->kernel < 0 && i < inputs->count; i++) gpiod_line_release(inputs->lines[i]);
  if (inputs->chip) gpiod_chip_close(inputs->chip);
  free(inputs);
}

bool cgpio_inputs_debounced(const cgpio_inputs *inputs) { return inputs->kernel >= 0; }

int cgpio_inputs_wait(cgpio_inputs *inputs, int wake_fd, int timeout_ms, cgpio_edge *edges, size_t capacity) {
  if (inputs->kernel >= 0) {
    return cgpio_kernel_wait(inputs->kernel, inputs->offsets, inputs->count, wake_fd, timeout_ms, edges, capacity);
  }
  struct pollfd fds[CGPIO_MAX_INPUTS + 1];
  for (size_t i = 0; i < inputs->count; i++) {
    fds[i] = (struct pollfd){.fd = gpiod_line_event_get_fd(inputs->lines[i]), .events = POLLIN | POLLPRI};
  }
  fds[inputs->count] = (struct pollfd){.fd = wake_fd, .events = POLLIN};
  int ready = poll(fds, inputs->count + 1, timeout_ms);
  if (ready < 0) return errno == EINTR ? 0 : CGPIO_ERRNO;
  size_t found = 0;
  for (size_t i = 0; i < inputs->count && found < capacity; i++) {
    if (!fds[i].revents) continue;
    if (fds[i].revents & (POLLERR | POLLHUP | POLLNVAL)) return -ENODEV;
    struct gpiod_line_event event;
    if (gpiod_line_event_read(inputs->lines[i], &event) < 0) return CGPIO_ERRNO;
    edges[found++] = (cgpio_edge){
      .line = (uint32_t)i,
      .active = event.event_type == GPIOD_LINE_EVENT_RISING_EDGE,
      .nanoseconds = (uint64_t)event.ts.tv_sec * 1000000000u + (uint64_t)event.ts.tv_nsec};
  }
  return (int)found;
}

int cgpio_inputs_value(cgpio_inputs *inputs, unsigned line) {
  if (line >= inputs->count) return -EINVAL;
  if (inputs->kernel >= 0) return cgpio_kernel_value(inputs->kernel, line);
  int value = gpiod_line_get_value(inputs->lines[line]);
  return value < 0 ? CGPIO_ERRNO : value;
}

struct cgpio_output {
  struct gpiod_chip *chip;
  struct gpiod_line *line;
};

int cgpio_output_open(
  const char *path, unsigned offset, bool active_low, const char *consumer, cgpio_output **out) {
  *out = NULL;
  cgpio_output *output = calloc(1, sizeof *output);
  if (!output) return -ENOMEM;
  output->chip = gpiod_chip_open(path);
  if (output->chip) output->line = gpiod_chip_get_line(output->chip, offset);
  struct gpiod_line_request_config config = {
    .consumer = consumer,
    .request_type = GPIOD_LINE_REQUEST_DIRECTION_OUTPUT,
    .flags = active_low ? GPIOD_LINE_REQUEST_FLAG_ACTIVE_LOW : 0};
  if (!output->line || gpiod_line_request(output->line, &config, 0) < 0) {
    int code = CGPIO_ERRNO;
    if (output->chip) gpiod_chip_close(output->chip);
    free(output);
    return code;
  }
  *out = output;
  return 0;
}

int cgpio_output_set(cgpio_output *output, bool active) {
  return gpiod_line_set_value(output->line, active) < 0 ? CGPIO_ERRNO : 0;
}

void cgpio_output_close(cgpio_output *output) {
  if (!output) return;
  gpiod_line_release(output->line);
  gpiod_chip_close(output->chip);
  free(output);
}

#endif
