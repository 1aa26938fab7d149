// Plain C for any machine, and the reference for the others.
#include "floats.h"

static void narrow(const float *x, size_t n, size_t padded, float factor, bool positive, void *q, void *low) {
  narrow_planes(x, n, padded, factor, q, low, 0, 128);
}

static void multiply(const ck_block *b) {
  const ck_parts *m = &b->parts;
  size_t stride = ck_row_bytes(ck_kernels_scalar, b->rows->rows, b->rows->in);
  for (size_t o = 8 * b->panel; o < 8 * b->panel_end && o < m->out; o++) {
    const int8_t *w = m->weights + (o / 8) * m->panel_bytes + (o % 8) * 8;
    for (size_t r = b->row; r < b->row_end; r++) {
      uint32_t sum = 0;  // modulo 2^32, because the high plane alone may be beyond int32 on the way
      for (size_t plane = 0; plane < b->rows->planes; plane++) {
        const int8_t *q = (const int8_t *)b->rows->data + (r * b->rows->planes + plane) * stride;
        int32_t part = 0;
        for (size_t k = 0; k < m->columns; k += 8)
          for (size_t j = 0; j < 8; j++) part += (int32_t)q[k + j] * w[k * 8 + j];
        sum = sum * 256 + (uint32_t)part;
      }
      float factor = b->rows->scale[r] * m->scale[o], *y = b->y + r * b->stride + o;
      float v = m->bias ? fma1((float)(int32_t)sum, factor, m->bias[o]) : (float)(int32_t)sum * factor;
      *y = b->add ? *y + v : v;
    }
  }
}

static size_t exercise(size_t rounds) {
  int8_t a[64], b[64];
  memset(a, 3, sizeof a), memset(b, 5, sizeof b);
  for (size_t n = 0; n < rounds; n++) {
    int32_t sum = 0;
    __asm__ volatile("" : : "r"(a), "r"(b) : "memory");
    for (int i = 0; i < 64; i++) sum += (int32_t)a[i] * b[i];
    __asm__ volatile("" : : "r"(sum));
  }
  return rounds * 64;
}

static const ck_kernels kernels = {
  .name = "scalar", .layout = "p8g8", .panel = 8, .group = 8, .columns = 8, .panel_tile = 1, .row_tile = 8,
  .element_bytes = bytes_of_int8, .quantize = quantize, .multiply = multiply, CK_FLOAT_KERNELS};
const ck_kernels *const ck_kernels_scalar = &kernels;
