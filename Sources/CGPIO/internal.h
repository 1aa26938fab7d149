#ifndef SHOPTALK_CGPIO_INTERNAL_H
#define SHOPTALK_CGPIO_INTERNAL_H

#include <stddef.h>

// The most lines that are watched at once: a button, a mute switch, and room to spare.
#define CGPIO_MAX_INPUTS 8

// The label of the chip at `path`, or a negative errno.
int cgpio_label_of(const char *path, char *label, size_t capacity);

// errno as a negative code, never 0.
#define CGPIO_ERRNO (errno > 0 ? -errno : -EIO)

#endif
