// The arithmetic of the core: int8 matrix products, attention, norms, activations, and the pool that spreads them.
// One file per instruction set (isa_*.c), behind one table that is chosen at start.
//
// Every instruction set gives the same bits. The integer products are exact: int8 within ±127, one scale per row,
// summed in int32 over the whole row. The float steps are written once (floats.h) over vectors of eight lanes, with
// explicit fused multiply-adds, a fixed order of summation and no contraction, and compiled for each set.
//
// Rounding is to nearest, ties to even, everywhere. A linear layer computes
//   scale_x = max|x| / 127,  q = round(x · (127 / max|x|)),  y = float(Σ q·w) · (scale_x · scale_w)  [+ bias, fused].
// A row of zeros (max|x| < 1e-30) gives y = bias; a row that holds NaN or infinity gives NaN in all its outputs.
// Activations that int8 is too coarse for are taken "wide": as int16 within the matrix's wide_limit in place of ±127,
// with the same exact sums. Sets with int16 products compute them in the same time, sets with int8 products in two passes.
#ifndef SHOPTALK_CKERNELS_H
#define SHOPTALK_CKERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// MARK: Instruction sets

// The kernels of one instruction set.
typedef struct ck_kernels ck_kernels;

// The fastest set that this machine runs, or the one that SHOPTALK_ISA names. Never null.
const ck_kernels *ck_chosen(void);
// Why SHOPTALK_ISA could not be obeyed, as a sentence; null if it was, or is not set.
const char *ck_choice_error(void);
// The set of that name, or null if the name is unknown or this machine does not run it.
const ck_kernels *ck_named(const char *name);
// The names of the sets that this machine runs, fastest first; null past the last.
const char *ck_available(size_t index);
const char *ck_name(const ck_kernels *);

// MARK: The thread pool

typedef struct ck_pool ck_pool;
// `worker` is 0 for the caller and below the number of threads: an index for scratch memory.
typedef void (*ck_task)(void *context, size_t task, size_t worker);

// At most 64 threads, the caller's included. Null only when memory has run out.
ck_pool *ck_pool_create(size_t threads);
// Ends and joins the threads. No run may be under way.
void ck_pool_destroy(ck_pool *);
size_t ck_pool_threads(const ck_pool *);
// Runs every task, in any order, and returns when all are done. Safe from any thread: where the pool is already at
// work (a run within a task, or from another thread) the tasks run one after the other on the calling thread.
// A null pool does the same.
void ck_pool_run(ck_pool *, size_t tasks, ck_task task, void *context);

// MARK: Memory

// `bytes` of zeroed memory, aligned to 64 bytes, on huge pages where the system offers them. Null if there is none.
void *ck_allocate(size_t bytes);
void ck_free(void *, size_t bytes);

// MARK: Linear layers

// A matrix of int8 weights in the order in which the kernels of one set read it (see ck_layout).
// All of it is in `blob`, which may lie in a mapped file: panels of weights, then sums, scales and biases.
typedef struct {
  const uint8_t *blob;
  size_t out, in;
  bool has_bias;
  int32_t wide_limit;  // the greatest magnitude of activations with which no sum can leave int32: 15 bits at most
} ck_matrix;

// Names the order of the packed weights. A blob may be read by every set of the same layout.
const char *ck_layout(const ck_kernels *);
// The layouts that there are, null past the last; and one of them as a set that packs but does not compute, for files
// that another machine is to read. Null if there is no such layout.
const char *ck_layout_name(size_t index);
const ck_kernels *ck_packer(const char *layout);
size_t ck_packed_bytes(const ck_kernels *, size_t out, size_t in);
// Packs `weight` (out, in), within ±127 (−128 is taken as −127), into `blob` of ck_packed_bytes, aligned to 64.
ck_matrix ck_pack(
  const ck_kernels *, const int8_t *weight, const float *scale, const float *bias, size_t out, size_t in, void *blob);

// Rows of activations as int8, one scale each, in the form that the kernels of one set want for that many rows.
typedef struct {
  uint8_t *data;
  float *scale;
  size_t rows, in;
  size_t planes;  // 2 where a wide row is two rows of int8: q = 256 · first + second
} ck_rows;

