#include <flite/flite.h>
// The voices' entry points have no header of their own.
cst_voice *register_cmu_us_slt(const char *voxdir);
cst_voice *register_cmu_us_rms(const char *voxdir);
