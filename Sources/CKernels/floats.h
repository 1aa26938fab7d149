// The float kernels, written once and compiled for each instruction set that includes this file.
#include "table.h"
#include "vector.h"

// Runs `step` over whole vectors, then over the rest padded with zeros.
#define CK_MAP(n, x, step)                       \
  do {                                           \
    size_t i = 0;                                \
    for (; i + 8 <= (n); i += 8) {               \
      v8f v = load8((x) + i);                    \
      store8((x) + i, step(v));                  \
    }                                            \
    if (i < (n)) {                               \
      v8f v = load_part((x) + i, (n) - i);       \
      store_part((x) + i, step(v), (n) - i);     \
    }                                            \
  } while (0)

static void float_exp(float *x, size_t n) { CK_MAP(n, x, exp8); }
static void float_gelu(float *x, size_t n) { CK_MAP(n, x, gelu8); }
static void float_gelu_tanh(float *x, size_t n) { CK_MAP(n, x, gelu_tanh8); }
static void float_tanh(float *x, size_t n) { CK_MAP(n, x, tanh8); }
static void float_silu(float *x, size_t n) { CK_MAP(n, x, silu8); }

static void float_silu_gate(const float *value, const float *gate, float *y, size_t n) {
  size_t i = 0;
  for (; i + 8 <= n; i += 8) store8(y + i, silu8(load8(gate + i)) * load8(value + i));
  if (i < n) store_part(y + i, silu8(load_part(gate + i, n - i)) * load_part(value + i, n - i), n - i);
}

static void float_add(float *y, const float *x, size_t n) {
  size_t i = 0;
  for (; i + 8 <= n; i += 8) store8(y + i, load8(y + i) + load8(x + i));
  for (; i < n; i++) y[i] += x[i];
}

static void float_scale(float *x, float a, size_t n) {
  size_t i = 0;
  for (; i + 8 <= n; i += 8) store8(x + i, load8(x + i) * a);
  for (; i < n; i++) x[i] *= a;
}

static void float_axpy(float *y, float a, const float *x, size_t n) {
  size_t i = 0;
  for (; i + 8 <= n; i += 8) store8(y + i, fma8(all8(a), load8(x + i), load8(y + i)));
  if (i < n) store_part(y + i, fma8(all8(a), load_part(x + i, n - i), load_part(y + i, n - i)), n - i);
}

static float float_dot(const float *x, const float *y, size_t n) {
  v8f a = all8(0), b = a;
  size_t i = 0;
  for (; i + 16 <= n; i += 16) {
    a = fma8(load8(x + i), load8(y + i), a);
    b = fma8(load8(x + i + 8), load8(y + i + 8), b);
  }
  if (i + 8 <= n) a = fma8(load8(x + i), load8(y + i), a), i += 8;
  if (i < n) b = fma8(load_part(x + i, n - i), load_part(y + i, n - i), b);
  return sum8(a + b);
}

static float float_sum(const float *x, size_t n) {
  v8f a = all8(0), b = a;
  size_t i = 0;
  for (; i + 16 <= n; i += 16) a += load8(x + i), b += load8(x + i + 8);
  if (i + 8 <= n) a += load8(x + i), i += 8;
  if (i < n) b += load_part(x + i, n - i);
  return sum8(a + b);
}

static float float_sum_squares(const float *x, size_t n, float mean) {
  v8f a = all8(0), b = a;
  size_t i = 0;
  for (; i + 16 <= n; i += 16) {
    v8f d = load8(x + i) - mean, e = load8(x + i + 8) - mean;
    a = fma8(d, d, a);
    b = fma8(e, e, b);
  }
  if (i + 8 <= n) {
    v8f d = load8(x + i) - mean;
    a = fma8(d, d, a), i += 8;
  }
  if (i < n) {
    v8f part = all8(mean);
    memcpy(&part, x + i, (n - i) * sizeof(float));
    v8f d = part - mean;
    b = fma8(d, d, b);
  }
  return sum8(a + b);
}

