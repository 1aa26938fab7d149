#include "table.h"

const ck_kernels *const ck_kernels_avx512vnni = NULL;
