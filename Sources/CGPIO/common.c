// What does not depend on libgpiod's version: the chips as the kernel lists them.
#define _GNU_SOURCE
#include "cgpio.h"
#include "internal.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int is_chip(const struct dirent *entry) { return strncmp(entry->d_name, "gpiochip", 8) == 0; }

// Calls `visit` for each /dev/gpiochipN until it gives other than 1, which is then the result; -ENOENT at the end.
static int each_chip(int (*visit)(const char *path, void *context), void *context) {
  struct dirent **entries;
  int count = scandir("/dev", &entries, is_chip, versionsort);
  if (count < 0) return -errno;
  int result = 1;
  for (int i = 0; i < count; i++) {
    if (result == 1) {
      char path[300];
      snprintf(path, sizeof path, "/dev/%s", entries[i]->d_name);
      result = visit(path, context);
    }
    free(entries[i]);
  }
  free(entries);
  return result == 1 ? -ENOENT : result;
}

struct search {
  const char *label;
  char *out;
  size_t capacity;
  unsigned index;
  // The first reason why a chip could not be looked at, so that "no permission" is not told as "there is none".
  int failure;
};

static int match_label(const char *path, void *context) {
  struct search *search = context;
  char label[64];
  int code = cgpio_label_of(path, label, sizeof label);
  if (code < 0) {
    if (search->failure == 0) search->failure = code;
    return 1;
  }
  if (strcmp(label, search->label) != 0) return 1;
  snprintf(search->out, search->capacity, "%s", path);
  return 0;
}

int cgpio_find_chip(const char *label, char *path, size_t capacity) {
  struct search search = {.label = label, .out = path, .capacity = capacity};
  int code = each_chip(match_label, &search);
  return code == -ENOENT && search.failure < 0 ? search.failure : code;
}

static int nth_label(const char *path, void *context) {
  struct search *search = context;
  if (search->index > 0) {
    search->index--;
    return 1;
  }
  return cgpio_label_of(path, search->out, search->capacity);
}

int cgpio_chip_label(unsigned index, char *label, size_t capacity) {
  struct search search = {.out = label, .capacity = capacity, .index = index};
  return each_chip(nth_label, &search);
}