// y = (x − mean) · factor [· weight] [+ bias]
static void float_normalise(
  const float *x, float *y, size_t n, float mean, float factor, const float *weight, const float *bias) {
  for (size_t i = 0; i < n; i += 8) {
    size_t m = n - i < 8 ? n - i : 8;
    bool whole = m == 8;
    v8f v = ((whole ? load8(x + i) : load_part(x + i, m)) - mean) * factor;
    v8f w = !weight ? all8(1) : whole ? load8(weight + i) : load_part(weight + i, m);
    v = bias ? fma8(v, w, whole ? load8(bias + i) : load_part(bias + i, m)) : v * w;
    if (whole) store8(y + i, v);
    else store_part(y + i, v, m);
  }
}

static void float_layer_norm(
  const float *x, float *y, size_t n, const float *weight, const float *bias, float epsilon) {
  float mean = float_sum(x, n) / (float)n;
  float variance = float_sum_squares(x, n, mean) / (float)n;
  float_normalise(x, y, n, mean, 1.0f / __builtin_sqrtf(variance + epsilon), weight, bias);
}

static void float_rms_norm(const float *x, float *y, size_t n, const float *weight, float epsilon) {
  float mean = float_dot(x, x, n) / (float)n;
  float_normalise(x, y, n, 0, 1.0f / __builtin_sqrtf(mean + epsilon), weight, NULL);
}

// Four values, each in two lanes.
CK_INLINE v8f twice4(const float *p) {
  v8f v = load_part(p, 4);
  return __builtin_shufflevector(v, v, 0, 0, 1, 1, 2, 2, 3, 3);
}

static void float_rotate(
  float *x, size_t heads, size_t width, size_t rotary, const float *cosine, const float *sine) {
  for (size_t h = 0; h < heads; h++, x += width) {
    size_t i = 0;
    for (; i + 4 <= rotary / 2; i += 4) {
      v8f v = load8(x + 2 * i), c = twice4(cosine + i), s = twice4(sine + i);
      v8f turned = __builtin_shufflevector(v, v, 1, 0, 3, 2, 5, 4, 7, 6) * s;
      turned = (v8f)((v8i)turned ^ (v8i){INT32_MIN, 0, INT32_MIN, 0, INT32_MIN, 0, INT32_MIN, 0});
      store8(x + 2 * i, fma8(v, c, turned));
    }
    for (; i < rotary / 2; i++) {
      float a = x[2 * i], b = x[2 * i + 1];
      float bs = b * sine[i], as = a * sine[i];
      x[2 * i] = fma1(a, cosine[i], -bs);
      x[2 * i + 1] = fma1(b, cosine[i], as);
    }
  }
}

static float float_greatest(const float *x, size_t n) {
  v8f m = all8(-__builtin_inff());
  size_t i = 0;
  for (; i + 8 <= n; i += 8) m = max8(load8(x + i), m);
  float best = greatest8(m);
  for (; i < n; i++) best = x[i] > best ? x[i] : best;
  return best;
}

static size_t float_argmax(const float *x, size_t n) {
  float best = float_greatest(x, n);
  for (size_t i = 0; i < n; i++)
    if (x[i] == best) return i;
  return 0;
}

// e^(x − greatest) in place; returns the sum.
CK_INLINE float exp_shifted(float *x, size_t n, float greatest) {
  v8f a = all8(0);
  size_t i = 0;
  for (; i + 8 <= n; i += 8) {
    v8f e = exp_down8(load8(x + i) - greatest);
    store8(x + i, e);
    a += e;
  }
  if (i < n) {
    v8f part = all8(-__builtin_inff());
    memcpy(&part, x + i, (n - i) * sizeof(float));
    v8f e = exp_down8(part - greatest);
    store_part(x + i, e, n - i);
    a += e;
  }
  return sum8(a);
}

