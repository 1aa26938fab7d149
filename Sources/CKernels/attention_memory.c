// Where keys and values lie, in fp32 and as int8.
#include "table.h"

#include <string.h>

static size_t padded_width(size_t width) { return ck_round_up(width, 8); }

// Bytes of one head's codes.
static size_t key_bytes(const ck_kernels *k, const ck_memory *m) {
  return ck_round_up(m->capacity, k->panel) * ck_round_up(m->width, k->columns);
}
static size_t value_bytes(const ck_kernels *k, const ck_memory *m) {
  return ck_round_up(m->width, k->panel) * m->capacity;
}

// Lays the parts out one after the other from `base`; returns their bytes.
static size_t place(const ck_kernels *k, ck_memory *m, bool coded, uint8_t *base) {
  size_t at = 0;
#define CK_PLACE(part, bytes)                     \
  do {                                            \
    if (base) m->part = (void *)(base + at);      \
    at += ck_round_up(bytes, 64);                 \
  } while (0)
  if (coded) {
    CK_PLACE(key_codes, m->heads * key_bytes(k, m));
    CK_PLACE(value_codes, m->heads * value_bytes(k, m));
    CK_PLACE(key_scales, m->heads * m->capacity * sizeof(float));
    CK_PLACE(value_scales, m->heads * m->capacity * sizeof(float));
    CK_PLACE(key_sums, m->heads * m->capacity * sizeof(int32_t));
  } else {
    CK_PLACE(keys, m->heads * m->width * m->capacity * sizeof(float));
    CK_PLACE(values, m->heads * padded_width(m->width) * m->capacity * sizeof(float));
  }
  return at;
}

size_t ck_memory_bytes(const ck_kernels *k, size_t heads, size_t width, size_t capacity, bool coded) {
  ck_memory m = {.heads = heads, .width = width, .capacity = capacity};
  return place(k, &m, coded, NULL);
}

ck_memory ck_memory_place(
  const ck_kernels *k, size_t heads, size_t width, size_t capacity, bool coded, void *base) {
  ck_memory m = {.heads = heads, .width = width, .capacity = capacity};
  place(k, &m, coded, base);
  return m;
}

enum { widest_head = 1024 };

typedef struct {
  const ck_kernels *k;
  const ck_memory *m;
  const float *keys, *values;
  size_t key_stride, value_stride, rows;
} append_job;

static void append_key(const append_job *j, size_t h, size_t t, const float *key) {
  const ck_kernels *k = j->k;
  const ck_memory *m = j->m;
  int8_t line[widest_head + 64];
  size_t at = h * m->capacity + t, columns = ck_round_up(m->width, k->columns);
  size_t panel = k->panel, group = k->group, step = panel * group;
  // One group of components after the other, each in its place among those of the panel's other keys.
  int8_t *codes = m->key_codes + h * key_bytes(k, m) + t / panel * panel * columns + t % panel * group;
  m->key_scales[at] = k->encode(key, m->width, line);
  memset(line + m->width, 0, columns - m->width);
  int32_t sum = 0;
  for (size_t d = 0; d < m->width; d++) sum += line[d];
  m->key_sums[at] = sum;
  if (group == 4)
    for (size_t d = 0; d < columns; d += 4, codes += step) memcpy(codes, line + d, 4);
  else
    for (size_t d = 0; d < columns; d += group, codes += step) memcpy(codes, line + d, group);
}

enum { widest_group = 8 };

// `count` values of successive positions of one group, from t on.
static void append_values(
  const append_job *j, size_t h, size_t t, size_t count, const float *value, size_t stride) {
  const ck_kernels *k = j->k;
  const ck_memory *m = j->m;
  int8_t line[widest_group][widest_head + 64];
  size_t panel = k->panel, group = k->group;
  for (size_t i = 0; i < count; i++)
    m->value_scales[h * m->capacity + t + i] = k->encode(value + i * stride, m->width, line[i]);
  // One component after the other, each among those of its group of positions.
  int8_t *codes = m->value_codes + h * value_bytes(k, m) + t / group * panel * group + t % group;
  for (size_t d = 0; d < m->width; d += panel, codes += panel * m->capacity) {
    size_t most = m->width - d < panel ? m->width - d : panel;
    if (count == 4 && group == 4)
      for (size_t i = 0; i < most; i++)
        for (size_t g = 0; g < 4; g++) codes[i * 4 + g] = line[g][d + i];
    else
      for (size_t g = 0; g < count; g++)
        for (size_t i = 0; i < most; i++) codes[i * group + g] = line[g][d + i];
  }
}

