// Plain C for any machine, and the reference for the others.
#include "floats.h"

static size_t element_bytes(size_t rows) { return 1; }

static void quantize(const float *x, size_t n, size_t padded, size_t rows, void *q, float *scale) {
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

static void multiply(const ck_block *b) {
  ck_parts m = ck_matrix_parts(ck_kernels_scalar, b->matrix);
  size_t stride = ck_row_bytes(ck_kernels_scalar, b->rows->rows, b->rows->in);
  for (size_t o = 8 * b->panel; o < 8 * b->panel_end && o < b->matrix->out; o++) {
    const int8_t *w = m.weights + (o / 8) * 8 * m.columns + (o % 8) * 8;
    for (size_t r = b->row; r < b->row_end; r++) {
      const int8_t *q = (const int8_t *)b->rows->data + r * stride;
      int32_t sum = 0;
      for (size_t k = 0; k < m.columns; k += 8)
        for (size_t j = 0; j < 8; j++) sum += (int32_t)q[k + j] * w[k * 8 + j];
      float factor = b->rows->scale[r] * m.scale[o], *y = b->y + r * b->stride + o;
      float v = b->matrix->has_bias ? fma1((float)sum, factor, m.bias[o]) : (float)sum * factor;
      *y = b->add ? *y + v : v;
    }
  }
}

static const ck_kernels kernels = {
  .name = "scalar", .layout = "p8g8", .panel = 8, .group = 8, .columns = 8, .element_bytes = element_bytes,
  .quantize = quantize, .multiply = multiply, .row_tile = 8, CK_FLOAT_KERNELS};
const ck_kernels *const ck_kernels_scalar = &kernels;
