// The table of kernels that each instruction set fills in (isa_*.c). Kernels are single-threaded and know nothing of
// the pool; parallel.c and linear.c cut the work into tasks.
#ifndef SHOPTALK_CKERNELS_TABLE_H
#define SHOPTALK_CKERNELS_TABLE_H

#include "include/ckernels.h"

// How many queries are computed together.
#define CK_QUERY_BLOCK 12

// One head's share of an attention call.
typedef struct {
  const float *q, *keys, *values;
  size_t q_stride, capacity, width, value_width, count, rows;
  float *out;
  size_t out_stride;
  float scale;
  bool causal;
} ck_head;

// Where the parts of a packed matrix begin.
typedef struct {
  const int8_t *weights;
  const int32_t *sums;  // of each output's weights
  const float *scale, *bias;  // of each output; without bias null
  size_t out, panels, columns;  // columns with padding, as many as the rows have
  size_t panel_bytes;  // from one panel to the next: more than the columns take where there is room for others
} ck_parts;

// A block of a linear layer: rows [row, row_end) by panels [panel, panel_end).
typedef struct {
  ck_parts parts;
  const ck_rows *rows;
  size_t row, row_end, panel, panel_end;
  float *y;
  size_t stride;
  bool add;
} ck_block;

struct ck_kernels {
  const char *name;
  // The order of packed weights: panels of `panel` outputs; within one, `group` successive columns of each output,
  // output after output, then the next `group` columns; columns padded with zeros to a multiple of `columns`.
  const char *layout;
  size_t panel, group, columns;
  // Bytes per quantised activation in a matrix of so many rows.
  size_t (*element_bytes)(size_t rows);
  // Quantises one row to `padded` elements (zeros past n) within ±limit. Where `low` is not null, q becomes the high
  // and `low` the low plane of a wide row.
  void (*quantize)(const float *x, size_t n, size_t padded, float limit, void *q, void *low, float *scale);
  // n floats as int8 within ±127, rounded; returns the scale.
  float (*encode)(const float *x, size_t n, int8_t *q);
  void (*multiply)(const ck_block *);
  // Tasks of `multiply` are multiples of so many rows and panels (the latter 1, 2 or 4).
  size_t row_tile, panel_tile;

  void (*float_multiply)(
    const float *panel, const float *bias, size_t in, size_t outs, const float *x, size_t x_stride, size_t rows,
    float *y, size_t y_stride);
  void (*attend)(const ck_head *, size_t row, size_t row_end, float *scratch);
  void (*layer_norm)(const float *x, float *y, size_t n, const float *weight, const float *bias, float epsilon);
  void (*rms_norm)(const float *x, float *y, size_t n, const float *weight, float epsilon);
  float (*sum)(const float *x, size_t n);
  float (*sum_squares)(const float *x, size_t n, float mean);
  void (*normalise)(
    const float *x, float *y, size_t n, float mean, float factor, const float *weight, const float *bias);
  void (*rotate)(
    float *x, size_t heads, size_t width, size_t rotary, const float *cosine, const float *sine);
  void (*exp)(float *x, size_t n);
  void (*gelu)(float *x, size_t n);
  void (*gelu_tanh)(float *x, size_t n);
  void (*tanh)(float *x, size_t n);
  void (*silu)(float *x, size_t n);
  void (*silu_gate)(const float *value, const float *gate, float *y, size_t n);
  void (*add)(float *y, const float *x, size_t n);
  void (*scale)(float *x, float a, size_t n);
  void (*axpy)(float *y, float a, const float *x, size_t n);
  float (*dot)(const float *x, const float *y, size_t n);
  void (*softmax)(float *x, size_t n);
  // Quantises e^(x − greatest) · weight, n of them, like `quantize`; `scale` makes the sum of e^(x − greatest) 1. x is
  // overwritten.
  void (*quantize_softmax)(
    float *x, const float *weight, size_t n, size_t padded, float limit, void *q, void *low, float *scale);
  float (*log_sum_exp)(const float *x, size_t n);
  size_t (*argmax)(const float *x, size_t n);
  // Multiplies int8 as fast as the set can, and returns how many products there were.
  size_t (*exercise)(size_t rounds);
  void (*dequantize)(const int8_t *q, float scale, float *y, size_t n);
};

// Null where this build has no such set.
extern const ck_kernels *const ck_kernels_scalar, *const ck_kernels_avx2, *const ck_kernels_avx512vnni,
  *const ck_kernels_neon, *const ck_kernels_neon_dotprod, *const ck_kernels_neon_i8mm;

static inline size_t ck_round_up(size_t n, size_t multiple) { return (n + multiple - 1) / multiple * multiple; }

ck_parts ck_matrix_parts(const ck_kernels *, const ck_matrix *);
// The coded keys and values of head h as linear layers over the first `count` positions.
ck_parts ck_memory_keys(const ck_kernels *, const ck_memory *, size_t h, size_t count);
ck_parts ck_memory_values(const ck_kernels *, const ck_memory *, size_t h, size_t count);

// Bytes from one quantised row to the next.
static inline size_t ck_row_bytes(const ck_kernels *k, size_t rows, size_t in) {
  return ck_round_up(ck_round_up(in, k->columns) * k->element_bytes(rows), 64);
}

#endif
