// AVX-512 with the byte dot product (Ice Lake and Zen 4 onwards). vpdpbusd wants one operand unsigned: activations are
// kept as q + 128, and the sums begin at −128 · Σw, which is known when the weights are packed.
//
// With CK_EMULATE_VNNI the same source is compiled for any machine with the one instruction spelt out, for tests.
#include "table.h"

#if defined(__x86_64__)
#include <immintrin.h>
#include <string.h>

#ifdef CK_EMULATE_VNNI
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#else
#pragma clang attribute push(                                                                                     \
  __attribute__((target("avx2,fma,avx512f,avx512bw,avx512dq,avx512vl,avx512vnni"), min_vector_width(512))),       \
  apply_to = function)
#endif
#define CK_FMA
#include "floats.h"

enum { panel = 16, group = 4 };
static const ck_kernels *const own;

typedef int32_t v16i __attribute__((vector_size(64)));
typedef int32_t v16i_loose __attribute__((vector_size(64), aligned(4), may_alias));
typedef float v16f __attribute__((vector_size(64)));
typedef float v16f_loose __attribute__((vector_size(64), aligned(4), may_alias));

CK_INLINE v16i load16(const void *p) { return *(const v16i_loose *)p; }
CK_INLINE v16f load16f(const float *p) { return *(const v16f_loose *)p; }

// sum + Σ of four products of unsigned bytes of a and signed bytes of b, in each lane.
CK_INLINE v16i dot4(v16i sum, v16i a, v16i b) {
#ifdef CK_EMULATE_VNNI
  for (int j = 0; j < 4; j++) sum += (a >> 8 * j & 255) * (b << (24 - 8 * j) >> 24);
  return sum;
#else
  return (v16i)_mm512_dpbusd_epi32((__m512i)sum, (__m512i)a, (__m512i)b);
#endif
}

static void quantize(const float *x, size_t n, size_t padded, size_t rows, void *q, float *scale) {
  uint8_t *out = q;
  float factor = quantize_factor(x, n, scale);
  if (factor == 0) {
    memset(out, 128, padded);
    return;
  }
  for (size_t i = 0; i < padded; i += 8) {
    v8f v = i + 8 <= n ? load8(x + i) : i < n ? load_part(x + i, n - i) : all8(0);
    v8b b = __builtin_convertvector(round8(v * factor) ^ 128, v8b);  // low bytes: adding 128 is flipping the top bit
    memcpy(out + i, &b, 8);
  }
}

// One row of one panel: sums to floats, and out.
CK_INLINE void finish(const ck_block *b, const ck_parts *m, size_t p, size_t r, v16i sum) {
  size_t o = p * panel, outs = b->matrix->out - o;
  float *y = b->y + r * b->stride + o;
  v16f factor = b->rows->scale[r] * load16f(m->scale + o), v = __builtin_convertvector(sum, v16f);
  v = b->matrix->has_bias ? __builtin_elementwise_fma(v, factor, load16f(m->bias + o)) : v * factor;
  if (outs >= panel) {
    *(v16f_loose *)y = b->add ? load16f(y) + v : v;
  } else {
    float line[panel];
    memcpy(line, &v, sizeof v);
    for (size_t i = 0; i < outs; i++) y[i] = b->add ? y[i] + line[i] : line[i];
  }
}

CK_INLINE void tile(size_t rows, size_t panels, const ck_block *b, const ck_parts *m, size_t p, size_t r) {
  size_t stride = ck_row_bytes(own, b->rows->rows, b->rows->in), panel_bytes = panel * m->columns;
  const uint8_t *a = b->rows->data + r * stride;
  const int8_t *w = m->weights + p * panel_bytes;
  v16i sum[6][8];
  for (size_t j = 0; j < panels; j++) {
    v16i first = load16(m->sums + (p + j) * panel) * -128;
    for (size_t i = 0; i < rows; i++) sum[i][j] = first;
  }
  for (size_t k = 0; k < m->columns; k += group, a += group, w += panel * group) {
    v16i v[8];
    for (size_t j = 0; j < panels; j++) v[j] = load16(w + j * panel_bytes);
    // Of one row each weight is read but once, faster than the machine foresees: fetch the panels after these.
    if (rows == 1)
      for (size_t j = 0; j < panels; j++) _mm_prefetch((const char *)w + (panels + j) * panel_bytes, _MM_HINT_T1);
    for (size_t i = 0; i < rows; i++) {
      int32_t four;
      memcpy(&four, a + i * stride, sizeof four);
      v16i all = four - (v16i){};
      for (size_t j = 0; j < panels; j++) sum[i][j] = dot4(sum[i][j], all, v[j]);
    }
  }
  for (size_t i = 0; i < rows; i++)
    for (size_t j = 0; j < panels; j++) finish(b, m, p + j, r + i, sum[i][j]);
}

#define CK_ROWS(panels)                                                                    \
  for (size_t r = b->row; r < b->row_end;) {                                               \
    size_t left = b->row_end - r, tiles = (left + 5) / 6, n = (left + tiles - 1) / tiles;  \
    switch (n) {                                                                           \
      case 6: tile(6, panels, b, &m, p, r); break;                                         \
      case 5: tile(5, panels, b, &m, p, r); break;                                         \
      case 4: tile(4, panels, b, &m, p, r); break;                                         \
      case 3: tile(3, panels, b, &m, p, r); break;                                         \
      case 2: tile(2, panels, b, &m, p, r); break;                                         \
      default: tile(1, panels, b, &m, p, r); break;                                        \
    }                                                                                      \
    r += n;                                                                                \
  }

static void multiply(const ck_block *b) {
  ck_parts m = ck_matrix_parts(own, b->matrix);
  size_t p = b->panel;
  if (b->row_end - b->row == 1)
    for (; p + 8 <= b->panel_end; p += 8) tile(1, 8, b, &m, p, b->row);
  for (; p + 4 <= b->panel_end; p += 4) CK_ROWS(4)
  for (; p + 2 <= b->panel_end; p += 2) CK_ROWS(2)
  for (; p < b->panel_end; p++) CK_ROWS(1)
}

static const ck_kernels kernels = {
  .name = "avx512vnni", .layout = "p16g4", .panel = panel, .group = group, .columns = 16, .panel_tile = 4,
  .row_tile = 6, .element_bytes = bytes_of_int8, .quantize = quantize, .multiply = multiply, CK_FLOAT_KERNELS};
static const ck_kernels *const own = &kernels;
#pragma clang attribute pop

const ck_kernels *const ck_kernels_avx512vnni = &kernels;
#else
const ck_kernels *const ck_kernels_avx512vnni = NULL;
#endif
