// libgpiod 2.x (Debian 13, Raspberry Pi OS trixie).
#include <gpiod.h>
#ifndef GPIOD_LINE_BULK_MAX_LINES

#include "cgpio.h"
#include "internal.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>

int cgpio_library_version(void) { return 2; }

int cgpio_label_of(const char *path, char *label, size_t capacity) {
  struct gpiod_chip *chip = gpiod_chip_open(path);
  if (!chip) return CGPIO_ERRNO;
  struct gpiod_chip_info *info = gpiod_chip_get_info(chip);
  int code = info ? 0 : CGPIO_ERRNO;
  if (info) {
    snprintf(label, capacity, "%s", gpiod_chip_info_get_label(info));
    gpiod_chip_info_free(info);
  }
  gpiod_chip_close(chip);
  return code;
}

int cgpio_find_line(const char *path, const char *name) {
  struct gpiod_chip *chip = gpiod_chip_open(path);
  if (!chip) return CGPIO_ERRNO;
  int offset = gpiod_chip_get_line_offset_from_name(chip, name);
  int result = offset < 0 ? CGPIO_ERRNO : offset;
  gpiod_chip_close(chip);
  return result;
}

// Requests lines by their settings, one for each.
static int request(
  const char *path, const unsigned *offsets, struct gpiod_line_settings **settings, size_t count,
  const char *consumer, struct gpiod_line_request **out) {
  int code = 0;
  *out = NULL;
  struct gpiod_chip *chip = gpiod_chip_open(path);
  if (!chip) return CGPIO_ERRNO;
  struct gpiod_line_config *lines = gpiod_line_config_new();
  struct gpiod_request_config *config = gpiod_request_config_new();
  if (!lines || !config) code = -ENOMEM;
  if (code == 0) gpiod_request_config_set_consumer(config, consumer);
  for (size_t i = 0; code == 0 && i < count; i++) {
    if (gpiod_line_config_add_line_settings(lines, &offsets[i], 1, settings[i]) < 0) code = CGPIO_ERRNO;
  }
  if (code == 0) {
    *out = gpiod_chip_request_lines(chip, config, lines);
    if (!*out) code = CGPIO_ERRNO;
  }
  if (config) gpiod_request_config_free(config);
  if (lines) gpiod_line_config_free(lines);
  gpiod_chip_close(chip); // The request lives on without it.
  return code;
}

struct cgpio_inputs {
  struct gpiod_line_request *request;
  struct gpiod_edge_event_buffer *events;
  size_t count;
  unsigned offsets[CGPIO_MAX_INPUTS];
  bool debounced;
};

static int request_inputs(
  cgpio_inputs *inputs, const char *path, const bool *active_low, const int *bias, unsigned debounce_us,
  const char *consumer) {
  struct gpiod_line_settings *settings[CGPIO_MAX_INPUTS] = {0};
  int code = 0;
  for (size_t i = 0; code == 0 && i < inputs->count; i++) {
    settings[i] = gpiod_line_settings_new();
    if (!settings[i]) {
      code = -ENOMEM;
      break;
    }
    gpiod_line_settings_set_direction(settings[i], GPIOD_LINE_DIRECTION_INPUT);
    gpiod_line_settings_set_edge_detection(settings[i], GPIOD_LINE_EDGE_BOTH);
    gpiod_line_settings_set_bias(
      settings[i], bias[i] == CGPIO_BIAS_PULL_UP     ? GPIOD_LINE_BIAS_PULL_UP
                   : bias[i] == CGPIO_BIAS_PULL_DOWN ? GPIOD_LINE_BIAS_PULL_DOWN
                                                     : GPIOD_LINE_BIAS_DISABLED);
    gpiod_line_settings_set_active_low(settings[i], active_low[i]);
    gpiod_line_settings_set_debounce_period_us(settings[i], debounce_us);
    gpiod_line_settings_set_event_clock(settings[i], GPIOD_LINE_CLOCK_MONOTONIC);
  }
  if (code == 0) code = request(path, inputs->offsets, settings, inputs->count, consumer, &inputs->request);
  for (size_t i = 0; i < inputs->count; i++) {
    if (settings[i]) gpiod_line_settings_free(settings[i]);
  }
  return code;
}

