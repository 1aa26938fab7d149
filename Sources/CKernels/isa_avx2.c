// AVX2 and FMA (Haswell and Zen onwards). Without a byte dot product the quickest exact way is vpmaddwd on int16:
// activations are kept as int16, weights as int8 and widened as they are loaded, for up to six rows at once.
// (vpmaddubsw with the signs moved over needs as many multiplications, and more instructions.)
#include "table.h"

#if defined(__x86_64__)
#include <immintrin.h>
#include <string.h>

#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define CK_FMA
#include "floats.h"

enum { panel = 16, group = 2 };

static size_t element_bytes(size_t rows) { return sizeof(int16_t); }

CK_INLINE void narrow16(v8f v, int16_t *q) {
  __m256i whole = (__m256i)round8(v);
  _mm_storeu_si128((__m128i *)q, _mm_packs_epi32(_mm256_castsi256_si128(whole), _mm256_extracti128_si256(whole, 1)));
}

static void narrow(const float *x, size_t n, size_t padded, float factor, bool positive, void *q, void *low) {
  int16_t *out = q;
  size_t i = 0;
  if (factor == 0) {
    memset(out, 0, padded * sizeof *out);
    return;
  }
  for (; i + 8 <= n; i += 8) narrow16(load8(x + i) * factor, out + i);
  if (i < n) narrow16(load_part(x + i, n - i) * factor, out + i), i += 8;
  for (; i < padded; i += 8) narrow16(all8(0), out + i);
}

// One row of one panel: sums to floats, and out.
CK_INLINE void finish(const ck_block *b, const ck_parts *m, size_t p, size_t r, __m256i low, __m256i high) {
  v8f sums[2] = {(v8f)_mm256_cvtepi32_ps(low), (v8f)_mm256_cvtepi32_ps(high)};
  size_t o = p * panel, outs = m->out - o;
  float *y = b->y + r * b->stride + o, line[panel];
  for (size_t i = 0; i < 2; i++) {
    v8f factor = b->rows->scale[r] * load8(m->scale + o + 8 * i);
    v8f v = m->bias ? fma8(sums[i], factor, load8(m->bias + o + 8 * i)) : sums[i] * factor;
    if (outs < panel) store8(line + 8 * i, v);
    else store8(y + 8 * i, b->add ? load8(y + 8 * i) + v : v);
  }
  for (size_t i = 0; outs < panel && i < outs; i++) y[i] = b->add ? y[i] + line[i] : line[i];
}

CK_INLINE void tile(size_t rows, size_t panels, const ck_block *b, const ck_parts *m, size_t p, size_t r) {
  size_t stride = ck_row_bytes(ck_kernels_avx2, b->rows->rows, b->rows->in), panel_bytes = m->panel_bytes;
  const uint8_t *a = b->rows->data + r * stride;
  const int8_t *w = m->weights + p * panel_bytes;
  __m256i sum[6][4];  // of two panels at most
  for (size_t i = 0; i < rows; i++)
    for (size_t j = 0; j < 2 * panels; j++) sum[i][j] = _mm256_setzero_si256();
  for (size_t k = 0; k < m->columns; k += group, a += 4, w += panel * group) {
    __m256i v[4];
    for (size_t j = 0; j < 2 * panels; j++)
      v[j] = _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(w + j / 2 * panel_bytes + j % 2 * 16)));
    // Of two rows each weight is read but once, faster than the machine foresees: fetch the panels after these.
    if (rows == 2 && k % 4 == 0)
      for (size_t j = 0; j < panels; j++) _mm_prefetch((const char *)w + (panels + j) * panel_bytes, _MM_HINT_T1);
    for (size_t i = 0; i < rows; i++) {
      int32_t pair;
      memcpy(&pair, a + i * stride, sizeof pair);
      __m256i both = _mm256_set1_epi32(pair);
      for (size_t j = 0; j < 2 * panels; j++)
        sum[i][j] = _mm256_add_epi32(sum[i][j], _mm256_madd_epi16(v[j], both));
    }
  }
  for (size_t i = 0; i < rows; i++)
    for (size_t j = 0; j < panels; j++) finish(b, m, p + j, r + i, sum[i][2 * j], sum[i][2 * j + 1]);
}

