// What the machine could do at most: int8 products in registers, and reading memory.
#include "table.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

typedef struct {
  const ck_kernels *k;
  const uint8_t *memory;
  size_t bytes, part, rounds;
  _Atomic uint64_t done;
} measure_job;

static void products_task(void *context, size_t task, size_t worker) {
  measure_job *j = context;
  atomic_fetch_add(&j->done, j->k->exercise(j->rounds));
}

// The best of short stretches: what else runs on the machine only takes away.
static double rate(ck_pool *pool, measure_job *j, ck_task task, double seconds) {
  size_t tasks = pool ? ck_pool_threads(pool) : 1;
  double best = 0, start = now(), end = start;
  while (end - start < seconds) {
    double from = now();
    j->done = 0;
    ck_pool_run(pool, tasks, task, j);
    end = now();
    double each = (double)j->done / (end - from);
    if (each > best) best = each;
  }
  return best;
}

double ck_measure_products(const ck_kernels *k, ck_pool *pool, double seconds) {
  measure_job j = {.k = k, .rounds = 1 << 16};
  return rate(pool, &j, products_task, seconds);
}

typedef uint64_t line64 __attribute__((vector_size(64), may_alias));

static void reading_task(void *context, size_t task, size_t worker) {
  measure_job *j = context;
  const line64 *p = (const line64 *)(j->memory + task * j->part);
  line64 a = {0}, b = a, c = a, d = a;
  for (size_t i = 0; i + 4 <= j->part / sizeof *p; i += 4) {
    __builtin_prefetch(p + i + 32), __builtin_prefetch(p + i + 34);
    a |= p[i], b |= p[i + 1], c |= p[i + 2], d |= p[i + 3];
  }
  a |= b | c | d;
  uint64_t all = 0;
  for (size_t i = 0; i < 8; i++) all |= a[i];
  __asm__ volatile("" : : "r"(all));
  atomic_fetch_add(&j->done, j->part);
}

double ck_measure_reading(ck_pool *pool, size_t bytes, double seconds) {
  void *memory = ck_allocate(bytes);
  if (!memory) return 0;
  memset(memory, 1, bytes);
  size_t tasks = pool ? ck_pool_threads(pool) : 1;
  measure_job j = {.memory = memory, .bytes = bytes, .part = bytes / tasks / 64 * 64};
  double best = rate(pool, &j, reading_task, seconds);
  ck_free(memory, bytes);
  return best;
}

typedef struct {
  _Atomic size_t here;
  size_t threads;
  atomic_bool late;
} meeting;

// Waits until every thread has a task of this run.
static void meet(void *context, size_t task, size_t worker) {
  meeting *m = context;
  atomic_fetch_add(&m->here, 1);
  double until = 0;
  while (atomic_load(&m->here) < m->threads && !atomic_load(&m->late))
    for (int i = 0; i < 1000 && atomic_load(&m->here) < m->threads; i++)
      if (i == 999) {
        double t = now();
        if (!until) until = t + 1e-3;
        if (t >= until) atomic_store(&m->late, true);
      }
}

static int ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

double ck_measure_handover(ck_pool *pool) {
  enum { runs = 2000 };
  static const size_t enough = 100;
  size_t threads = pool ? ck_pool_threads(pool) : 1, count = 0;
  double *took = threads > 1 ? malloc(runs * sizeof *took) : NULL, end = now() + 1;
  if (!took) return 0;
  for (size_t i = 0; i < runs && now() < end; i++) {
    meeting m = {.threads = threads};
    double start = now();
    ck_pool_run(pool, threads, meet, &m);
    if (!m.late) took[count++] = now() - start;
  }
  qsort(took, count, sizeof *took, ascending);
  double median = count >= enough ? took[count / 2] : 0;
  free(took);
  return median;
}
