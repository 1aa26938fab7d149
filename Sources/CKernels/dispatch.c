#include "ckernels.h"

const char *ck_isa_name(void) { return "scalar"; }