// One row: a panel after the other, in the order in which they lie in memory, each in several sums. It is read straight
// on, which the machine foresees by itself.
static void stream(const ck_block *b, const ck_parts *m) {
  size_t stride = ck_row_bytes(ck_kernels_avx2, b->rows->rows, b->rows->in);
  const uint8_t *row = b->rows->data + b->row * stride;
  for (size_t p = b->panel; p < b->panel_end; p++) {
    const int8_t *w = m->weights + p * m->panel_bytes;
    __m256i sum[4][2];
    for (size_t i = 0; i < 4; i++) sum[i][0] = sum[i][1] = _mm256_setzero_si256();
    for (size_t k = 0; k < m->columns; k += 8, w += panel * 8)
      for (size_t i = 0; i < 4; i++) {
        int32_t pair;
        memcpy(&pair, row + 2 * k + 4 * i, sizeof pair);
        __m256i both = _mm256_set1_epi32(pair);
        for (size_t j = 0; j < 2; j++) {
          __m256i v = _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(w + 32 * i + 16 * j)));
          sum[i][j] = _mm256_add_epi32(sum[i][j], _mm256_madd_epi16(v, both));
        }
      }
    __m256i all[2];
    for (size_t j = 0; j < 2; j++)
      all[j] = _mm256_add_epi32(_mm256_add_epi32(sum[0][j], sum[1][j]), _mm256_add_epi32(sum[2][j], sum[3][j]));
    finish(b, m, p, b->row, all[0], all[1]);
  }
}

// Two rows: several panels at once, to keep as many sums in flight.
static void multiply_two(const ck_block *b, const ck_parts *m, size_t r) {
  size_t p = b->panel;
  for (; p + 2 <= b->panel_end; p += 2) tile(2, 2, b, m, p, r);
  for (; p < b->panel_end; p++) tile(2, 1, b, m, p, r);
}

static void multiply(const ck_block *b) {
  const ck_parts *m = &b->parts;
  size_t rows = b->row_end - b->row;
  if (rows == 1) return stream(b, m);
  if (rows == 2) return multiply_two(b, m, b->row);
  for (size_t p = b->panel; p < b->panel_end; p++)
    for (size_t r = b->row; r < b->row_end;) {
      // Spread evenly: seven rows are four and three, not six and one.
      size_t left = b->row_end - r, tiles = (left + 5) / 6, n = (left + tiles - 1) / tiles;
      switch (n) {
        case 6: tile(6, 1, b, m, p, r); break;
        case 5: tile(5, 1, b, m, p, r); break;
        case 4: tile(4, 1, b, m, p, r); break;
        case 3: tile(3, 1, b, m, p, r); break;
        case 2: tile(2, 1, b, m, p, r); break;
        default: tile(1, 1, b, m, p, r); break;
      }
      r += n;
    }
}

static size_t exercise(size_t rounds) {
  __m256i sum[8], a = _mm256_set1_epi16(3), b = _mm256_set1_epi16(5);
  for (int i = 0; i < 8; i++) sum[i] = a;
  for (size_t n = 0; n < rounds; n++) {
    for (int i = 0; i < 8; i++) {
      __asm__ volatile("" : "+x"(a));  // not the same product again, as far as the compiler knows
      sum[i] = _mm256_add_epi32(sum[i], _mm256_madd_epi16(a, b));
    }
    __asm__ volatile(
      "" : "+x"(sum[0]), "+x"(sum[1]), "+x"(sum[2]), "+x"(sum[3]), "+x"(sum[4]), "+x"(sum[5]), "+x"(sum[6]), "+x"(sum[7]));
  }
  return rounds * 8 * 16;
}

static const ck_kernels kernels = {
  .name = "avx2", .layout = "p16g2", .panel = panel, .group = group, .columns = 8, .panel_tile = 1, .element_bytes = element_bytes,
  .quantize = quantize, .multiply = multiply, .row_tile = 6, CK_FLOAT_KERNELS};
#pragma clang attribute pop

const ck_kernels *const ck_kernels_avx2 = &kernels;
#else
const ck_kernels *const ck_kernels_avx2 = NULL;
#endif
