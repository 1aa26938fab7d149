// What the NEON sets share, each of which defines `own`, its table; `row_tile`; and `tile`. Included within the target attribute.
#include <arm_neon.h>

#define CK_FMA
#include "floats.h"

enum { panel = 16 };

static void narrow(const float *x, size_t n, size_t padded, float factor, bool positive, void *q, void *low) {
  narrow_planes(x, n, padded, factor, q, low, 0, 128);
}

static const ck_kernels *const own;

// `rows` (<= row_tile) rows of elements by `panels` (<= 2) panels, from row r and panel p on; a wide row has two of
// them (`planes`).
CK_INLINE void tile(
  size_t rows, size_t panels, size_t planes, const ck_block *b, const ck_parts *m, size_t p, size_t r);

// Of one row each weight is read but once, faster than the machine foresees: fetch the panels after these, 64 bytes.
CK_INLINE void prefetch(size_t rows, size_t panels, const int8_t *w, size_t panel_bytes) {
  for (size_t j = 0; rows == 1 && j < panels; j++) __builtin_prefetch(w + (panels + j) * panel_bytes, 0, 2);
}

// One row of one panel: sums to floats, and out.
CK_INLINE void finish(const ck_block *b, const ck_parts *m, size_t p, size_t r, const int32x4_t *sums) {
  size_t o = p * panel, outs = m->out - o;
  float *y = b->y + r * b->stride + o, line[panel];
  for (size_t i = 0; i < 4; i++) {
    float32x4_t sum = vcvtq_f32_s32(sums[i]);
    float32x4_t factor = vmulq_n_f32(vld1q_f32(m->scale + o + 4 * i), b->rows->scale[r]);
    float32x4_t v = m->bias ? vfmaq_f32(vld1q_f32(m->bias + o + 4 * i), sum, factor)
                                        : vmulq_f32(sum, factor);
    if (outs < panel) vst1q_f32(line + 4 * i, v);
    else vst1q_f32(y + 4 * i, b->add ? vaddq_f32(vld1q_f32(y + 4 * i), v) : v);
  }
  for (size_t i = 0; outs < panel && i < outs; i++) y[i] = b->add ? y[i] + line[i] : line[i];
}

// All rows of a tile, their planes put together.
CK_INLINE void finish_all(
  size_t rows, size_t panels, size_t planes, const ck_block *b, const ck_parts *m, size_t p, size_t r,
  int32x4_t (*sum)[8]) {
  for (size_t i = 0; i < rows; i += planes) {
    for (size_t j = 0; planes == 2 && j < 4 * panels; j++)
      sum[i][j] = vmlaq_n_s32(sum[i + 1][j], sum[i][j], 256);
    for (size_t j = 0; j < panels; j++) finish(b, m, p + j, (r + i) / planes, sum[i] + 4 * j);
  }
}

static void multiply_row(const ck_block *b, const ck_parts *m, size_t r) {
  size_t p = b->panel;
  for (; p + 2 <= b->panel_end; p += 2) tile(1, 2, 1, b, m, p, r);
  if (p < b->panel_end) tile(1, 1, 1, b, m, p, r);
}

static void multiply(const ck_block *b) {
  const ck_parts *m = &b->parts;
  size_t planes = b->rows->planes, end = planes * b->row_end;
  if (b->row_end - b->row == 1 && planes == 1) return multiply_row(b, m, b->row);
  for (size_t p = b->panel; p < b->panel_end; p++)
    for (size_t r = planes * b->row; r < end;) {
      // Spread evenly: with tiles of four, five rows are three and two. Both planes of a row are in one tile.
      size_t most = planes == 2 ? row_tile & ~1 : row_tile, left = end - r;
      size_t tiles = (left + most - 1) / most, n = (left + tiles - 1) / tiles;
      if (planes == 2) n += n & 1;
      switch (n) {
        case 1: tile(1, 1, 1, b, m, p, r); break;
        case 2: planes == 2 ? tile(2, 1, 2, b, m, p, r) : tile(2, 1, 1, b, m, p, r); break;
        case 3: tile(3, 1, 1, b, m, p, r); break;
        case 4: if (row_tile >= 4) planes == 2 ? tile(4, 1, 2, b, m, p, r) : tile(4, 1, 1, b, m, p, r); break;
        case 5: if (row_tile >= 5) tile(5, 1, 1, b, m, p, r); break;
        default: if (row_tile >= 6) planes == 2 ? tile(6, 1, 2, b, m, p, r) : tile(6, 1, 1, b, m, p, r); break;
      }
      r += n;
    }
}
