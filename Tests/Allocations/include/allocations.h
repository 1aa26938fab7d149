// Counts what a thread takes from the heap: the test program's malloc and its kin are these, over glibc's own.
#pragma once

/// How often the calling thread has asked for memory since it began.
long allocations_of_this_thread(void);
