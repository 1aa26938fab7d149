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
typedef uint32_t v16u __attribute__((vector_size(64)));
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

// What is not negative is unsigned as it is: nothing is added, and nothing has to be taken away (see ck_memory_values).
static void narrow(const float *x, size_t n, size_t padded, float factor, bool positive, void *q, void *low) {
  if (positive) narrow_planes(x, n, padded, factor, q, low, 0, 0);
  else narrow_planes(x, n, padded, factor, q, low, 128, 128);
}

// One row of one panel: sums to floats, and out.
CK_INLINE void finish(const ck_block *b, const ck_parts *m, size_t p, size_t r, v16i sum) {
  size_t o = p * panel, outs = m->out - o;
  float *y = b->y + r * b->stride + o;
  v16f factor = b->rows->scale[r] * load16f(m->scale + o), v = __builtin_convertvector(sum, v16f);
  v = m->bias ? __builtin_elementwise_fma(v, factor, load16f(m->bias + o)) : v * factor;
  if (outs >= panel) {
    *(v16f_loose *)y = b->add ? load16f(y) + v : v;
  } else {
    float line[panel];
    memcpy(line, &v, sizeof v);
    for (size_t i = 0; i < outs; i++) y[i] = b->add ? y[i] + line[i] : line[i];
  }
}

// `rows` rows of elements, from row r on; a wide row has two of them (`planes`).
CK_INLINE void tile(
  size_t rows, size_t panels, size_t planes, const ck_block *b, const ck_parts *m, size_t p, size_t r) {
  size_t stride = ck_row_bytes(own, b->rows->rows, b->rows->in), panel_bytes = m->panel_bytes;
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
    // Of few rows each weight is read but once, faster than the machine foresees: fetch the panels after these.
    for (size_t j = 0; j < panels; j++) _mm_prefetch((const char *)w + (panels + j) * panel_bytes, _MM_HINT_T1);
    for (size_t i = 0; i < rows; i++) {
      int32_t four;
      memcpy(&four, a + i * stride, sizeof four);
      v16i all = four - (v16i){};
      for (size_t j = 0; j < panels; j++) sum[i][j] = dot4(sum[i][j], all, v[j]);
    }
  }
  // Unrolled, or else the sums would go through memory.
#pragma clang loop unroll(full)
  for (size_t i = 0; i < rows; i += planes)
#pragma clang loop unroll(full)
    for (size_t j = 0; j < panels; j++) {
      v16i all = planes == 2 ? (v16i)((v16u)sum[i][j] * 256 + (v16u)sum[i + 1][j]) : sum[i][j];
      finish(b, m, p + j, (r + i) / planes, all);
    }
}

CK_INLINE void tiles(size_t panels, const ck_block *b, const ck_parts *m, size_t p) {
  size_t planes = b->rows->planes, end = planes * b->row_end;
  for (size_t r = planes * b->row; r < end;) {
    size_t left = end - r, tiles = (left + 5) / 6, n = (left + tiles - 1) / tiles;
    if (planes == 2) n += n & 1;
    switch (n) {
      case 6: planes == 2 ? tile(6, panels, 2, b, m, p, r) : tile(6, panels, 1, b, m, p, r); break;
      case 5: tile(5, panels, 1, b, m, p, r); break;
      case 4: planes == 2 ? tile(4, panels, 2, b, m, p, r) : tile(4, panels, 1, b, m, p, r); break;
      case 3: tile(3, panels, 1, b, m, p, r); break;
      case 2: planes == 2 ? tile(2, panels, 2, b, m, p, r) : tile(2, panels, 1, b, m, p, r); break;
      default: tile(1, panels, 1, b, m, p, r); break;
    }
    r += n;
  }
}

// One row: a panel after the other, in the order in which they lie in memory, each in several sums, which is all that
// there is time for while the memory is read. It is read straight on, which the machine foresees by itself: fetching
// ahead here costs a fifth of the speed.
CK_INLINE void stream(size_t planes, const ck_block *b, const ck_parts *m) {
  size_t stride = ck_row_bytes(own, b->rows->rows, b->rows->in);
  const uint8_t *row = b->rows->data + b->row * planes * stride;
  for (size_t p = b->panel; p < b->panel_end; p++) {
    const int8_t *w = m->weights + p * m->panel_bytes;
    v16i sum[2][4] = {0};
    for (size_t k = 0; k < m->columns; k += 16, w += panel * 16)
      for (size_t i = 0; i < 4; i++) {
        v16i v = load16(w + 64 * i);
        for (size_t plane = 0; plane < planes; plane++) {
          int32_t four;
          memcpy(&four, row + plane * stride + k + 4 * i, sizeof four);
          sum[plane][i] = dot4(sum[plane][i], four - (v16i){}, v);
        }
      }
    v16u all = {0}, offset = (v16u)(load16(m->sums + p * panel) * -128);
    for (size_t plane = 0; plane < planes; plane++)
      all = all * 256 + offset + (v16u)((sum[plane][0] + sum[plane][1]) + (sum[plane][2] + sum[plane][3]));
    finish(b, m, p, b->row, (v16i)all);
  }
}

static void multiply(const ck_block *b) {
  const ck_parts *m = &b->parts;
  size_t p = b->panel;
  if (b->row_end - b->row == 1) return b->rows->planes == 2 ? stream(2, b, m) : stream(1, b, m);
  for (; p + 4 <= b->panel_end; p += 4) tiles(4, b, m, p);
  for (; p + 2 <= b->panel_end; p += 2) tiles(2, b, m, p);
  for (; p < b->panel_end; p++) tiles(1, b, m, p);
}

static size_t exercise(size_t rounds) {
  v16i sum[8], a = 0x03030303 - (v16i){}, b = 0x05050505 - (v16i){};
  for (int i = 0; i < 8; i++) sum[i] = a;
  for (size_t n = 0; n < rounds; n++) {
    for (int i = 0; i < 8; i++) sum[i] = dot4(sum[i], a, b);
#ifndef CK_EMULATE_VNNI
    __asm__ volatile(
      "" : "+v"(sum[0]), "+v"(sum[1]), "+v"(sum[2]), "+v"(sum[3]), "+v"(sum[4]), "+v"(sum[5]), "+v"(sum[6]), "+v"(sum[7]));
#endif
  }
  return rounds * 8 * 64;
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
