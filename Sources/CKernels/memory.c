// Aligned memory for packed weights and scratch.
#define _GNU_SOURCE
#include "table.h"

#include <sys/mman.h>

// A mapping of its own is zeroed, aligned to a page, and gone from the process when freed.
enum { huge = 2 << 20 };

void *ck_allocate(size_t bytes) {
  size_t length = ck_round_up(bytes ? bytes : 1, 4096);
  if (length < bytes) return NULL;
  void *p = mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (p == MAP_FAILED) return NULL;
#ifdef MADV_HUGEPAGE
  if (length >= huge) madvise(p, length, MADV_HUGEPAGE);
#endif
  return p;
}

void ck_free(void *p, size_t bytes) {
  if (p) munmap(p, ck_round_up(bytes ? bytes : 1, 4096));
}
