// fp32 products through OpenBLAS. It is loaded only when it is first asked for: merely being linked to it would start
// its threads and map 36 MB in every run.
#define _GNU_SOURCE
#include "table.h"

#include <dlfcn.h>
#include <pthread.h>

typedef void (*sgemm)(
  int order, int transpose_a, int transpose_b, int m, int n, int k, float alpha, const float *a, int lda,
  const float *b, int ldb, float beta, float *c, int ldc);

static sgemm multiply;

static void load(void) {
  void *library = dlopen("libopenblas.so.0", RTLD_NOW | RTLD_LOCAL);
  if (!library) library = dlopen("libopenblas.so", RTLD_NOW | RTLD_LOCAL);
  if (!library) return;
  void (*set_threads)(int) = (void (*)(int))dlsym(library, "openblas_set_num_threads");
  if (set_threads) set_threads(1);  // the pool spreads the rows
  multiply = (sgemm)dlsym(library, "cblas_sgemm");
}

bool ck_blas_available(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, load);
  return multiply != NULL;
}

typedef struct {
  const float *weight, *bias, *x;
  size_t out, in, x_stride, rows, y_stride, chunk;
  float *y;
  bool add;
} blas_job;

static void blas_task(void *context, size_t task, size_t worker) {
  blas_job *j = context;
  size_t row = task * j->chunk, rows = j->rows - row < j->chunk ? j->rows - row : j->chunk;
  float *y = j->y + row * j->y_stride;
  for (size_t r = 0; r < rows; r++)
    for (size_t o = 0; o < j->out; o++) {
      float *p = y + r * j->y_stride + o, bias = j->bias ? j->bias[o] : 0;
      *p = j->add ? *p + bias : bias;
    }
  enum { row_major = 101, plain = 111, transposed = 112 };
  multiply(
    row_major, plain, transposed, (int)rows, (int)j->out, (int)j->in, 1, j->x + row * j->x_stride, (int)j->x_stride,
    j->weight, (int)j->in, 1, y, (int)j->y_stride);
}

bool ck_blas_linear(
  ck_pool *pool, const float *weight, const float *bias, size_t out, size_t in, const float *x, size_t x_stride,
  size_t rows, float *y, size_t y_stride, bool add) {
  if (!ck_blas_available()) return false;
  if (!rows || !out) return true;
  size_t threads = pool ? ck_pool_threads(pool) : 1;
  blas_job j = {weight, bias, x, out, in, x_stride, rows, y_stride, (rows + threads - 1) / threads, y, add};
  ck_pool_run(rows < 8 ? NULL : pool, (rows + j.chunk - 1) / j.chunk, blas_task, &j);
  return true;
}
