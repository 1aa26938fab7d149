// The float operations over whole matrices, cut into tasks for the pool. The cuts never change a result.
#include "table.h"

#include <math.h>
#include <string.h>

// MARK: Element by element

enum { slice = 4096 };

typedef struct {
  void (*map)(float *, size_t);
  float *x;
  size_t n;
} map_job;

static void map_task(void *context, size_t task, size_t worker) {
  map_job *j = context;
  size_t i = task * slice;
  j->map(j->x + i, j->n - i < slice ? j->n - i : slice);
}

static void map(ck_pool *pool, void (*f)(float *, size_t), float *x, size_t n) {
  map_job j = {f, x, n};
  size_t tasks = (n + slice - 1) / slice;
  ck_pool_run(tasks > 2 ? pool : NULL, tasks, map_task, &j);
}

void ck_exp(const ck_kernels *k, ck_pool *pool, float *x, size_t n) { map(pool, k->exp, x, n); }
void ck_gelu(const ck_kernels *k, ck_pool *pool, float *x, size_t n) { map(pool, k->gelu, x, n); }
void ck_gelu_tanh(const ck_kernels *k, ck_pool *pool, float *x, size_t n) { map(pool, k->gelu_tanh, x, n); }
void ck_tanh(const ck_kernels *k, ck_pool *pool, float *x, size_t n) { map(pool, k->tanh, x, n); }
void ck_silu(const ck_kernels *k, ck_pool *pool, float *x, size_t n) { map(pool, k->silu, x, n); }

// Limited by memory rather than arithmetic: not worth sharing.
void ck_add(const ck_kernels *k, ck_pool *pool, float *y, const float *x, size_t n) { k->add(y, x, n); }
void ck_scale(const ck_kernels *k, ck_pool *pool, float *x, float a, size_t n) { k->scale(x, a, n); }

// MARK: Row by row

typedef struct {
  const ck_kernels *k;
  const float *x, *weight, *bias;
  float *y;
  size_t rows, width, chunk;
  float epsilon, mean;
  double *scratch;
} row_job;

static void run_rows(ck_pool *pool, row_job *j, void (*task)(void *, size_t, size_t)) {
  j->chunk = 1 + slice / (j->width + 1);
  size_t tasks = (j->rows + j->chunk - 1) / j->chunk;
  ck_pool_run(tasks > 2 ? pool : NULL, tasks, task, j);
}

#define EACH_ROW(j, task) \
  for (size_t r = (task) * (j)->chunk; r < ((task) + 1) * (j)->chunk && r < (j)->rows; r++)

static void silu_gate_task(void *context, size_t task, size_t worker) {
  row_job *j = context;
  EACH_ROW(j, task) {
    const float *value = j->x + r * 2 * j->width;
    j->k->silu_gate(value, value + j->width, j->y + r * j->width, j->width);
  }
}

void ck_silu_gate(const ck_kernels *k, ck_pool *pool, const float *x, float *y, size_t rows, size_t width) {
  row_job j = {.k = k, .x = x, .y = y, .rows = rows, .width = width};
  run_rows(pool, &j, silu_gate_task);
}

static void layer_norm_task(void *context, size_t task, size_t worker) {
  row_job *j = context;
  EACH_ROW(j, task)
    j->k->layer_norm(j->x + r * j->width, j->y + r * j->width, j->width, j->weight, j->bias, j->epsilon);
}

void ck_layer_norm(
  const ck_kernels *k, ck_pool *pool, const float *x, float *y, size_t rows, size_t width, const float *weight,
  const float *bias, float epsilon) {
  row_job j = {
    .k = k, .x = x, .y = y, .rows = rows, .width = width, .weight = weight, .bias = bias, .epsilon = epsilon};
  run_rows(pool, &j, layer_norm_task);
}

static void rms_norm_task(void *context, size_t task, size_t worker) {
  row_job *j = context;
  EACH_ROW(j, task)
    j->k->rms_norm(j->x + r * j->width, j->y + r * j->width, j->width, j->weight, j->epsilon);
}

