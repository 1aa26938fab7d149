// Which kernels this machine runs, and which of them are in use.
#define _GNU_SOURCE
#include "table.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if defined(__aarch64__) && defined(__linux__)
#include <sys/auxv.h>
#endif

typedef enum { plain, avx2, avx512vnni, neon, neon_dotprod, neon_i8mm } feature;

static bool has(feature f) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  switch (f) {
    case avx2: return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    case avx512vnni:
#ifdef CK_EMULATE_VNNI
      return has(avx2);
#endif
      return __builtin_cpu_supports("avx512vnni") && __builtin_cpu_supports("avx512bw")
        && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") && has(avx2);
    default: return f == plain;
  }
#elif defined(__aarch64__)
  switch (f) {
    case neon_dotprod:
#if defined(__linux__)
      return getauxval(AT_HWCAP) & (1UL << 20);  // HWCAP_ASIMDDP
#else
      return false;
#endif
    case neon_i8mm:
#if defined(__linux__)
      return getauxval(AT_HWCAP2) & (1UL << 13);  // HWCAP2_I8MM
#else
      return false;
#endif
    default: return f == plain || f == neon;
  }
#else
  return f == plain;
#endif
}

enum { sets = 6 };

// Fastest first.
static const ck_kernels *set(size_t i, feature *f) {
  static const feature features[sets] = {avx512vnni, avx2, neon_i8mm, neon_dotprod, neon, plain};
  const ck_kernels *kernels[sets] = {
    ck_kernels_avx512vnni, ck_kernels_avx2, ck_kernels_neon_i8mm, ck_kernels_neon_dotprod, ck_kernels_neon,
    ck_kernels_scalar};
  *f = features[i];
  return kernels[i];
}

const ck_kernels *ck_named(const char *name) {
  feature f;
  for (size_t i = 0; i < sets; i++) {
    const ck_kernels *k = set(i, &f);
    if (k && !strcmp(k->name, name)) return has(f) ? k : NULL;
  }
  return NULL;
}

const char *ck_available(size_t index) {
  feature f;
  for (size_t i = 0; i < sets; i++) {
    const ck_kernels *k = set(i, &f);
    if (k && has(f) && !index--) return k->name;
  }
  return NULL;
}

const char *ck_name(const ck_kernels *k) { return k->name; }

static const ck_kernels *chosen;
static char error[256];

static void choose(void) {
  chosen = ck_named(ck_available(0));
  const char *wish = getenv("SHOPTALK_ISA");
  if (!wish || !*wish) return;
  const ck_kernels *k = ck_named(wish);
  if (k) {
    chosen = k;
    return;
  }
  int n = snprintf(error, sizeof error, "SHOPTALK_ISA=%.32s: this machine has no such kernels; it has", wish);
  const char *name;
  for (size_t i = 0; (name = ck_available(i)) && n > 0 && (size_t)n < sizeof error; i++)
    n += snprintf(error + n, sizeof error - (size_t)n, "%s %s", i ? "," : "", name);
}

static pthread_once_t once = PTHREAD_ONCE_INIT;

const ck_kernels *ck_chosen(void) {
  pthread_once(&once, choose);
  return chosen;
}

const char *ck_choice_error(void) {
  pthread_once(&once, choose);
  return *error ? error : NULL;
}