static void append_task(void *context, size_t h, size_t worker) {
  append_job *j = context;
  const ck_memory *m = j->m;
  size_t from = h * m->width, padded = padded_width(m->width), rows = j->rows;
  if (m->key_codes) {
    for (size_t r = 0; r < rows; r++) append_key(j, h, m->count + r, j->keys + r * j->key_stride + from);
    for (size_t r = 0, count; r < rows; r += count) {
      count = j->k->group - (m->count + r) % j->k->group;
      if (count > rows - r) count = rows - r;
      append_values(j, h, m->count + r, count, j->values + r * j->value_stride + from, j->value_stride);
    }
    return;
  }
  float *key = m->keys + from * m->capacity + m->count, *value = m->values + (h * m->capacity + m->count) * padded;
  for (size_t r = 0; r < rows; r++)
    memcpy(value + r * padded, j->values + r * j->value_stride + from, m->width * sizeof(float));
  for (size_t d = 0; d < m->width; d++)
    for (size_t r = 0; r < rows; r++) key[d * m->capacity + r] = j->keys[r * j->key_stride + from + d];
}

void ck_memory_append(
  const ck_kernels *k, ck_pool *pool, ck_memory *m, const float *keys, size_t key_stride, const float *values,
  size_t value_stride, size_t rows) {
  append_job j = {k, m, keys, values, key_stride, value_stride, rows};
  ck_pool_run(rows * m->width * m->heads < 1 << 13 ? NULL : pool, m->heads, append_task, &j);
  m->count += rows;
}

void ck_memory_copy(const ck_kernels *k, const ck_memory *from, ck_memory *to) {
  size_t n = from->count, padded = padded_width(from->width), panels = ck_round_up(from->width, k->panel) / k->panel;
  for (size_t h = 0; h < from->heads; h++) {
    size_t a = h * from->capacity, b = h * to->capacity;
    if (from->key_codes) {
      size_t keys = ck_round_up(n, k->panel) * ck_round_up(from->width, k->columns);
      memcpy(to->key_codes + h * key_bytes(k, to), from->key_codes + h * key_bytes(k, from), keys);
      for (size_t p = 0; p < panels; p++)
        memcpy(
          to->value_codes + h * value_bytes(k, to) + p * k->panel * to->capacity,
          from->value_codes + h * value_bytes(k, from) + p * k->panel * from->capacity,
          k->panel * ck_round_up(n, k->group));
      memcpy(to->key_scales + b, from->key_scales + a, n * sizeof(float));
      memcpy(to->value_scales + b, from->value_scales + a, n * sizeof(float));
      memcpy(to->key_sums + b, from->key_sums + a, n * sizeof(int32_t));
      continue;
    }
    for (size_t d = h * from->width; d < (h + 1) * from->width; d++)
      memcpy(to->keys + d * to->capacity, from->keys + d * from->capacity, n * sizeof(float));
    memcpy(to->values + b * padded, from->values + a * padded, n * padded * sizeof(float));
  }
  to->count = n;
}

// The keys and values of head h as linear layers over the first `count` positions.
ck_parts ck_memory_keys(const ck_kernels *k, const ck_memory *m, size_t h, size_t count) {
  size_t columns = ck_round_up(m->width, k->columns);
  return (ck_parts){
    .weights = m->key_codes + h * key_bytes(k, m), .sums = m->key_sums + h * m->capacity,
    .scale = m->key_scales + h * m->capacity, .out = count, .panels = ck_round_up(count, k->panel) / k->panel,
    .columns = columns, .panel_bytes = k->panel * columns};
}

// What these are multiplied with is positive, and unsigned where a set wants unsigned bytes: no sums are to be taken
// away. What lies past `count` meets zeros.
ck_parts ck_memory_values(const ck_kernels *k, const ck_memory *m, size_t h, size_t count) {
  static const float ones[widest_head + 64] = {[0 ... widest_head + 63] = 1};
  static const int32_t none[widest_head + 64];
  size_t padded = ck_round_up(m->width, k->panel);
  return (ck_parts){
    .weights = m->value_codes + h * value_bytes(k, m), .sums = none, .scale = ones,
    .out = m->width, .panels = padded / k->panel, .columns = ck_round_up(count, k->columns),
    .panel_bytes = k->panel * m->capacity};
}
