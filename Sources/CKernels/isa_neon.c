// Armv8-A without the dot product instruction (Cortex-A53, A72). Products of int8 within ±127 fit twice into an int16:
// multiply, multiply and add, then add the pairs of lanes into int32; three instructions for sixteen products.
#include "table.h"

#if defined(__aarch64__)
#include <arm_neon.h>

enum { row_tile = 3 };
#include "neon.h"

enum { group = 2 };

// Two successive activations in all lanes.
CK_INLINE int8x8_t pair(const uint8_t *a) {
  return vreinterpret_s8_s16(vld1_dup_s16((const int16_t *)(const void *)a));
}

// Ends a step before the next begins. Left alone, the compiler makes chains in which each instruction waits for the
// one before it.
CK_INLINE void hold(size_t n, int16x8_t *t) {
  if (n == 6) __asm__ volatile("" : "+w"(t[0]), "+w"(t[1]), "+w"(t[2]), "+w"(t[3]), "+w"(t[4]), "+w"(t[5]));
  else if (n == 4) __asm__ volatile("" : "+w"(t[0]), "+w"(t[1]), "+w"(t[2]), "+w"(t[3]));
  else
    __asm__ volatile(
      "" : "+w"(t[0]), "+w"(t[1]), "+w"(t[2]), "+w"(t[3]), "+w"(t[4]), "+w"(t[5]), "+w"(t[6]), "+w"(t[7]));
}

// The A53 issues in order: steps that depend on each other are six or eight instructions apart, and loads are of 64
// bits, which take it one cycle.
CK_INLINE void tile(
  size_t rows, size_t panels, size_t planes, const ck_block *b, const ck_parts *m, size_t p, size_t r) {
  size_t stride = ck_row_bytes(own, b->rows->rows, b->rows->in), panel_bytes = m->panel_bytes;
  const uint8_t *a = b->rows->data + r * stride;
  const int8_t *w = m->weights + p * panel_bytes;
  int32x4_t sum[3][8];
  for (size_t i = 0; i < rows; i++)
    for (size_t j = 0; j < 4 * panels; j++) sum[i][j] = vdupq_n_s32(0);
  size_t each = rows == 3 ? 2 : rows == 2 ? 4 : 4 * panels;  // groups of four outputs in one step
  for (size_t k = 0; k < m->columns; k += 4, a += 4, w += panel * 4) {
    prefetch(rows, panels, w, panel_bytes);
    int8x8_t c[3], d[3];
    for (size_t i = 0; i < rows; i++) c[i] = pair(a + i * stride), d[i] = pair(a + i * stride + 2);
    for (size_t j = 0; j < 4 * panels; j += each) {
      int8x8_t v[8], u[8];  // columns k, k + 1; columns k + 2, k + 3
      for (size_t l = 0; l < each; l++) {
        const int8_t *at = w + (j + l) / 4 * panel_bytes + (j + l) % 4 * 8;
        v[l] = vld1_s8(at);
        u[l] = vld1_s8(at + 32);
      }
      int16x8_t t[8];
      for (size_t i = 0; i < rows * each; i++) t[i] = vmull_s8(v[i % each], c[i / each]);
      hold(rows * each, t);
      for (size_t i = 0; i < rows * each; i++) t[i] = vmlal_s8(t[i], u[i % each], d[i / each]);
      hold(rows * each, t);
      for (size_t i = 0; i < rows * each; i++)
        sum[i / each][j + i % each] = vpadalq_s16(sum[i / each][j + i % each], t[i]);
    }
  }
  finish_all(rows, panels, planes, b, m, p, r, sum);
}

static size_t exercise(size_t rounds) {
  int32x4_t sum[6];
  int8x8_t a = vdup_n_s8(3), b = vdup_n_s8(5);
  for (int i = 0; i < 6; i++) sum[i] = vdupq_n_s32(i);
  for (size_t n = 0; n < rounds; n++) {
    int16x8_t t[6];
    for (int i = 0; i < 6; i++) {
      __asm__ volatile("" : "+w"(a));  // not the same product again, as far as the compiler knows
      t[i] = vmull_s8(a, b);
    }
    hold(6, t);
    for (int i = 0; i < 6; i++) t[i] = vmlal_s8(t[i], a, b);
    hold(6, t);
    for (int i = 0; i < 6; i++) sum[i] = vpadalq_s16(sum[i], t[i]);
    __asm__ volatile("" : "+w"(sum[0]), "+w"(sum[1]), "+w"(sum[2]), "+w"(sum[3]), "+w"(sum[4]), "+w"(sum[5]));
  }
  return rounds * 6 * 16;
}

static const ck_kernels kernels = {
  .name = "neon", .layout = "p16g2", .panel = panel, .group = group, .columns = 8, .panel_tile = 1,
  .element_bytes = bytes_of_int8, .quantize = quantize, .multiply = multiply, .row_tile = row_tile, CK_FLOAT_KERNELS};
static const ck_kernels *const own = &kernels;
const ck_kernels *const ck_kernels_neon = &kernels;
#else
const ck_kernels *const ck_kernels_neon = NULL;
#endif
