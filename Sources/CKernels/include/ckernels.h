// The arithmetic of the core: int8 dot products, GEMM, GEMV, softmax, norms.
// One file per instruction set, behind one table that is chosen at start.
#ifndef SHOPTALK_CKERNELS_H
#define SHOPTALK_CKERNELS_H

#include <stddef.h>
#include <stdint.h>

// The instruction set whose kernels are in use, as a short name ("avx2", "neon-dotprod", ...).
const char *ck_isa_name(void);

#endif