// e^(x − greatest) in place; returns what makes it a softmax, by which to multiply.
CK_INLINE float soften(float *x, size_t n) {
  float greatest = float_greatest(x, n);
  if (greatest == -__builtin_inff()) {
    bool silent = true;  // all −∞, rather than NaN
    for (size_t i = 0; i < n; i++) silent &= x[i] == greatest;
    if (silent) {
      memset(x, 0, n * sizeof(float));
      return 0;
    }
  }
  return 1.0f / exp_shifted(x, n, greatest);
}

static void float_softmax(float *x, size_t n) { float_scale(x, soften(x, n), n); }

static float float_log_sum_exp(const float *x, size_t n) {
  float greatest = float_greatest(x, n);
  double total = 0;  // in blocks, so that x stays as it is
  for (size_t i = 0; i < n; i += 64) {
    float block[64];
    size_t m = n - i < 64 ? n - i : 64;
    memcpy(block, x + i, m * sizeof(float));
    total += exp_shifted(block, m, greatest);
  }
  return greatest + (float)__builtin_log(total);
}

static void float_dequantize(const int8_t *q, float scale, float *y, size_t n) {
  for (size_t i = 0; i < n; i++) y[i] = (float)q[i] * scale;
}

// MARK: fp32 product. A panel holds 16 outputs for each column. y rows are written over `outs` (<= 16) outputs.

CK_INLINE void float_tile(
  size_t rows, const float *panel, const float *bias, size_t in, size_t outs, const float *x, size_t x_stride,
  float *y, size_t y_stride) {
  v8f a[6], b[6];
  for (size_t r = 0; r < rows; r++) a[r] = b[r] = all8(0);
  for (size_t k = 0; k < in; k++) {
    v8f w0 = load8(panel + 16 * k), w1 = load8(panel + 16 * k + 8);
    for (size_t r = 0; r < rows; r++) {
      v8f v = all8(x[r * x_stride + k]);
      a[r] = fma8(v, w0, a[r]);
      b[r] = fma8(v, w1, b[r]);
    }
  }
  float pad[16] = {0};
  if (bias) memcpy(pad, bias, outs * sizeof(float));
  for (size_t r = 0; r < rows; r++) {
    float line[16];
    store8(line, a[r] + load8(pad));
    store8(line + 8, b[r] + load8(pad + 8));
    memcpy(y + r * y_stride, line, outs * sizeof(float));
  }
}

static void float_multiply(
  const float *panel, const float *bias, size_t in, size_t outs, const float *x, size_t x_stride, size_t rows,
  float *y, size_t y_stride) {
  for (; rows >= 6; rows -= 6, x += 6 * x_stride, y += 6 * y_stride)
    float_tile(6, panel, bias, in, outs, x, x_stride, y, y_stride);
  for (; rows >= 3; rows -= 3, x += 3 * x_stride, y += 3 * y_stride)
    float_tile(3, panel, bias, in, outs, x, x_stride, y, y_stride);
  for (; rows >= 1; rows -= 1, x += x_stride, y += y_stride)
    float_tile(1, panel, bias, in, outs, x, x_stride, y, y_stride);
}

// MARK: Attention, one head
//
// Twelve queries at a time pass over the keys, and then the values, in blocks that stay in the first level cache.

enum { query_block = CK_QUERY_BLOCK, key_block = 128 };

// scores (rows, padded) = scale · q · keys, for keys [from, to), `blocks` sixteens at a time: of few rows more of them,
// to keep as many sums in flight.
CK_INLINE void score_tile(
  size_t rows, size_t blocks, const ck_head *h, const float *q, float *scores, size_t padded, size_t from, size_t to) {
  for (size_t j = from; j < to; j += 16 * blocks) {
    v8f a[6][2];  // row by row, then block by block
    for (size_t i = 0; i < rows * blocks; i++) a[i][0] = a[i][1] = all8(0);
    const float *key = h->keys + j;
    for (size_t d = 0; d < h->width; d++, key += h->capacity)
      for (size_t i = 0; i < blocks; i++) {
        v8f k0 = load8(key + 16 * i), k1 = load8(key + 16 * i + 8);
        for (size_t r = 0; r < rows; r++) {
          v8f v = all8(q[r * h->q_stride + d]);
          a[r * blocks + i][0] = fma8(v, k0, a[r * blocks + i][0]);
          a[r * blocks + i][1] = fma8(v, k1, a[r * blocks + i][1]);
        }
      }
    for (size_t r = 0; r < rows; r++)
      for (size_t i = 0; i < blocks; i++)
        for (size_t half = 0; half < 2; half++)
          store8(scores + r * padded + j + 16 * i + 8 * half, a[r * blocks + i][half] * h->scale);
  }
}

