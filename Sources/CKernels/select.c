// Values picked out of a long row.
#include "ckernels.h"

enum { block = 64 };

// Most blocks hold none, so that they are looked through as a whole first.
size_t ck_at_least(const float *x, size_t n, float least, uint32_t *found) {
  size_t count = 0;
  for (size_t i = 0; i < n; i += block) {
    size_t end = n - i < block ? n : i + block;
    if (end == i + block) {
      int any = 0;
      for (size_t j = 0; j < block; j++) any |= x[i + j] >= least;
      if (!any) continue;
    }
    for (size_t j = i; j < end; j++)
      if (x[j] >= least) found[count++] = (uint32_t)j;
  }
  return count;
}
