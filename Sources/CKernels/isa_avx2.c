#include "table.h"

const ck_kernels *const ck_kernels_avx2 = NULL;
