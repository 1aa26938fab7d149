// Attention over int8, and the cutting of attention into tasks: one head and a block of queries each.
#include "table.h"

#include <string.h>

// What a thread needs for the queries that are computed together: in fp32 scores and sums; as int8 queries, scores, and
// the scores' exponentials.
static size_t query_bytes(const ck_kernels *k, const ck_memory *m) {
  return ck_rows_bytes(k, CK_QUERY_BLOCK, m->width);
}
static size_t scratch_each(const ck_kernels *k, const ck_memory *m) {
  size_t capacity = ck_round_up(m->capacity, 16);
  if (!m->key_codes) return CK_QUERY_BLOCK * (capacity + ck_round_up(m->width, 8));
  size_t bytes = query_bytes(k, m) + ck_rows_bytes(k, CK_QUERY_BLOCK, capacity);
  return CK_QUERY_BLOCK * capacity + bytes / sizeof(float);
}

size_t ck_attend_scratch(const ck_kernels *k, const ck_memory *m, size_t threads) {
  return scratch_each(k, m) * threads;
}

// MARK: int8
//
// Keys and values are int8, queries and the exponentials of the scores wide (up to 15 bits): their error is far below
// that of the keys and values. The exponentials are multiplied by the values' scales before they are quantised.

// The greatest magnitude of what is summed with `n` int8 values that leaves the sum within int32.
static float wide_limit(size_t n) {
  size_t most = INT32_MAX / (127 * (n ? n : 1));
  return most < 127 * 256 ? (float)most : 127 * 256;
}

// Queries [row, row_end) of one head.
static void attend_coded(
  const ck_kernels *k, const ck_memory *m, const ck_head *head, size_t shared, size_t row, size_t row_end,
  float *scratch) {
  size_t capacity = ck_round_up(m->capacity, 16), planes = k->element_bytes(CK_QUERY_BLOCK) == 1 ? 2 : 1;
  float *scores = scratch;
  uint8_t *query_data = (uint8_t *)(scores + CK_QUERY_BLOCK * capacity), *blend_data = query_data + query_bytes(k, m);
  float limit = wide_limit(m->width), scale[CK_QUERY_BLOCK];
  for (size_t rows; row < row_end; row += rows) {
    rows = row_end - row < CK_QUERY_BLOCK ? row_end - row : CK_QUERY_BLOCK;
    size_t seen = head->causal ? head->count - (head->rows - row - rows) : head->count;  // by the last of them
    ck_rows q = {query_data, scale, rows, m->width, planes};
    ck_parts keys = ck_memory_keys(k, m, shared, seen), values = ck_memory_values(k, m, shared, seen);
    size_t bytes = ck_row_bytes(k, rows, m->width);
    for (size_t r = 0; r < rows; r++) {
      uint8_t *to = q.data + r * planes * bytes;
      k->quantize(
        head->q + (row + r) * head->q_stride, m->width, keys.columns, limit, to, planes == 2 ? to + bytes : NULL,
        scale + r);
      scale[r] *= head->scale;
    }
    ck_block b = {.parts = keys, .rows = &q, .row_end = rows, .panel_end = keys.panels, .y = scores, .stride = capacity};
    k->multiply(&b);
    ck_rows p = {blend_data, scale, rows, seen, planes};
    bytes = ck_row_bytes(k, rows, seen);
    for (size_t r = 0; r < rows; r++) {
      uint8_t *to = p.data + r * planes * bytes;
      size_t count = head->causal ? seen - (rows - 1 - r) : seen;
      k->quantize_softmax(
        scores + r * capacity, m->value_scales + shared * m->capacity, count, values.columns, wide_limit(count), to,
        planes == 2 ? to + bytes : NULL, scale + r);
    }
    b = (ck_block){
      .parts = values, .rows = &p, .row_end = rows, .panel_end = values.panels, .y = head->out + row * head->out_stride,
      .stride = head->out_stride};
    k->multiply(&b);
  }
}

// MARK: Tasks

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
  float *scratch = j->scratch + worker * j->scratch_each;
  if (end > head.rows) end = head.rows;
  if (m->key_codes) return attend_coded(j->k, m, &head, shared, row, end, scratch);
  head.keys += shared * m->width * m->capacity;
  head.values += shared * m->capacity * head.value_width;
  j->k->attend(&head, row, end, scratch);
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
    k, m, {q, m->keys, m->values, q_stride, m->capacity, m->width, ck_round_up(m->width, 8), m->count, rows, out,
           out_stride, scale, causal},
    .scratch_each = scratch_each(k, m), .scratch = scratch, .group = group, .folded = rows == 1 && group > 1};
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