// Memory that quantised rows need (data and scales, wide or not), aligned to 64.
size_t ck_rows_bytes(const ck_kernels *, size_t rows, size_t in);
// Quantises `rows` rows of `in` floats that start `stride` floats apart (they may overlap) into `memory`, to values
// within ±limit: 127, or for wide rows as much as the wide_limit of every matrix that they are multiplied with allows.
ck_rows ck_quantize(
  const ck_kernels *, ck_pool *, const float *x, size_t stride, size_t rows, size_t in, int32_t limit,
  void *memory);

// What is made of a row before it is quantised, while it is near: see the functions of these names.
typedef enum { CK_GELU, CK_GELU_TANH, CK_SILU_GATE, CK_LAYER_NORM, CK_RMS_NORM } ck_step;
typedef struct {
  ck_step step;
  const float *weight, *bias;  // of the norms; may be null
  float epsilon;
} ck_before;
// The same of what `before` makes of the rows of x, which are 2 · in wide before a gate. They are changed in place, a
// gate's result lying where its values were; or, where `scratch` is not null, go through that: `in` floats for each
// thread of the pool.
ck_rows ck_quantize_after(
  const ck_kernels *, ck_pool *, const ck_before *before, float *x, size_t stride, size_t rows, size_t in,
  int32_t limit, void *memory, float *scratch);
// y (rows, out) = x · Wᵀ + bias, rows of y `stride` floats apart; with `add`, y is added to instead of replaced.
void ck_linear(const ck_kernels *, ck_pool *, const ck_matrix *, const ck_rows *, float *y, size_t stride, bool add);

// One of several layers that read the same rows.
typedef struct {
  ck_matrix matrix;
  float *y;
  size_t stride;
  bool add;
} ck_layer;
// All of them in one run of the pool; `count` is 4 at most.
void ck_linears(const ck_kernels *, ck_pool *, const ck_layer *, size_t count, const ck_rows *);

// The same in fp32 with weights (out, in), packed by ck_float_pack into memory of ck_float_packed_bytes.
size_t ck_float_packed_bytes(size_t out, size_t in);
void ck_float_pack(const float *weight, size_t out, size_t in, float *packed);
void ck_float_linear(
  const ck_kernels *, ck_pool *, const float *packed, const float *bias, size_t out, size_t in, const float *x,
  size_t x_stride, size_t rows, float *y, size_t y_stride);
// The same through OpenBLAS, which is loaded at the first call: weights (out, in) as they are. `x_stride` >= `in`.
// False if there is no OpenBLAS on this machine.
bool ck_blas_available(void);
bool ck_blas_linear(
  ck_pool *, const float *weight, const float *bias, size_t out, size_t in, const float *x, size_t x_stride,
  size_t rows, float *y, size_t y_stride, bool add);
// y = q · scale for `n` int8 values.
void ck_dequantize(const ck_kernels *, const int8_t *q, float scale, float *y, size_t n);

// MARK: Attention

// Keys and values of one layer, in one piece of memory that is zeroed at first. Capacity is a multiple of 16.
//
// In fp32, keys are kept transposed, (heads, width, capacity); values (heads, capacity, padded width), padded to 8.
// As int8 ("coded"), each key and each value of each head has a scale of its own. The keys of a head are laid out as a
// linear layer with a key for each output, its values as one with a value's component for each output and the
// positions as inputs, so that the kernels of the linear layers compute both products.
typedef struct {
  float *keys, *values;
  int8_t *key_codes, *value_codes;     // null in fp32
  float *key_scales, *value_scales;    // (heads, capacity)
  int32_t *key_sums;                   // of the codes, (heads, capacity)
  size_t heads, width, capacity, count;
} ck_memory;

// Memory that it takes, aligned to 64.
size_t ck_memory_bytes(const ck_kernels *, size_t heads, size_t width, size_t capacity, bool coded);
// Lays out an empty one in `base`, which is zeroed.
ck_memory ck_memory_place(
  const ck_kernels *, size_t heads, size_t width, size_t capacity, bool coded, void *base);
// Writes `rows` keys and values, each (heads · width) floats, `stride` floats apart, after the first `count`, and
// raises `count`. The caller sees to it that they fit.
void ck_memory_append(
  const ck_kernels *, ck_pool *, ck_memory *, const float *keys, size_t key_stride, const float *values,
  size_t value_stride, size_t rows);
