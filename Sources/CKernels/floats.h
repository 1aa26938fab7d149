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

static void float_rotate(
  float *x, size_t heads, size_t width, size_t rotary, const float *cosine, const float *sine) {
  for (size_t h = 0; h < heads; h++, x += width)
    for (size_t i = 0; i < rotary / 2; i++) {
      float a = x[2 * i], b = x[2 * i + 1];
      float bs = b * sine[i], as = a * sine[i];
      x[2 * i] = fma1(a, cosine[i], -bs);
      x[2 * i + 1] = fma1(b, cosine[i], as);
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
    v8f e = exp8(load8(x + i) - greatest);
    store8(x + i, e);
    a += e;
  }
  if (i < n) {
    v8f part = all8(-__builtin_inff());
    memcpy(&part, x + i, (n - i) * sizeof(float));
    v8f e = exp8(part - greatest);
    store_part(x + i, e, n - i);
    a += e;
  }
  return sum8(a);
}

static void float_softmax(float *x, size_t n) {
  float greatest = float_greatest(x, n);
  if (greatest == -__builtin_inff()) {
    bool silent = true;  // all −∞, rather than NaN
    for (size_t i = 0; i < n; i++) silent &= x[i] == greatest;
    if (silent) {
      memset(x, 0, n * sizeof(float));
      return;
    }
  }
  float_scale(x, 1.0f / exp_shifted(x, n, greatest), n);
}

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

// scores (rows, padded) = scale · q · keys for up to four queries. Keys come in sixteens.
CK_INLINE void score_tile(
  size_t rows, const ck_head *h, const float *q, float *scores, size_t padded) {
  for (size_t j = 0; j < padded; j += 16) {
    v8f a[4], b[4];
    for (size_t r = 0; r < rows; r++) a[r] = b[r] = all8(0);
    const float *key = h->keys + j;
    for (size_t d = 0; d < h->width; d++, key += h->capacity) {
      v8f k0 = load8(key), k1 = load8(key + 8);
      for (size_t r = 0; r < rows; r++) {
        v8f v = all8(q[r * h->q_stride + d]);
        a[r] = fma8(v, k0, a[r]);
        b[r] = fma8(v, k1, b[r]);
      }
    }
    for (size_t r = 0; r < rows; r++) {
      store8(scores + r * padded + j, a[r] * h->scale);
      store8(scores + r * padded + j + 8, b[r] * h->scale);
    }
  }
}

// out (rows, 8 · vectors) = Σ p · value, one part of the width of a head.
CK_INLINE void blend_tile(
  size_t rows, size_t vectors, const ck_head *h, const float *scores, size_t padded, size_t count,
  const float *values, float *out, size_t outs) {
  v8f a[2][5];
  for (size_t r = 0; r < rows; r++)
    for (size_t i = 0; i < vectors; i++) a[r][i] = all8(0);
  for (size_t j = 0; j < count; j++, values += h->value_width) {
    v8f p[2];
    for (size_t r = 0; r < rows; r++) p[r] = all8(scores[r * padded + j]);
    for (size_t i = 0; i < vectors; i++) {
      v8f v = load8(values + 8 * i);
      for (size_t r = 0; r < rows; r++) a[r][i] = fma8(p[r], v, a[r][i]);
    }
  }
  for (size_t r = 0; r < rows; r++)
    for (size_t i = 0; i < vectors; i++) {
      size_t n = outs > 8 * i ? outs - 8 * i : 0;
      if (n >= 8) store8(out + r * h->out_stride + 8 * i, a[r][i]);
      else if (n) store_part(out + r * h->out_stride + 8 * i, a[r][i], n);
    }
}

CK_INLINE void blend_rows(
  size_t rows, const ck_head *h, const float *scores, size_t padded, size_t count, float *out) {
  for (size_t d = 0; d < h->width;) {
    size_t vectors = (h->value_width - d) / 8;
    const float *values = h->values + d;
    if (vectors > 5) vectors = 4;
    switch (vectors) {
      case 1: blend_tile(rows, 1, h, scores, padded, count, values, out + d, h->width - d); break;
      case 2: blend_tile(rows, 2, h, scores, padded, count, values, out + d, h->width - d); break;
      case 3: blend_tile(rows, 3, h, scores, padded, count, values, out + d, h->width - d); break;
      case 4: blend_tile(rows, 4, h, scores, padded, count, values, out + d, h->width - d); break;
      default: blend_tile(rows, 5, h, scores, padded, count, values, out + d, h->width - d); break;
    }
    d += 8 * vectors;
  }
}