// Keys [from, to) for one or two rows.
CK_INLINE void score_few(
  size_t rows, const ck_head *h, const float *q, float *scores, size_t padded, size_t from, size_t to) {
  size_t blocks = rows == 1 ? 4 : 2, whole = from + (to - from) / (16 * blocks) * 16 * blocks;
  score_tile(rows, blocks, h, q, scores, padded, from, whole);
  score_tile(rows, 1, h, q, scores, padded, whole, to);
}

static void score(const ck_head *h, size_t row, size_t rows, float *scores, size_t padded) {
  for (size_t from = 0; from < padded; from += key_block) {
    size_t to = from + key_block < padded ? from + key_block : padded;
    for (size_t r = 0; r < rows;) {
      const float *q = h->q + (row + r) * h->q_stride;
      float *s = scores + r * padded;
      size_t left = rows - r;
      if (left >= 6) score_tile(6, 1, h, q, s, padded, from, to), r += 6;
      else if (left >= 4) score_tile(4, 1, h, q, s, padded, from, to), r += 4;
      else if (left >= 2) score_few(2, h, q, s, padded, from, to), r += 2;
      else score_few(1, h, q, s, padded, from, to), r += 1;
    }
  }
}

// out (rows, 8 · vectors) += Σ p · value over keys [from, to), then · factor after the last of them.
CK_INLINE void blend_tile(
  size_t rows, size_t vectors, const ck_head *h, const float *scores, size_t padded, size_t from, size_t to,
  bool last, const float *factor, const float *values, float *sums) {
  v8f a[2][5];
  for (size_t r = 0; r < rows; r++)
    for (size_t i = 0; i < vectors; i++) a[r][i] = from ? load8(sums + r * h->value_width + 8 * i) : all8(0);
  for (size_t j = from; j < to; j++) {
    const float *value = values + j * h->value_width;
    v8f p[2];
    for (size_t r = 0; r < rows; r++) p[r] = all8(scores[r * padded + j]);
    for (size_t i = 0; i < vectors; i++) {
      v8f v = load8(value + 8 * i);
      for (size_t r = 0; r < rows; r++) a[r][i] = fma8(p[r], v, a[r][i]);
    }
  }
  for (size_t r = 0; r < rows; r++)
    for (size_t i = 0; i < vectors; i++)
      store8(sums + r * h->value_width + 8 * i, last ? a[r][i] * factor[r] : a[r][i]);
}

CK_INLINE void blend_rows(
  size_t rows, const ck_head *h, const float *scores, size_t padded, size_t from, size_t to, bool last,
  const float *factor, float *sums) {
  for (size_t d = 0; d < h->value_width;) {
    size_t vectors = (h->value_width - d) / 8;
    if (vectors > 5) vectors = 4;
#define CK_BLEND(n) blend_tile(rows, n, h, scores, padded, from, to, last, factor, h->values + d, sums + d)
    switch (vectors) {
      case 1: CK_BLEND(1); break;
      case 2: CK_BLEND(2); break;
      case 3: CK_BLEND(3); break;
      case 4: CK_BLEND(4); break;
      default: CK_BLEND(5); break;
    }
    d += 8 * vectors;
  }
}

