// Runs the kernels of one instruction set over fixed pseudo-random cases and prints a checksum of each result's bits.
// Every set, on every machine, must print the same lines: cross.sh compares them.
//   driver list            the sets that this machine runs
//   driver chosen          the one that is used, or why SHOPTALK_ISA cannot be obeyed
//   driver NAME [cases]    the checksums of one set
#include "ckernels.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint64_t state;
static uint32_t next(void) {
  state ^= state << 13, state ^= state >> 7, state ^= state << 17;
  return (uint32_t)(state * 0x2545F4914F6CDD1DULL >> 32);
}
static size_t below(size_t n) { return next() % n; }
static float uniform(void) { return (float)(next() >> 8) * 0x1p-23f - 1; }
static float *floats(size_t n, float range) {
  float *x = aligned_alloc(64, (n * 4 + 127) / 64 * 64);
  for (size_t i = 0; i < n; i++) x[i] = uniform() * range;
  return x;
}

// FNV-1a; every NaN counts as the same one.
static uint64_t hash(const float *x, size_t n) {
  uint64_t h = 0xcbf29ce484222325ULL;
  for (size_t i = 0; i < n; i++) {
    uint32_t b;
    memcpy(&b, x + i, 4);
    if (isnan(x[i])) b = 0x7fc00000;
    for (int j = 0; j < 4; j++) h = (h ^ (b >> 8 * j & 255)) * 0x100000001b3ULL;
  }
  return h;
}

static const ck_kernels *k;
static ck_pool *pool;
static void show(const char *what, size_t seed, const float *x, size_t n) {
  printf("%s %zu %016llx\n", what, seed, (unsigned long long)hash(x, n));
}

static void linear(size_t seed, size_t rows, size_t in, size_t out, int kind) {
  size_t stride = 1 + below(in + 8);
  float *x = floats(rows * stride + in, 3), *scale = floats(out, 0.01f), *bias = floats(out, 1);
  int8_t *w = malloc(in * out);
  for (size_t i = 0; i < in * out; i++) w[i] = (int8_t)(kind == 1 ? (i / in % 2 ? 127 : -127) : (int)below(255) - 127);
  if (kind == 1)
    for (size_t i = 0; i < rows * stride + in; i++) x[i] = i / stride % 3 ? 1 : -1;
  if (kind == 2) x[below(in)] = NAN, x[below(rows * stride)] = INFINITY;
  if (kind == 3) memset(x, 0, (rows * stride + in) / 2 * 4);
  float *y = floats(rows * out, 1);
  size_t bytes = ck_packed_bytes(k, out, in), row_bytes = ck_rows_bytes(k, rows, in);
  void *blob = ck_allocate(bytes), *memory = ck_allocate(row_bytes);
  ck_matrix m = ck_pack(k, w, scale, seed % 2 ? bias : NULL, out, in, blob);
  for (int wide = 0; wide < 2; wide++) {
    ck_rows q = ck_quantize(k, pool, x, stride, rows, in, wide ? m.wide_limit : 127, memory);
    ck_linear(k, pool, &m, &q, y, out, seed % 3 == 0);
    char name[64];
    snprintf(name, sizeof name, "%slinear %zux%zux%zu", wide ? "wide " : "", rows, in, out);
    show(name, seed, y, rows * out);
  }
  ck_free(blob, bytes), ck_free(memory, row_bytes), free(x), free(scale), free(bias), free(w), free(y);
}

static void elements(size_t seed) {
  size_t n = 1 + below(600);
  float range = seed % 3 == 0 ? 100 : seed % 3 == 1 ? 4 : 0.01f;
  float *x = floats(n, range), *z = floats(2 * n, range), *y = floats(n, 1);
  if (seed % 5 == 0) x[below(n)] = NAN, x[below(n)] = INFINITY, x[below(n)] = -INFINITY;
#define MAP(op) memcpy(y, x, n * 4), op(k, pool, y, n), show(#op, seed, y, n)
  MAP(ck_exp), MAP(ck_gelu), MAP(ck_tanh), MAP(ck_gelu_tanh), MAP(ck_silu);
  ck_silu_gate(k, pool, z, y, 1, n), show("ck_silu_gate", seed, y, n);
  memcpy(y, x, n * 4), ck_add(k, pool, y, z, n), show("ck_add", seed, y, n);
  memcpy(y, x, n * 4), ck_scale(k, pool, y, 1.7f, n), show("ck_scale", seed, y, n);
  memcpy(y, x, n * 4), ck_axpy(k, y, 0.3f, z, n), show("ck_axpy", seed, y, n);
  float dot = ck_dot(k, z, z + n, n), sum = ck_log_sum_exp(k, z, n), best = (float)ck_argmax(k, x, n);
  show("ck_dot", seed, &dot, 1), show("ck_log_sum_exp", seed, &sum, 1), show("ck_argmax", seed, &best, 1);
  memcpy(y, z, n * 4), ck_softmax(k, y, n), show("ck_softmax", seed, y, n);
  int8_t q[600];
  for (size_t i = 0; i < n; i++) q[i] = (int8_t)(next() & 255);
  ck_dequantize(k, q, 0.013f, y, n), show("ck_dequantize", seed, y, n);
  free(x), free(z), free(y);
}

