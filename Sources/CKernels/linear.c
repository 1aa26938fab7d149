// Packing of matrices, and the cutting of linear layers into tasks.
#include "table.h"

#include <string.h>

// Parts of a blob begin on 64 bytes.
static size_t sums_at(const ck_kernels *k, size_t out, size_t in) {
  return ck_round_up(ck_round_up(out, k->panel) * ck_round_up(in, k->columns), 64);
}
static size_t line(const ck_kernels *k, size_t out) { return ck_round_up(ck_round_up(out, k->panel) * 4, 64); }

size_t ck_packed_bytes(const ck_kernels *k, size_t out, size_t in) { return sums_at(k, out, in) + 3 * line(k, out); }

const char *ck_layout(const ck_kernels *k) { return k->layout; }

static const ck_kernels packers[] = {
  {.name = "p16g2", .layout = "p16g2", .panel = 16, .group = 2, .columns = 8},
  {.name = "p16g4", .layout = "p16g4", .panel = 16, .group = 4, .columns = 16},
  {.name = "p16g8", .layout = "p16g8", .panel = 16, .group = 8, .columns = 16},
  {.name = "p8g8", .layout = "p8g8", .panel = 8, .group = 8, .columns = 8},
};
enum { layouts = sizeof packers / sizeof *packers };

const char *ck_layout_name(size_t index) { return index < layouts ? packers[index].layout : NULL; }

const ck_kernels *ck_packer(const char *layout) {
  for (size_t i = 0; i < layouts; i++)
    if (!strcmp(packers[i].layout, layout)) return packers + i;
  return NULL;
}

ck_parts ck_matrix_parts(const ck_kernels *k, const ck_matrix *m) {
  const uint8_t *sums = m->blob + sums_at(k, m->out, m->in);
  size_t step = line(k, m->out);
  size_t columns = ck_round_up(m->in, k->columns);
  return (ck_parts){
    .weights = (const int8_t *)m->blob,
    .sums = (const int32_t *)sums,
    .scale = (const float *)(sums + step),
    .bias = m->has_bias ? (const float *)(sums + 2 * step) : NULL,
    .out = m->out,
    .panels = ck_round_up(m->out, k->panel) / k->panel,
    .columns = columns,
    .panel_bytes = k->panel * columns,
  };
}

// One row's `n` columns, a multiple of the group, go to every `step`th byte group of `panel`.
static void scatter(const int8_t *row, int8_t *panel, size_t n, size_t group, size_t step) {
#define CK_SCATTER(size) \
  for (size_t i = 0; i < n; i += size) memcpy(panel + i / size * step, row + i, size)
  switch (group) {
    case 2: CK_SCATTER(2); break;
    case 4: CK_SCATTER(4); break;
    default: CK_SCATTER(8); break;
  }
}

ck_matrix ck_pack(
  const ck_kernels *k, const int8_t *weight, const float *scale, const float *bias, size_t out, size_t in,
  void *blob) {
  ck_matrix m = {blob, out, in, bias != NULL, 0};
  int64_t most = 1;  // the greatest sum of magnitudes of a row
  ck_parts parts = ck_matrix_parts(k, &m);
  memset((uint8_t *)blob + sums_at(k, out, in), 0, 3 * line(k, out));
  int8_t *weights = (int8_t *)blob;
  int32_t *sums = (int32_t *)parts.sums;
  size_t step = k->panel * k->group;
  enum { chunk = 1024 };  // a multiple of every group
  for (size_t o = 0; o < ck_round_up(out, k->panel); o++) {
    int8_t *panel = weights + o / k->panel * k->panel * parts.columns + o % k->panel * k->group;
    int32_t sum = 0;
    int64_t magnitudes = 0;
    for (size_t i = 0; i < parts.columns; i += chunk) {
      int8_t part[chunk] = {0};
      size_t n = i >= in || o >= out ? 0 : in - i < chunk ? in - i : chunk;
      const int8_t *from = weight + o * in + i;
      for (size_t j = 0; j < n; j++) {
        int8_t w = from[j] < -127 ? -127 : from[j];
        part[j] = w;
        sum += w;
        magnitudes += w < 0 ? -w : w;
      }
      size_t whole = parts.columns - i < chunk ? parts.columns - i : chunk;
      scatter(part, panel + i / k->group * step, whole, k->group, step);
    }
    if (o < out) sums[o] = sum;
    if (magnitudes > most) most = magnitudes;
  }
  memcpy((float *)parts.scale, scale, out * sizeof(float));
  if (bias) memcpy((float *)parts.bias, bias, out * sizeof(float));
  m.wide_limit = most < INT32_MAX / (127 * 256) ? 127 * 256 : (int32_t)(INT32_MAX / most);
  return m;
}