// Queries [row, row_end). `scratch` holds query_block rows of the padded count, and as many of the padded width.
static void float_attend(const ck_head *h, size_t row, size_t row_end, float *scratch) {
  for (size_t rows; row < row_end; row += rows) {
    rows = row_end - row < query_block ? row_end - row : query_block;
    size_t seen = h->causal ? h->count - (h->rows - row - rows) : h->count;  // by the last of these queries
    size_t padded = ck_round_up(seen, 16);
    float *scores = scratch, *sums = scratch + query_block * padded, factor[query_block];
    score(h, row, rows, scores, padded);
    for (size_t r = 0; r < rows; r++) {
      size_t count = h->causal ? seen - (rows - 1 - r) : seen;
      factor[r] = soften(scores + r * padded, count);
      memset(scores + r * padded + count, 0, (padded - count) * sizeof(float));
    }
    for (size_t from = 0; from < seen; from += key_block) {
      size_t to = from + key_block < seen ? from + key_block : seen;
      for (size_t r = 0; r < rows; r += 2) {
        float *sum = sums + r * h->value_width;
        const float *s = scores + r * padded;
        if (r + 2 <= rows) blend_rows(2, h, s, padded, from, to, to == seen, factor + r, sum);
        else blend_rows(1, h, s, padded, from, to, to == seen, factor + r, sum);
      }
    }
    for (size_t r = 0; r < rows; r++)
      memcpy(h->out + (row + r) * h->out_stride, sums + r * h->value_width, h->width * sizeof(float));
  }
}

// MARK: Quantising

CK_INLINE float greatest_bits(v8i m) {
  int32_t best = m[0];
  for (int j = 1; j < 8; j++) best = m[j] > best ? m[j] : best;
  float f;
  memcpy(&f, &best, sizeof f);
  return f;
}

// The greatest magnitude of a row. As integers, magnitudes order like the floats, with infinity and NaN above all.
CK_INLINE float magnitude(const float *x, size_t n) {
  v8i m = (v8i)all8(0);
  size_t i = 0;
  for (; i + 8 <= n; i += 8) {
    v8i a = (v8i)abs8(load8(x + i)), greater = a > m;
    m = (a & greater) | (m & ~greater);
  }
  if (i < n) {
    v8i a = (v8i)abs8(load_part(x + i, n - i)), greater = a > m;
    m = (a & greater) | (m & ~greater);
  }
  return greatest_bits(m);
}

// The factor that brings magnitudes up to m to ±limit, and the scale. See ckernels.h for rows of zeros and of NaN.
CK_INLINE float quantize_factor(float m, float limit, float *scale) {
  if (m < 1e-30f) {
    *scale = 0;
    return 0;
  }
  if (!(m <= __FLT_MAX__)) {
    *scale = __builtin_nanf("");
    return 0;
  }
  *scale = m / limit;
  return limit / m;
}

// Adding 1.5 · 2^23 rounds to a whole number, to nearest even, in the low bits.
CK_INLINE v8i round8(v8f v) { return (v8i)((v8u)(v + 12582912.0f) - 0x4B400000u); }

__attribute__((unused)) static size_t bytes_of_int8(size_t rows) { return 1; }

CK_INLINE void narrow8(v8f v, uint8_t *q, uint8_t *low, int32_t flip, int32_t carry) {
  v8i whole = round8(v);
  if (low) {
    v8i high = (whole + carry) >> 8;
    v8b b = __builtin_convertvector((whole - (high << 8)) ^ flip, v8b);
    memcpy(low, &b, 8);
    whole = high;
  }
  v8b b = __builtin_convertvector(whole ^ flip, v8b);
  memcpy(q, &b, 8);
}