static void norms(size_t seed) {
  size_t rows = 1 + below(9), width = 1 + below(400);
  float *x = floats(rows * width, 5), *w = floats(width, 1), *b = floats(width, 1), *y = floats(rows * width, 1);
  double scratch[16];
  ck_layer_norm(k, pool, x, y, rows, width, w, seed % 2 ? b : NULL, 1e-5f), show("ck_layer_norm", seed, y, rows * width);
  ck_rms_norm(k, pool, x, y, rows, width, w, 1e-6f), show("ck_rms_norm", seed, y, rows * width);
  ck_group_norm(k, pool, x, y, rows, width, w, b, 1e-5f, scratch), show("ck_group_norm", seed, y, rows * width);
  free(x), free(w), free(b), free(y);
}

static void attention(size_t seed, bool coded) {
  size_t heads = 1 + below(4), widths[] = {36, 32, 64, 1 + below(100)}, width = widths[seed % 4], group = 1 + below(3);
  size_t keys = 2 + below(90), rows = 1 + below(seed % 2 ? keys : 12), all = heads * width, dropped = below(20);
  size_t capacity = (keys + dropped + 15) / 16 * 16, larger = capacity + 16 * below(3);
  void *base = ck_allocate(ck_memory_bytes(k, heads, width, capacity, coded));
  void *copied = ck_allocate(ck_memory_bytes(k, heads, width, larger, coded));
  ck_memory m = ck_memory_place(k, heads, width, capacity, coded, base);
  ck_memory copy = ck_memory_place(k, heads, width, larger, coded, copied);
  float *key = floats((keys + dropped) * all, 2), *value = floats((keys + dropped) * all, 2);
  float *q = floats(rows * all * group, 2), *out = floats(rows * all * group, 1);
  float *angles = floats(2 * (keys + rows) * (width / 2), 1);
  size_t rotary = width / 2 * 2 < 32 ? width / 2 * 2 : 32;
  ck_rotate(k, pool, key, all, keys, heads, width, rotary, angles, angles + keys, 0);
  show("ck_rotate", seed, key, keys * all);
  // Too much is appended, cut off again and replaced.
  ck_memory_append(k, pool, &m, key, all, value, all, keys - 1);
  ck_memory_append(k, pool, &m, key + keys * all, all, value + keys * all, all, dropped);
  m.count = keys - 1;
  ck_memory_append(k, pool, &m, key + (keys - 1) * all, all, value + (keys - 1) * all, all, 1);
  ck_memory_copy(k, &m, &copy);
  for (int i = 0; i < 2; i++) {
    ck_memory *from = i ? &copy : &m;
    float *scratch = ck_allocate(ck_attend_scratch(k, from, 4) * 4);
    ck_attend_grouped(
      k, pool, from, group, q, all * group, rows, 0.17f, seed % 2, out, all * group, scratch);
    show(coded ? "coded attend" : "ck_attend", seed, out, rows * all * group);
    ck_free(scratch, ck_attend_scratch(k, from, 4) * 4);
  }
  ck_free(base, ck_memory_bytes(k, heads, width, capacity, coded));
  ck_free(copied, ck_memory_bytes(k, heads, width, larger, coded));
  free(key), free(value), free(q), free(out), free(angles);
}

static void float_linear(size_t seed) {
  size_t rows = 1 + below(60), in = 1 + below(200), out = 1 + below(70), stride = 1 + below(in + 5);
  float *x = floats(rows * stride + in, 1), *w = floats(in * out, 1), *b = floats(out, 1), *y = floats(rows * out, 1);
  float *packed = aligned_alloc(64, (ck_float_packed_bytes(out, in) + 63) / 64 * 64);
  ck_float_pack(w, out, in, packed);
  ck_float_linear(k, pool, packed, seed % 2 ? b : NULL, out, in, x, stride, rows, y, out);
  show("ck_float_linear", seed, y, rows * out);
  free(x), free(w), free(b), free(y), free(packed);
}

int main(int argc, char **argv) {
  if (argc < 2 || !strcmp(argv[1], "list")) {
    for (size_t i = 0; ck_available(i); i++) puts(ck_available(i));
    return 0;
  }
  if (!strcmp(argv[1], "chosen")) return puts(ck_choice_error() ? ck_choice_error() : ck_name(ck_chosen())), 0;
  if (!(k = ck_named(argv[1]))) return fprintf(stderr, "driver: this machine has no %s kernels\n", argv[1]), 64;
  size_t cases = argc > 2 ? (size_t)atol(argv[2]) : 60;
  for (size_t seed = 1; seed <= cases; seed++) {
    state = seed * 0x9E3779B97F4A7C15ULL | 1;
    if (pool) ck_pool_destroy(pool);
    pool = ck_pool_create(1 + seed % 3);
    linear(seed, 1 + below(40), 1 + below(130), 1 + below(70), 0);
    linear(seed, 1 + below(9), 131 + below(2200), 1 + below(90), (int)(seed % 4));
    elements(seed), norms(seed), attention(seed, false), attention(seed, true), float_linear(seed);
  }
  ck_pool_destroy(pool);
  return 0;
}
