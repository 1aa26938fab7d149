// Armv8.6-A with int8 matrix products (Cortex-A510, A710, Neoverse N2): two rows by two outputs, eight columns at once.
#include "table.h"

#if defined(__aarch64__)
#include <arm_neon.h>

#pragma clang attribute push(__attribute__((target("i8mm,dotprod"))), apply_to = function)
enum { row_tile = 6 };
#include "neon.h"

enum { group = 8 };

// Rows come in pairs, of which the last may be twice the same row.
CK_INLINE void tile(
  size_t rows, size_t panels, size_t planes, const ck_block *b, const ck_parts *m, size_t p, size_t r) {
  size_t stride = ck_row_bytes(own, b->rows->rows, b->rows->in), panel_bytes = m->panel_bytes;
  size_t pairs = (rows + 1) / 2;
  const int8_t *a = (const int8_t *)b->rows->data + r * stride;
  const int8_t *w = m->weights + p * panel_bytes;
  int32x4_t sum[3][16];  // of two rows and two outputs each
  for (size_t i = 0; i < pairs; i++)
    for (size_t j = 0; j < 8 * panels; j++) sum[i][j] = vdupq_n_s32(0);
  for (size_t k = 0; k < m->columns; k += 16, a += 16, w += panel * 16) {
    for (size_t i = 0; i < 4; i++) prefetch(rows, panels, w + 64 * i, panel_bytes);
    int8x16_t line[3][2];
    for (size_t i = 0; i < pairs; i++) {
      int8x16_t first = vld1q_s8(a + 2 * i * stride);
      int8x16_t second = 2 * i + 1 < rows ? vld1q_s8(a + (2 * i + 1) * stride) : first;
      line[i][0] = vreinterpretq_s8_s64(vzip1q_s64(vreinterpretq_s64_s8(first), vreinterpretq_s64_s8(second)));
      line[i][1] = vreinterpretq_s8_s64(vzip2q_s64(vreinterpretq_s64_s8(first), vreinterpretq_s64_s8(second)));
    }
    for (size_t half = 0; half < 2; half++)
      for (size_t j = 0; j < 8 * panels; j++) {
        int8x16_t v = vld1q_s8(w + j / 8 * panel_bytes + half * panel * group + j % 8 * 16);
        for (size_t i = 0; i < pairs; i++) sum[i][j] = vmmlaq_s32(sum[i][j], line[i][half], v);
      }
  }
  int32x4_t apart[6][8];
  for (size_t i = 0; i < rows; i++)
    for (size_t j = 0; j < 4 * panels; j++) {
      int64x2_t low = vreinterpretq_s64_s32(sum[i / 2][2 * j]), high = vreinterpretq_s64_s32(sum[i / 2][2 * j + 1]);
      apart[i][j] = vreinterpretq_s32_s64(i % 2 ? vzip2q_s64(low, high) : vzip1q_s64(low, high));
    }
  finish_all(rows, panels, planes, b, m, p, r, apart);
}

static size_t exercise(size_t rounds) {
  int32x4_t sum[8];
  int8x16_t a = vdupq_n_s8(3), b = vdupq_n_s8(5);
  for (int i = 0; i < 8; i++) sum[i] = vdupq_n_s32(i);
  for (size_t n = 0; n < rounds; n++) {
    for (int i = 0; i < 8; i++) sum[i] = vmmlaq_s32(sum[i], a, b);
    __asm__ volatile(
      "" : "+w"(sum[0]), "+w"(sum[1]), "+w"(sum[2]), "+w"(sum[3]), "+w"(sum[4]), "+w"(sum[5]), "+w"(sum[6]), "+w"(sum[7]));
  }
  return rounds * 8 * 32;
}

static const ck_kernels kernels = {
  .name = "neon-i8mm", .layout = "p16g8", .panel = panel, .group = group, .columns = 16, .panel_tile = 1,
  .element_bytes = bytes_of_int8, .quantize = quantize, .multiply = multiply, .row_tile = row_tile, CK_FLOAT_KERNELS};
static const ck_kernels *const own = &kernels;
#pragma clang attribute pop

const ck_kernels *const ck_kernels_neon_i8mm = &kernels;
#else
const ck_kernels *const ck_kernels_neon_i8mm = NULL;
#endif