// Puts the content of `from` into `to`, which is empty, of the same kind and no smaller.
void ck_memory_copy(const ck_kernels *, const ck_memory *from, ck_memory *to);
// Floats of scratch memory that ck_attend needs with this many threads.
size_t ck_attend_scratch(const ck_kernels *, const ck_memory *, size_t threads);
// out = softmax(scale · q · keysᵀ) · values for `rows` queries. With `causal`, the last query sees all keys, the one
// before it all but the last, and so on; otherwise each sees all.
void ck_attend(
  const ck_kernels *, ck_pool *, const ck_memory *, const float *q, size_t q_stride, size_t rows, float scale,
  bool causal, float *out, size_t out_stride, float *scratch);

// The same for `group` heads of queries to each head of keys and values, as grouped-query attention has them.
void ck_attend_grouped(
  const ck_kernels *, ck_pool *, const ck_memory *, size_t group, const float *q, size_t q_stride, size_t rows,
  float scale, bool causal, float *out, size_t out_stride, float *scratch);

// Rotary positions on interleaved pairs: the first `rotary` floats of each head, (a, b) -> (a·cos − b·sin,
// b·cos + a·sin). cosine and sine are (positions, rotary / 2); row r has position `first` + r.
void ck_rotate(
  const ck_kernels *, ck_pool *, float *x, size_t stride, size_t rows, size_t heads, size_t width, size_t rotary,
  const float *cosine, const float *sine, size_t first);

// MARK: Norms. `weight` and `bias` may be null. x and y may be the same.

void ck_layer_norm(
  const ck_kernels *, ck_pool *, const float *x, float *y, size_t rows, size_t width, const float *weight,
  const float *bias, float epsilon);
void ck_rms_norm(
  const ck_kernels *, ck_pool *, const float *x, float *y, size_t rows, size_t width, const float *weight,
  float epsilon);
// One group: mean and variance over the whole of x (rows, channels), weight and bias per channel. `scratch`: rows
// doubles.
void ck_group_norm(
  const ck_kernels *, ck_pool *, const float *x, float *y, size_t rows, size_t channels, const float *weight,
  const float *bias, float epsilon, double *scratch);

// MARK: Element by element

// Error 1.5 ulp for results that are normal numbers; below −87.3 the result is 0.
void ck_exp(const ck_kernels *, ck_pool *, float *x, size_t n);
// x · Φ(x) (the erf form); absolute error below 2e-7 · max(1, |x|).
void ck_gelu(const ck_kernels *, ck_pool *, float *x, size_t n);
// x/2 · (1 + tanh(√(2/π) · (x + 0.044715 x³))), the form of GPT-2.
void ck_gelu_tanh(const ck_kernels *, ck_pool *, float *x, size_t n);
// Error below 3 ulp.
void ck_tanh(const ck_kernels *, ck_pool *, float *x, size_t n);
// x · sigmoid(x); error below 4 ulp.
void ck_silu(const ck_kernels *, ck_pool *, float *x, size_t n);
// y (rows, width) = silu(gate) · value, where a row of x is `width` values, then `width` gates.
void ck_silu_gate(const ck_kernels *, ck_pool *, const float *x, float *y, size_t rows, size_t width);
// y += x
void ck_add(const ck_kernels *, ck_pool *, float *y, const float *x, size_t n);
// x *= a
void ck_scale(const ck_kernels *, ck_pool *, float *x, float a, size_t n);
// y += a · x
void ck_axpy(const ck_kernels *, float *y, float a, const float *x, size_t n);
float ck_dot(const ck_kernels *, const float *x, const float *y, size_t n);
// Softmax of x (n) in place; a row of −∞ only gives zeros.
void ck_softmax(const ck_kernels *, float *x, size_t n);
// log Σ exp(x)
float ck_log_sum_exp(const ck_kernels *, const float *x, size_t n);
// The index of the greatest value, the first of equals; NaN is never greater. 0 if n is 0.
size_t ck_argmax(const ck_kernels *, const float *x, size_t n);
// The indices of the values that are `least` or more, in order, into `found`, which has room for n; how many there are.
size_t ck_at_least(const float *x, size_t n, float least, uint32_t *found);

// MARK: The machine's limits, measured

// Products of int8 a second from registers to registers, on all threads of the pool; each is two operations.
double ck_measure_products(const ck_kernels *, ck_pool *, double seconds);
// Bytes a second that all threads together read, again and again, from `bytes` of memory; 0 where there is none.
double ck_measure_reading(ck_pool *, size_t bytes, double seconds);
// Seconds from handing a run of nothing to do to every thread of the pool until all are back: the median of runs one
// after the other. 0 with a single thread, or where another program kept the threads from ever meeting.
double ck_measure_handover(ck_pool *);

#endif
