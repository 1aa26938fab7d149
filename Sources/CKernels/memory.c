// Aligned memory for packed weights and scratch.
#define _GNU_SOURCE
#include "table.h"

#include <sys/mman.h>

// A mapping of its own is zeroed, aligned to a page, and gone from the process when freed.
enum { huge = 2 << 20 };

void *ck_allocate(size_t bytes) {
  size_t length = ck_round_up(bytes ? bytes : 1, 4096);
  if (length < bytes) return NULL;
  // For huge pages it begins on one: what lies before and behind is given back at once.
  size_t spare = length >= huge ? huge : 0;
  uint8_t *p = mmap(NULL, length + spare, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (p == MAP_FAILED) return NULL;
  if (!spare) return p;
  size_t before = (huge - (uintptr_t)p % huge) % huge;
  if (before) munmap(p, before);
  if (spare - before) munmap(p + before + length, spare - before);
#ifdef MADV_HUGEPAGE
  madvise(p + before, length, MADV_HUGEPAGE);
#endif
  return p + before;
}

void ck_free(void *p, size_t bytes) {
  if (p) munmap(p, ck_round_up(bytes ? bytes : 1, 4096));
}
