// Vectors of eight lanes, whatever the machine's own width: the compiler splits or joins them.
// Included once per instruction set, within its target attribute.
#include <stddef.h>
#include <stdint.h>
#include <string.h>

// All of these functions are inlined, so that how vectors are passed does not matter.
#pragma clang diagnostic ignored "-Wpsabi"
#pragma clang fp contract(off)

typedef float v8f __attribute__((vector_size(32)));
typedef int32_t v8i __attribute__((vector_size(32)));
typedef uint32_t v8u __attribute__((vector_size(32)));
typedef double v8d __attribute__((vector_size(64)));
typedef int64_t v8l __attribute__((vector_size(64)));
typedef int8_t v8b __attribute__((vector_size(8)));
typedef float v8f_loose __attribute__((vector_size(32), aligned(4), may_alias));

#define CK_INLINE static inline __attribute__((always_inline))

CK_INLINE v8f load8(const float *p) { return *(const v8f_loose *)p; }
CK_INLINE void store8(float *p, v8f v) { *(v8f_loose *)p = v; }
CK_INLINE v8f all8(float a) { return (v8f){a, a, a, a, a, a, a, a}; }

// The first n (< 8) of a vector, the rest zero.
CK_INLINE v8f load_part(const float *p, size_t n) {
  v8f v = all8(0);
  memcpy(&v, p, n * sizeof(float));
  return v;
}
CK_INLINE void store_part(float *p, v8f v, size_t n) { memcpy(p, &v, n * sizeof(float)); }

CK_INLINE v8f select8(v8i mask, v8f a, v8f b) { return (v8f)(((v8i)a & mask) | ((v8i)b & ~mask)); }
// As x86 has it: b unless a is greater (smaller).
CK_INLINE v8f max8(v8f a, v8f b) { return select8(a > b, a, b); }
CK_INLINE v8f min8(v8f a, v8f b) { return select8(a < b, a, b); }
CK_INLINE v8f abs8(v8f a) { return (v8f)((v8i)a & 0x7fffffff); }

// a · b + c, rounded once.
#ifdef CK_FMA
CK_INLINE v8f fma8(v8f a, v8f b, v8f c) { return __builtin_elementwise_fma(a, b, c); }
#else
// Without the instruction: the product is exact in double; the sum is rounded to odd there, so that the rounding to
// float that follows is as if there were but one (Boldo and Melquiond, "Emulation of FMA and correctly rounded sums").
CK_INLINE v8f fma8(v8f a, v8f b, v8f c) {
  v8d p = __builtin_convertvector(a, v8d) * __builtin_convertvector(b, v8d), d = __builtin_convertvector(c, v8d);
  v8d s = p + d, e = s - p;
  v8d error = (p - (s - e)) + (d - e);
  v8l inexact = (error < 0) | (error > 0), away = ((v8l)s ^ (v8l)error) < 0;
  v8l odd = ((v8l)s + away) | 1;  // a true comparison is −1
  return __builtin_convertvector((v8d)((inexact & odd) | (~inexact & (v8l)s)), v8f);
}
#endif

// Sums and maxima over the lanes, folding in half, so that every machine adds in the same order.
CK_INLINE float sum8(v8f v) {
  float a = v[0] + v[4], b = v[1] + v[5], c = v[2] + v[6], d = v[3] + v[7];
  return (a + c) + (b + d);
}
CK_INLINE float greatest8(v8f v) {
  float m = v[0];
  for (int i = 1; i < 8; i++) m = v[i] > m ? v[i] : m;
  return m;
}
CK_INLINE float fma1(float a, float b, float c) { return fma8(all8(a), all8(b), all8(c))[0]; }

// e^x = 2^n · e^r with x = n·ln 2 + r; e^r by a polynomial, fitted by weighted least squares towards the least maximum
// (3e-9) and evaluated by halves, which shortens the chain of dependent instructions.
typedef struct {
  v8f mantissa;  // e^r
  v8i n;
} split_exp;

CK_INLINE split_exp exp_parts(v8f x) {
  v8f magic = all8(12582912.0f), t = fma8(x, all8(1.44269504f), magic), n = t - magic;
  v8f r = fma8(n, all8(-0.693145752f), x);
  r = fma8(n, all8(-1.42860677e-06f), r);
  v8f s = r * r;
  v8f high = fma8(s, all8(0.00139506022f), fma8(r, all8(0.00836895313f), all8(0.041666206f)));
  v8f p = fma8(s, high, fma8(r, all8(0.166665182f), all8(0.5f)));
  return (split_exp){fma8(p, s, r) + 1.0f, (v8i)((v8u)t - 0x4B400000u)};  // n is in the low bits of t
}

CK_INLINE v8f exp8(v8f x) {
  v8i under = x < -87.3365f;
  split_exp e = exp_parts(min8(all8(88.7228f), x));  // NaN stays
  v8i half = e.n >> 1;
  v8f y = e.mantissa * (v8f)((v8u)(half + 127) << 23) * (v8f)((v8u)(e.n - half + 127) << 23);
  return select8(under, all8(0), y);
}

// The same for x <= 0, where one factor does.
CK_INLINE v8f exp_down8(v8f x) {
  split_exp e = exp_parts(x);
  return select8(x < -87.3365f, all8(0), e.mantissa * (v8f)((v8u)(e.n + 127) << 23));
}

// tanh x: an odd polynomial near 0, 1 − 2 / (e^2x + 1) beyond.
CK_INLINE v8f tanh8(v8f x) {
  v8f a = abs8(x), s = x * x, p = all8(-0.00560391368f);
  p = fma8(p, s, all8(0.0205517188f));
  p = fma8(p, s, all8(-0.0537141077f));
  p = fma8(p, s, all8(0.133311525f));
  p = fma8(p, s, all8(-0.333332717f));
  v8f near = fma8(p * s, x, x);
  v8f far = 1.0f - 2.0f / (exp8(min8(all8(20), a) * 2.0f) + 1.0f);
  far = (v8f)((v8i)far | ((v8i)x & (int32_t)0x80000000));
  return select8(a < 0.625f, near, far);
}

// x · Φ(x). With z = |x| / √2, erfc z = e^(−z·Q(z)), Q a polynomial fitted on 0…5.5; beyond, erfc is less than 1e-14.
// Φ(x) is erfc(z) / 2 on the left and 1 − erfc(z) / 2 on the right.
CK_INLINE v8f gelu8(v8f x) {
  v8f z = abs8(x) * 0.707106781f, s = z * z, t = s * s;
  v8f a = fma8(z, all8(0.636608958f), all8(1.1283797f)), b = fma8(z, all8(-0.0193250198f), all8(0.102839656f));
  v8f c = fma8(z, all8(0.00144947448f), all8(9.65210129e-05f));
  v8f d = fma8(z, all8(9.15710625e-05f), all8(-0.000528794073f));
  v8f q = fma8(t, fma8(t, all8(-6.60681599e-06f), fma8(s, d, c)), fma8(s, b, a));
  v8f e = select8(z > 5.5f, all8(0), exp_down8(-(z * q)) * 0.5f);
  return x * select8(x < 0, e, 1.0f - e);
}

CK_INLINE v8f silu8(v8f x) { return x / (exp8(-x) + 1.0f); }

// x/2 · (1 + tanh u) is x / (1 + e^(−2u)), here with −2u = −√(8/π) · (x + 0.044715 x³).
CK_INLINE v8f gelu_tanh8(v8f x) {
  v8f s = x * x, inner = x * fma8(s, all8(-0.0713548163f), all8(-1.59576912f));
  return x / (exp8(inner) + 1.0f);
}
