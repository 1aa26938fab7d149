// The layout of keys and values, and the cutting of attention into tasks: one head and a block of queries each.
#include "table.h"

#include <string.h>

size_t ck_value_width(size_t width) { return ck_round_up(width, 8); }

void ck_memory_append(
  const ck_memory *m, const float *keys, size_t key_stride, const float *values, size_t value_stride, size_t rows) {
  size_t padded = ck_value_width(m->width);
  for (size_t h = 0; h < m->heads; h++) {
    float *key = m->keys + h * m->width * m->capacity + m->count;
    float *value = m->values + (h * m->capacity + m->count) * padded;
    for (size_t r = 0; r < rows; r++)
      memcpy(value + r * padded, values + r * value_stride + h * m->width, m->width * sizeof(float));
    for (size_t d = 0; d < m->width; d++)
      for (size_t r = 0; r < rows; r++) key[d * m->capacity + r] = keys[r * key_stride + h * m->width + d];
  }
}

// Scores and sums of the queries that are computed together.
static size_t scratch_each(const ck_memory *m) {
  return CK_QUERY_BLOCK * (ck_round_up(m->capacity, 16) + ck_value_width(m->width));
}

size_t ck_attend_scratch(const ck_memory *m, size_t threads) { return scratch_each(m) * threads; }

typedef struct {
  const ck_kernels *k;
  const ck_memory *memory;
  ck_head head;
  size_t chunk, chunks, scratch_each;
  float *scratch;
  // Heads of queries that share a head of keys and values; `folded`, when these are one query each, seen as rows.
  size_t group;
  bool folded;
} attend_job;

static void attend_task(void *context, size_t task, size_t worker) {
  attend_job *j = context;
  const ck_memory *m = j->memory;
  ck_head head = j->head;
  size_t h = task / j->chunks, row = task % j->chunks * j->chunk, end = row + j->chunk;
  size_t first = j->folded ? h * j->group : h, shared = j->folded ? h : h / j->group;
  head.q += first * m->width;
  head.out += first * m->width;
  head.keys += shared * m->width * m->capacity;
  head.values += shared * m->capacity * head.value_width;
  j->k->attend(&head, row, end < head.rows ? end : head.rows, j->scratch + worker * j->scratch_each);
}

void ck_attend(
  const ck_kernels *k, ck_pool *pool, const ck_memory *m, const float *q, size_t q_stride, size_t rows, float scale,
  bool causal, float *out, size_t out_stride, float *scratch) {
  ck_attend_grouped(k, pool, m, 1, q, q_stride, rows, scale, causal, out, out_stride, scratch);
}

void ck_attend_grouped(
  const ck_kernels *k, ck_pool *pool, const ck_memory *m, size_t group, const float *q, size_t q_stride, size_t rows,
  float scale, bool causal, float *out, size_t out_stride, float *scratch) {
  if (!rows || !m->count || (causal && rows > m->count)) {
    for (size_t r = 0; r < rows; r++) memset(out + r * out_stride, 0, group * m->heads * m->width * sizeof(float));
    return;
  }
  attend_job j = {
    k, m, {q, m->keys, m->values, q_stride, m->capacity, m->width, ck_value_width(m->width), m->count, rows, out,
           out_stride, scale, causal},
    .scratch_each = scratch_each(m), .scratch = scratch, .group = group, .folded = rows == 1 && group > 1};
  if (j.folded) {
    // A single position sees everything: its heads are the rows.
    j.head.rows = rows = group;
    j.head.q_stride = j.head.out_stride = m->width;
    j.head.causal = false;
  }
  j.chunk = ck_round_up(1 + (1 << 17) / (m->count * m->width + 1), CK_QUERY_BLOCK);
  j.chunks = (rows + j.chunk - 1) / j.chunk;
  size_t heads = j.folded ? m->heads : m->heads * group;
  bool small = rows * m->count * m->width * heads < 1 << 15;
  ck_pool_run(small ? NULL : pool, heads * j.chunks, attend_task, &j);
}