// How many rows of elements a wide row takes.
static size_t wide_planes(const ck_kernels *k, size_t rows) { return k->element_bytes(rows) == 1 ? 2 : 1; }

size_t ck_rows_bytes(const ck_kernels *k, size_t rows, size_t in) {
  return rows * wide_planes(k, rows) * ck_row_bytes(k, rows, in) + ck_round_up(rows * sizeof(float), 64);
}

typedef struct {
  const ck_kernels *k;
  const float *x;
  size_t stride, chunk;
  float limit;
  ck_rows rows;
  const ck_before *before;
  float *to, *scratch;  // where its results go: x itself, or a row for each thread
} quantize_job;

// The row that is to be quantised in place of `x`.
static const float *prepared(const quantize_job *j, const float *x, float *y) {
  const ck_kernels *k = j->k;
  const ck_before *b = j->before;
  size_t n = j->rows.in;
  bool gated = b->step == CK_SILU_GATE, normed = b->step == CK_LAYER_NORM || b->step == CK_RMS_NORM;
  if (!gated && !normed && y != x) memcpy(y, x, n * sizeof *y);
  switch (b->step) {
    case CK_GELU: k->gelu(y, n); break;
    case CK_GELU_TANH: k->gelu_tanh(y, n); break;
    case CK_SILU_GATE: k->silu_gate(x, x + n, y, n); break;
    case CK_LAYER_NORM: k->layer_norm(x, y, n, b->weight, b->bias, b->epsilon); break;
    case CK_RMS_NORM: k->rms_norm(x, y, n, b->weight, b->epsilon); break;
  }
  return y;
}

static void quantize_task(void *context, size_t task, size_t worker) {
  quantize_job *j = context;
  size_t bytes = ck_row_bytes(j->k, j->rows.rows, j->rows.in), padded = ck_round_up(j->rows.in, j->k->columns);
  for (size_t r = task * j->chunk; r < (task + 1) * j->chunk && r < j->rows.rows; r++) {
    uint8_t *q = j->rows.data + r * j->rows.planes * bytes, *low = j->rows.planes == 2 ? q + bytes : NULL;
    const float *x = j->x + r * j->stride;
    if (j->before) x = prepared(j, x, j->scratch ? j->scratch + worker * j->rows.in : j->to + r * j->stride);
    j->k->quantize(x, j->rows.in, padded, j->limit, q, low, j->rows.scale + r);
  }
}

static ck_rows quantize(ck_pool *pool, quantize_job *j, int32_t limit, void *memory, size_t each) {
  ck_rows *rows = &j->rows;
  rows->data = memory;
  rows->planes = limit > 127 ? wide_planes(j->k, rows->rows) : 1;
  rows->scale = (float *)(rows->data + rows->rows * rows->planes * ck_row_bytes(j->k, rows->rows, rows->in));
  j->limit = (float)limit;
  j->chunk = 1 + each / (rows->in + 1);
  size_t tasks = (rows->rows + j->chunk - 1) / j->chunk;
  ck_pool_run(tasks > 2 ? pool : NULL, tasks, quantize_task, j);
  return *rows;
}

ck_rows ck_quantize(
  const ck_kernels *k, ck_pool *pool, const float *x, size_t stride, size_t rows, size_t in, int32_t limit,
  void *memory) {
  quantize_job j = {.k = k, .x = x, .stride = stride, .rows = {.rows = rows, .in = in}};
  return quantize(pool, &j, limit, memory, 4096);
}

ck_rows ck_quantize_after(
  const ck_kernels *k, ck_pool *pool, const ck_before *before, float *x, size_t stride, size_t rows, size_t in,
  int32_t limit, void *memory, float *scratch) {
  quantize_job j = {
    .k = k, .x = x, .stride = stride, .rows = {.rows = rows, .in = in}, .before = before, .to = x, .scratch = scratch};
  return quantize(pool, &j, limit, memory, 2048);
}

typedef struct {
  const ck_kernels *k;
  ck_block block;
  size_t panels, panel_chunk, panel_chunks, rows, row_chunk;
} linear_job;

enum { most_layers = 4 };

typedef struct {
  linear_job each[most_layers];
  size_t end[most_layers];  // one past each one's tasks
} linears_job;

static void linear_task(void *context, size_t task, size_t worker) {
  linears_job *all = context;
  size_t which = 0;
  while (task >= all->end[which]) which++;
  linear_job *j = all->each + which;
  if (which) task -= all->end[which - 1];
  ck_block b = j->block;
  b.row = task / j->panel_chunks * j->row_chunk;
  b.panel = task % j->panel_chunks * j->panel_chunk;
  b.row_end = b.row + j->row_chunk < j->rows ? b.row + j->row_chunk : j->rows;
  b.panel_end = b.panel + j->panel_chunk < j->panels ? b.panel + j->panel_chunk : j->panels;
  j->k->multiply(&b);
}

