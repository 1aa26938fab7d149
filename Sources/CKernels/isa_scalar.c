// Plain C for any machine, and the reference for the others.
#include "floats.h"

static void multiply(const ck_block *b) {
  ck_parts m = ck_matrix_parts(ck_kernels_scalar, b->matrix);
  size_t stride = ck_row_bytes(ck_kernels_scalar, b->rows->rows, b->rows->in);
  for (size_t o = 8 * b->panel; o < 8 * b->panel_end && o < b->matrix->out; o++) {
    const int8_t *w = m.weights + (o / 8) * 8 * m.columns + (o % 8) * 8;
    for (size_t r = b->row; r < b->row_end; r++) {
      uint32_t sum = 0;  // modulo 2^32, because the high plane alone may be beyond int32 on the way
      for (size_t plane = 0; plane < b->rows->planes; plane++) {
        const int8_t *q = (const int8_t *)b->rows->data + (r * b->rows->planes + plane) * stride;
        int32_t part = 0;
        for (size_t k = 0; k < m.columns; k += 8)
          for (size_t j = 0; j < 8; j++) part += (int32_t)q[k + j] * w[k * 8 + j];
        sum = sum * 256 + (uint32_t)part;
      }
      float factor = b->rows->scale[r] * m.scale[o], *y = b->y + r * b->stride + o;
      float v = b->matrix->has_bias ? fma1((float)(int32_t)sum, factor, m.bias[o]) : (float)(int32_t)sum * factor;
      *y = b->add ? *y + v : v;
    }
  }
}

static const ck_kernels kernels = {
  .name = "scalar", .layout = "p8g8", .panel = 8, .group = 8, .columns = 8, .panel_tile = 1, .row_tile = 8,
  .element_bytes = bytes_of_int8, .quantize = quantize_int8, .multiply = multiply, CK_FLOAT_KERNELS};
const ck_kernels *const ck_kernels_scalar = &kernels;