int cgpio_inputs_open(
  const char *path, const unsigned *offsets, const bool *active_low, const int *bias, size_t count,
  unsigned debounce_us, const char *consumer, cgpio_inputs **out) {
  *out = NULL;
  if (count > CGPIO_MAX_INPUTS) return -EINVAL;
  cgpio_inputs *inputs = calloc(1, sizeof *inputs);
  if (!inputs) return -ENOMEM;
  inputs->count = count;
  for (size_t i = 0; i < count; i++) inputs->offsets[i] = offsets[i];
  int code = 0;
  inputs->events = gpiod_edge_event_buffer_new(16);
  if (!inputs->events) code = -ENOMEM;
  if (code == 0) code = request_inputs(inputs, path, active_low, bias, debounce_us, consumer);
  inputs->debounced = code == 0 && debounce_us > 0;
  if (code == -EINVAL || code == -EOPNOTSUPP) {
    // A kernel before 5.10, or a chip without it: the caller filters.
    code = request_inputs(inputs, path, active_low, bias, 0, consumer);
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
  if (inputs->request) gpiod_line_request_release(inputs->request);
  if (inputs->events) gpiod_edge_event_buffer_free(inputs->events);
  free(inputs);
}

bool cgpio_inputs_debounced(const cgpio_inputs *inputs) { return inputs->debounced; }

int cgpio_inputs_wait(cgpio_inputs *inputs, int wake_fd, int timeout_ms, cgpio_edge *edges, size_t capacity) {
  struct pollfd fds[2] = {
    {.fd = gpiod_line_request_get_fd(inputs->request), .events = POLLIN | POLLPRI}, {.fd = wake_fd, .events = POLLIN}};
  int ready = poll(fds, 2, timeout_ms);
  if (ready < 0) return errno == EINTR ? 0 : CGPIO_ERRNO;
  if (!fds[0].revents) return 0;
  if (fds[0].revents & (POLLERR | POLLHUP | POLLNVAL)) return -ENODEV;
  int count = gpiod_line_request_read_edge_events(inputs->request, inputs->events, capacity < 16 ? capacity : 16);
  if (count < 0) return CGPIO_ERRNO;
  for (int i = 0; i < count; i++) {
    struct gpiod_edge_event *event = gpiod_edge_event_buffer_get_event(inputs->events, (unsigned long)i);
    unsigned offset = gpiod_edge_event_get_line_offset(event);
    uint32_t line = 0;
    while (line + 1 < inputs->count && inputs->offsets[line] != offset) line++;
    edges[i] = (cgpio_edge){
      .line = line,
      .active = gpiod_edge_event_get_event_type(event) == GPIOD_EDGE_EVENT_RISING_EDGE,
      .nanoseconds = gpiod_edge_event_get_timestamp_ns(event)};
  }
  return count;
}

int cgpio_inputs_value(cgpio_inputs *inputs, unsigned line) {
  if (line >= inputs->count) return -EINVAL;
  enum gpiod_line_value value = gpiod_line_request_get_value(inputs->request, inputs->offsets[line]);
  return value == GPIOD_LINE_VALUE_ERROR ? CGPIO_ERRNO : value == GPIOD_LINE_VALUE_ACTIVE;
}

struct cgpio_output {
  struct gpiod_line_request *request;
  unsigned offset;
};

int cgpio_output_open(
  const char *path, unsigned offset, bool active_low, const char *consumer, cgpio_output **out) {
  *out = NULL;
  cgpio_output *output = calloc(1, sizeof *output);
  struct gpiod_line_settings *settings = gpiod_line_settings_new();
  int code = output && settings ? 0 : -ENOMEM;
  if (code == 0) {
    gpiod_line_settings_set_direction(settings, GPIOD_LINE_DIRECTION_OUTPUT);
    gpiod_line_settings_set_active_low(settings, active_low);
    gpiod_line_settings_set_output_value(settings, GPIOD_LINE_VALUE_INACTIVE);
    output->offset = offset;
    code = request(path, &offset, &settings, 1, consumer, &output->request);
  }
  if (settings) gpiod_line_settings_free(settings);
  if (code < 0) {
    free(output);
    return code;
  }
  *out = output;
  return 0;
}

int cgpio_output_set(cgpio_output *output, bool active) {
  enum gpiod_line_value value = active ? GPIOD_LINE_VALUE_ACTIVE : GPIOD_LINE_VALUE_INACTIVE;
  return gpiod_line_request_set_value(output->request, output->offset, value) < 0 ? CGPIO_ERRNO : 0;
}

void cgpio_output_close(cgpio_output *output) {
  if (!output) return;
  gpiod_line_request_release(output->request);
  free(output);
}

#endif
