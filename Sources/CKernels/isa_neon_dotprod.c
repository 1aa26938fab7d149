// Armv8.2-A with the dot product instruction (Cortex-A55, A76): four products into each of four int32 at once.
#include "table.h"

#if defined(__aarch64__)
#include <arm_neon.h>

#pragma clang attribute push(__attribute__((target("dotprod"))), apply_to = function)
enum { row_tile = 4 };
#include "neon.h"

enum { group = 4 };

// Sixteen columns: each row's are one register, from which sdot takes four at a time.
#define CK_DOT(lane)                                                                                \
  for (size_t j = 0; j < 4 * panels; j++) {                                                         \
    int8x16_t v = vld1q_s8(w + j / 4 * panel_bytes + (lane) * panel * group + j % 4 * 16);           \
    for (size_t i = 0; i < rows; i++) sum[i][j] = vdotq_laneq_s32(sum[i][j], v, line[i], lane);      \
  }

CK_INLINE void tile(
  size_t rows, size_t panels, size_t planes, const ck_block *b, const ck_parts *m, size_t p, size_t r) {
  size_t stride = ck_row_bytes(own, b->rows->rows, b->rows->in);
  size_t panel_bytes = m->panel_bytes;
  const int8_t *a = (const int8_t *)b->rows->data + r * stride;
  const int8_t *w = m->weights + p * panel_bytes;
  int32x4_t sum[4][8];
  for (size_t i = 0; i < rows; i++)
    for (size_t j = 0; j < 4 * panels; j++) sum[i][j] = vdupq_n_s32(0);
  for (size_t k = 0; k < m->columns; k += 16, a += 16, w += panel * 16) {
    for (size_t i = 0; i < 4; i++) prefetch(rows, panels, w + 64 * i, panel_bytes);
    int8x16_t line[4];
    for (size_t i = 0; i < rows; i++) line[i] = vld1q_s8(a + i * stride);
    CK_DOT(0) CK_DOT(1) CK_DOT(2) CK_DOT(3)
  }
  finish_all(rows, panels, planes, b, m, p, r, sum);
}

static size_t exercise(size_t rounds) {
  int32x4_t sum[8];
  int8x16_t a = vdupq_n_s8(3), b = vdupq_n_s8(5);
  for (int i = 0; i < 8; i++) sum[i] = vdupq_n_s32(i);
  for (size_t n = 0; n < rounds; n++) {
    for (int i = 0; i < 8; i++) sum[i] = vdotq_s32(sum[i], a, b);
    __asm__ volatile(
      "" : "+w"(sum[0]), "+w"(sum[1]), "+w"(sum[2]), "+w"(sum[3]), "+w"(sum[4]), "+w"(sum[5]), "+w"(sum[6]), "+w"(sum[7]));
  }
  return rounds * 8 * 16;
}

static const ck_kernels kernels = {
  .name = "neon-dotprod", .layout = "p16g4", .panel = panel, .group = group, .columns = 16, .panel_tile = 1,
  .element_bytes = bytes_of_int8, .quantize = quantize, .multiply = multiply, .row_tile = row_tile, CK_FLOAT_KERNELS};
static const ck_kernels *const own = &kernels;
#pragma clang attribute pop

const ck_kernels *const ck_kernels_neon_dotprod = &kernels;
#else
const ck_kernels *const ck_kernels_neon_dotprod = NULL;
#endif