void ck_rms_norm(
  const ck_kernels *k, ck_pool *pool, const float *x, float *y, size_t rows, size_t width, const float *weight,
  float epsilon) {
  row_job j = {.k = k, .x = x, .y = y, .rows = rows, .width = width, .weight = weight, .epsilon = epsilon};
  run_rows(pool, &j, rms_norm_task);
}

static void sum_task(void *context, size_t task, size_t worker) {
  row_job *j = context;
  EACH_ROW(j, task) j->scratch[r] = j->k->sum(j->x + r * j->width, j->width);
}

static void sum_squares_task(void *context, size_t task, size_t worker) {
  row_job *j = context;
  EACH_ROW(j, task) j->scratch[r] = j->k->sum_squares(j->x + r * j->width, j->width, j->mean);
}

static void normalise_task(void *context, size_t task, size_t worker) {
  row_job *j = context;
  EACH_ROW(j, task)
    j->k->normalise(
      j->x + r * j->width, j->y + r * j->width, j->width, j->mean, j->epsilon, j->weight, j->bias);
}

// The rows' sums are added in their order, in double, whoever computed them.
static double total(const double *x, size_t n) {
  double sum = 0;
  for (size_t i = 0; i < n; i++) sum += x[i];
  return sum;
}

void ck_group_norm(
  const ck_kernels *k, ck_pool *pool, const float *x, float *y, size_t rows, size_t channels, const float *weight,
  const float *bias, float epsilon, double *scratch) {
  if (!rows || !channels) return;
  row_job j = {
    .k = k, .x = x, .y = y, .rows = rows, .width = channels, .weight = weight, .bias = bias, .scratch = scratch};
  double n = (double)rows * (double)channels;
  run_rows(pool, &j, sum_task);
  j.mean = (float)(total(scratch, rows) / n);
  run_rows(pool, &j, sum_squares_task);
  j.epsilon = (float)(1.0 / sqrt(total(scratch, rows) / n + epsilon));  // from here the factor
  run_rows(pool, &j, normalise_task);
}

typedef struct {
  const ck_kernels *k;
  float *x;
  size_t stride, rows, heads, width, rotary, first, chunk;
  const float *cosine, *sine;
} rotate_job;

static void rotate_task(void *context, size_t task, size_t worker) {
  rotate_job *j = context;
  EACH_ROW(j, task) {
    size_t at = (j->first + r) * (j->rotary / 2);
    j->k->rotate(j->x + r * j->stride, j->heads, j->width, j->rotary, j->cosine + at, j->sine + at);
  }
}

void ck_rotate(
  const ck_kernels *k, ck_pool *pool, float *x, size_t stride, size_t rows, size_t heads, size_t width, size_t rotary,
  const float *cosine, const float *sine, size_t first) {
  rotate_job j = {
    k, x, stride, rows, heads, width, rotary, first, 1 + slice / (heads * width + 1), cosine, sine};
  size_t tasks = (rows + j.chunk - 1) / j.chunk;
  ck_pool_run(tasks > 2 ? pool : NULL, tasks, rotate_task, &j);
}

// MARK: Small ones, on the calling thread

void ck_axpy(const ck_kernels *k, float *y, float a, const float *x, size_t n) { k->axpy(y, a, x, n); }
float ck_dot(const ck_kernels *k, const float *x, const float *y, size_t n) { return k->dot(x, y, n); }
void ck_softmax(const ck_kernels *k, float *x, size_t n) { k->softmax(x, n); }
float ck_log_sum_exp(const ck_kernels *k, const float *x, size_t n) { return k->log_sum_exp(x, n); }
size_t ck_argmax(const ck_kernels *k, const float *x, size_t n) { return k->argmax(x, n); }
void ck_dequantize(const ck_kernels *k, const int8_t *q, float scale, float *y, size_t n) {
  k->dequantize(q, scale, y, n);
}