// Queries [row, row_end), at most four at a time; `scores` holds four rows of the padded count.
static void float_attend(const ck_head *h, size_t row, size_t row_end, float *scores) {
  while (row < row_end) {
    size_t rows = row_end - row >= 4 ? 4 : row_end - row;
    size_t hidden = h->causal ? h->rows - row - rows : 0, seen = h->count - hidden;  // by the last of these queries
    size_t padded = ck_round_up(seen, 16);
    const float *q = h->q + row * h->q_stride;
    switch (rows) {
      case 4: score_tile(4, h, q, scores, padded); break;
      case 3: score_tile(3, h, q, scores, padded); break;
      case 2: score_tile(2, h, q, scores, padded); break;
      default: score_tile(1, h, q, scores, padded); break;
    }
    for (size_t r = 0; r < rows; r++) {
      size_t count = h->causal ? seen - (rows - 1 - r) : seen;
      float_softmax(scores + r * padded, count);
      memset(scores + r * padded + count, 0, (padded - count) * sizeof(float));
    }
    for (size_t r = 0; r < rows; r += 2) {
      float *out = h->out + (row + r) * h->out_stride;
      if (r + 2 <= rows) blend_rows(2, h, scores + r * padded, padded, seen, out);
      else blend_rows(1, h, scores + r * padded, padded, seen, out);
    }
    row += rows;
  }
}

// MARK: Quantising

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
  int32_t best = m[0];
  for (int j = 1; j < 8; j++) best = m[j] > best ? m[j] : best;
  float f;
  memcpy(&f, &best, sizeof f);
  return f;
}

// The factor that brings a row to ±127, and its scale. See ckernels.h for rows of zeros and of NaN.
CK_INLINE float quantize_factor(const float *x, size_t n, float *scale) {
  float m = magnitude(x, n);
  if (m < 1e-30f) {
    *scale = 0;
    return 0;
  }
  if (!(m <= __FLT_MAX__)) {
    *scale = __builtin_nanf("");
    return 0;
  }
  *scale = m / 127.0f;
  return 127.0f / m;
}

// Adding 1.5 · 2^23 rounds to a whole number, to nearest even, in the low bits.
CK_INLINE v8i round8(v8f v) { return (v8i)((v8u)(v + 12582912.0f) - 0x4B400000u); }

__attribute__((unused)) static size_t bytes_of_int8(size_t rows) { return 1; }

__attribute__((unused)) static void quantize_int8(const float *x, size_t n, size_t padded, size_t rows, void *q, float *scale) {
  int8_t *out = q;
  float factor = quantize_factor(x, n, scale);
  if (factor == 0) {  // zeros, or NaN, which times 0 would not be 0
    memset(out, 0, padded);
    return;
  }
  for (size_t i = 0; i < padded; i += 8) {
    v8f v = i + 8 <= n ? load8(x + i) : i < n ? load_part(x + i, n - i) : all8(0);
    v8b b = __builtin_convertvector(round8(v * factor), v8b);
    memcpy(out + i, &b, 8);
  }
}

#define CK_FLOAT_KERNELS                                                                                          \
  .float_multiply = float_multiply, .attend = float_attend, .layer_norm = float_layer_norm,                        \
  .rms_norm = float_rms_norm, .sum = float_sum, .sum_squares = float_sum_squares, .normalise = float_normalise,    \
  .rotate = float_rotate, .exp = float_exp, .gelu = float_gelu, .tanh = float_tanh, .silu = float_silu,            \
  .silu_gate = float_silu_gate, .add = float_add, .scale = float_scale, .axpy = float_axpy, .dot = float_dot,      \
  .softmax = float_softmax, .log_sum_exp = float_log_sum_exp, .argmax = float_argmax,                              \
  .dequantize = float_dequantize