// A task should be some tens of microseconds of work: small enough that a thread which is put to sleep in the middle
// of one holds up little, large enough that claiming it costs nothing. A block of rows stays in the second level
// cache while all panels pass by.
static void cut(linear_job *j, size_t in) {
  enum { products = 1 << 20, cached = 128 << 10 };
  size_t columns = ck_round_up(in, j->k->columns), each = j->k->panel * columns;
  size_t most = products / each, fits = cached / ck_row_bytes(j->k, j->rows, in);
  if (most > fits) most = fits;
  if (most < j->k->row_tile) most = j->k->row_tile;
  size_t chunks = (j->rows + most - 1) / most;
  j->row_chunk = chunks == 1 ? j->rows : ck_round_up((j->rows + chunks - 1) / chunks, j->k->row_tile);
  size_t panels = products / 4 / (each * j->row_chunk);
  // Few rows are multiplied by four panels at a time, so fours are best even where the tile is one.
  j->panel_chunk = panels >= 4 ? panels / 4 * 4 : j->k->panel_tile;
  j->panel_chunks = (j->panels + j->panel_chunk - 1) / j->panel_chunk;
}

void ck_linears(const ck_kernels *k, ck_pool *pool, const ck_layer *layers, size_t count, const ck_rows *rows) {
  if (!rows->rows || !count || count > most_layers) return;
  linears_job all;
  size_t tasks = 0, outputs = 0;
  for (size_t i = 0; i < count; i++) {
    linear_job *j = all.each + i;
    *j = (linear_job){
      .k = k, .rows = rows->rows,
      .block = {
        .parts = ck_matrix_parts(k, &layers[i].matrix), .rows = rows, .y = layers[i].y, .stride = layers[i].stride,
        .add = layers[i].add}};
    j->panels = j->block.parts.panels;
    cut(j, rows->in);
    tasks += (j->rows + j->row_chunk - 1) / j->row_chunk * j->panel_chunks;
    all.end[i] = tasks;
    outputs += layers[i].matrix.out;
  }
  // Below some microseconds in all, sharing costs more than it gains.
  bool small = rows->rows * rows->in * outputs < 1 << 16;
  ck_pool_run(small ? NULL : pool, tasks, linear_task, &all);
}

void ck_linear(
  const ck_kernels *k, ck_pool *pool, const ck_matrix *matrix, const ck_rows *rows, float *y, size_t stride,
  bool add) {
  ck_layer layer = {*matrix, y, stride, add};
  ck_linears(k, pool, &layer, 1, rows);
}

// MARK: fp32

size_t ck_float_packed_bytes(size_t out, size_t in) { return ck_round_up(out, 16) * in * sizeof(float); }

void ck_float_pack(const float *weight, size_t out, size_t in, float *packed) {
  memset(packed, 0, ck_float_packed_bytes(out, in));
  for (size_t o = 0; o < out; o++)
    for (size_t i = 0; i < in; i++) packed[(o / 16 * in + i) * 16 + o % 16] = weight[o * in + i];
}

typedef struct {
  const ck_kernels *k;
  const float *packed, *bias, *x;
  size_t out, in, x_stride, rows, y_stride, panels;
  float *y;
} float_job;

enum { float_rows = 48 };

static void float_task(void *context, size_t task, size_t worker) {
  float_job *j = context;
  size_t row = task / j->panels * float_rows, o = task % j->panels * 16;
  size_t rows = j->rows - row < float_rows ? j->rows - row : float_rows, outs = j->out - o < 16 ? j->out - o : 16;
  j->k->float_multiply(
    j->packed + o * j->in, j->bias ? j->bias + o : NULL, j->in, outs, j->x + row * j->x_stride, j->x_stride, rows,
    j->y + row * j->y_stride + o, j->y_stride);
}

void ck_float_linear(
  const ck_kernels *k, ck_pool *pool, const float *packed, const float *bias, size_t out, size_t in, const float *x,
  size_t x_stride, size_t rows, float *y, size_t y_stride) {
  float_job j = {k, packed, bias, x, out, in, x_stride, rows, y_stride, ck_round_up(out, 16) / 16, y};
  size_t tasks = (rows + float_rows - 1) / float_rows * j.panels;
  ck_pool_run(rows * in * out < 1 << 15 ? NULL : pool, tasks, float_task, &j);
}
