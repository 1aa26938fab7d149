// The few things that a button, a switch and a LED need of GPIO, over libgpiod 1.6 or 2.x, whichever the system has.
// Every function that can fail gives a negative errno; none prints, and none keeps state of its own beyond its handle.
#ifndef SHOPTALK_CGPIO_H
#define SHOPTALK_CGPIO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// The major version of libgpiod that this was built against: 1 or 2.
int cgpio_library_version(void);

// MARK: Chips

// Finds the chip whose label is `label` and writes its path ("/dev/gpiochip0") into `path`. -ENOENT: there is none.
int cgpio_find_chip(const char *label, char *path, size_t capacity);
// Writes the label of the index-th chip of the machine into `label`; -ENOENT past the last, other errors for one that
// cannot be opened. The order is that of the directory, and stays while no chip comes or goes.
int cgpio_chip_label(unsigned index, char *label, size_t capacity);
// The offset of the line called `name` on the chip at `path`, or -ENOENT.
int cgpio_find_line(const char *path, const char *name);

// MARK: Inputs

typedef enum { CGPIO_BIAS_NONE = 0, CGPIO_BIAS_PULL_UP = 1, CGPIO_BIAS_PULL_DOWN = 2 } cgpio_bias;

// Lines that are watched for edges.
typedef struct cgpio_inputs cgpio_inputs;

// Requests `count` lines (at most 8) as inputs. `active_low[i]`: pressed is a low level. `debounce_us`: what the kernel
// filters, by libgpiod 2.x or by the kernel's own interface beside 1.6; 0, or a kernel before 5.10: the caller filters.
// Busy lines give -EBUSY.
int cgpio_inputs_open(
  const char *path, const unsigned *offsets, const bool *active_low, const int *bias, size_t count,
  unsigned debounce_us, const char *consumer, cgpio_inputs **inputs);
void cgpio_inputs_close(cgpio_inputs *inputs);
// Whether the kernel filters bounces for these lines.
bool cgpio_inputs_debounced(const cgpio_inputs *inputs);

typedef struct {
  // Which of the lines, as an index into those requested.
  uint32_t line;
  // Whether the line became active (after active_low).
  bool active;
  // CLOCK_MONOTONIC, in nanoseconds.
  uint64_t nanoseconds;
} cgpio_edge;

// Waits for edges at most `timeout_ms` (-1: for ever) or until `wake_fd` (-1: none) can be read; up to `capacity` edges,
// 0 at a timeout, a wake or an interrupted call.
int cgpio_inputs_wait(cgpio_inputs *inputs, int wake_fd, int timeout_ms, cgpio_edge *edges, size_t capacity);
// The level of a line: 1 active, 0 not.
int cgpio_inputs_value(cgpio_inputs *inputs, unsigned line);

// MARK: Outputs

// One line that is driven.
typedef struct cgpio_output cgpio_output;

int cgpio_output_open(
  const char *path, unsigned offset, bool active_low, const char *consumer, cgpio_output **output);
int cgpio_output_set(cgpio_output *output, bool active);
void cgpio_output_close(cgpio_output *output);

#endif