// One plane of int8, or two where `low` is not null. `flip` is what the bytes are combined with: 128 for sets that
// want them unsigned, which adds 128. `carry` is 128 where the low plane is signed, 0 where neither is (of x >= 0).
CK_INLINE void narrow_planes(
  const float *x, size_t n, size_t padded, float factor, uint8_t *q, uint8_t *low, int32_t flip, int32_t carry) {
  if (factor == 0) {  // zeros, or NaN, which times 0 would not be 0
    memset(q, flip, padded);
    if (low) memset(low, flip, padded);
    return;
  }
  size_t i = 0;
  for (; i + 8 <= n; i += 8) narrow8(load8(x + i) * factor, q + i, low ? low + i : NULL, flip, carry);
  if (i < n) narrow8(load_part(x + i, n - i) * factor, q + i, low ? low + i : NULL, flip, carry), i += 8;
  for (; i < padded; i += 8) narrow8(all8(0), q + i, low ? low + i : NULL, flip, carry);
}

// x · factor as the set's rows are, or, where it is not negative, as its unsigned bytes; zeros where the factor is 0.
static void narrow(const float *x, size_t n, size_t padded, float factor, bool positive, void *q, void *low);

static void quantize(const float *x, size_t n, size_t padded, float limit, void *q, void *low, float *scale) {
  float factor = quantize_factor(magnitude(x, n), limit, scale);
  narrow(x, n, padded, factor, false, q, low);
}

static float encode(const float *x, size_t n, int8_t *q) {
  float scale, factor = quantize_factor(magnitude(x, n), 127, &scale);
  size_t most = n / 8 * 8;
  narrow_planes(x, most, most, factor, (uint8_t *)q, NULL, 0, 0);
  if (most < n) {
    uint8_t rest[8];
    narrow_planes(x + most, n - most, 8, factor, rest, NULL, 0, 0);
    memcpy(q + most, rest, n - most);
  }
  return scale;
}

static void quantize_softmax(
  float *x, const float *weight, size_t n, size_t padded, float limit, void *q, void *low, float *scale) {
  float greatest = float_greatest(x, n);
  if (greatest == -__builtin_inff()) {
    float_scale(x, soften(x, n), n);  // zeros, or NaN
    narrow(x, n, padded, quantize_factor(magnitude(x, n), limit, scale), true, q, low);
    return;
  }
  // In one pass e^(x − greatest) · weight in place, the sum of the first factor, and the greatest magnitude.
  v8f a = all8(0);
  v8i m = (v8i)all8(0);
  size_t i = 0;
#define CK_WEIGH(part, weights)                    \
  v8f e = exp_down8((part) - greatest), v = e * (weights); \
  v8i size = (v8i)abs8(v), greater = size > m;     \
  a += e;                                          \
  m = (size & greater) | (m & ~greater)
  for (; i + 8 <= n; i += 8) {
    CK_WEIGH(load8(x + i), load8(weight + i));
    store8(x + i, v);
  }
  if (i < n) {
    v8f part = all8(-__builtin_inff());
    memcpy(&part, x + i, (n - i) * sizeof(float));
    CK_WEIGH(part, load_part(weight + i, n - i));
    store_part(x + i, v, n - i);
  }
#undef CK_WEIGH
  narrow(x, n, padded, quantize_factor(greatest_bits(m), limit, scale), true, q, low);
  *scale *= 1.0f / sum8(a);
}

static size_t exercise(size_t rounds);

#define CK_FLOAT_KERNELS                                                                                          \
  .float_multiply = float_multiply, .attend = float_attend, .layer_norm = float_layer_norm,                        \
  .rms_norm = float_rms_norm, .sum = float_sum, .sum_squares = float_sum_squares, .normalise = float_normalise,    \
  .rotate = float_rotate, .exp = float_exp, .gelu = float_gelu, .gelu_tanh = float_gelu_tanh, .tanh = float_tanh, .silu = float_silu,            \
  .silu_gate = float_silu_gate, .add = float_add, .scale = float_scale, .axpy = float_axpy, .dot = float_dot,      \
  .softmax = float_softmax, .quantize_softmax = quantize_softmax, .encode = encode, .log_sum_exp = float_log_sum_exp, .argmax = float_argmax, .exercise = exercise,                              \
  .dequantize = float_dequantize
