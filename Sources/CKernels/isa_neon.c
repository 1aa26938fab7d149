// Armv8-A without the dot product instruction (Cortex-A53, A72). Products of int8 within ±127 fit twice into an int16:
// multiply, multiply and add, then add the pairs of lanes into int32; three instructions for sixteen products.
#include "table.h"

#if defined(__aarch64__)
#include <arm_neon.h>

#include "neon.h"

enum { group = 2 };

// Two successive activations in all lanes.
CK_INLINE int8x16_t pair(const uint8_t *a) {
  return vreinterpretq_s8_s16(vld1q_dup_s16((const int16_t *)(const void *)a));
}

CK_INLINE void tile(size_t rows, size_t panels, const ck_block *b, const ck_parts *m, size_t p, size_t r) {
  size_t stride = ck_row_bytes(own, b->rows->rows, b->rows->in), panel_bytes = panel * m->columns;
  const uint8_t *a = b->rows->data + r * stride;
  const int8_t *w = m->weights + p * panel_bytes;
  int32x4_t sum[4][8];
  for (size_t i = 0; i < rows; i++)
    for (size_t j = 0; j < 4 * panels; j++) sum[i][j] = vdupq_n_s32(0);
  for (size_t k = 0; k < m->columns; k += 4, a += 4, w += panel * 4) {
    int8x16_t v[4], u[4];  // columns k, k + 1; columns k + 2, k + 3; of eight outputs each
    for (size_t j = 0; j < 2 * panels; j++) {
      const int8_t *at = w + j / 2 * panel_bytes + j % 2 * 16;
      v[j] = vld1q_s8(at);
      u[j] = vld1q_s8(at + 32);
    }
    for (size_t i = 0; i < rows; i++) {
      int8x16_t c = pair(a + i * stride), d = pair(a + i * stride + 2);
      for (size_t j = 0; j < 2 * panels; j++) {
        int16x8_t low = vmull_s8(vget_low_s8(v[j]), vget_low_s8(c));
        int16x8_t high = vmull_high_s8(v[j], c);
        low = vmlal_s8(low, vget_low_s8(u[j]), vget_low_s8(d));
        high = vmlal_high_s8(high, u[j], d);
        sum[i][2 * j] = vpadalq_s16(sum[i][2 * j], low);
        sum[i][2 * j + 1] = vpadalq_s16(sum[i][2 * j + 1], high);
      }
    }
  }
  for (size_t i = 0; i < rows; i++)
    for (size_t j = 0; j < panels; j++) finish(b, m, p + j, r + i, sum[i] + 4 * j);
}

static const ck_kernels kernels = {
  .name = "neon", .layout = "p16g2", .panel = panel, .group = group, .columns = 8, .panel_tile = 1,
  .element_bytes = bytes_of_int8, .quantize = quantize_int8, .multiply = multiply, .row_tile = 4, CK_FLOAT_KERNELS};
static const ck_kernels *const own = &kernels;
const ck_kernels *const ck_kernels_neon = &kernels;
#else
const ck_kernels *const ck_kernels_neon = NULL;
#endif
