// The thread pool. A run is published in one word, the ticket: its number and how many of its tasks are unclaimed.
// Threads claim tasks one by one, so a thread that the system has put to sleep delays a run by one task at most.
// Waiting threads look at the ticket for some tens of microseconds, then sleep on a futex; at once where the thread
// that they wait for was last seen on their own processor, because looking would only keep it from running.
#define _GNU_SOURCE
#include "table.h"

#include <errno.h>
#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { most_threads = 64, spin_ns = 60000 };

struct ck_pool {
  // High half: the number of the run. Low half: tasks not yet claimed.
  _Alignas(64) _Atomic uint64_t ticket;
  // Tasks not yet finished.
  _Alignas(64) _Atomic uint32_t pending;
  // The number of the run, which sleeping workers wait on; how many sleep; whether the caller sleeps.
  _Alignas(64) _Atomic uint32_t run;
  _Atomic uint32_t sleepers, caller_sleeps;
  atomic_bool closing;
  // Set before the ticket, and unchanged until the run's last task is done.
  _Alignas(64) ck_task task;
  void *context;
  uint32_t tasks;
  pthread_mutex_t busy;
  // The processor on which each thread last worked.
  _Atomic int processor[most_threads];
  size_t threads;
  pthread_t ids[most_threads];
};

// The pool that the current thread works for, if any: a run within a run stays on its thread.
static _Thread_local const ck_pool *working;

static void futex_wait(_Atomic uint32_t *word, uint32_t value) {
  syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, value, NULL, NULL, 0);
}
static void futex_wake(_Atomic uint32_t *word, int count) {
  syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, count, NULL, NULL, 0);
}

static void breathe(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("isb" ::: "memory");  // longer than yield, which most cores take as nothing
#endif
}

static int64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000LL + t.tv_nsec;
}

// Whether one of the threads [first, end) was last seen on this processor.
static bool shares_processor(const ck_pool *p, size_t first, size_t end) {
  int here = sched_getcpu();
  for (size_t i = first; i < end; i++)
    if (atomic_load_explicit(&p->processor[i], memory_order_relaxed) == here) return true;
  return false;
}

// Looks at `word` until it is no longer `value` (true) or the time is up (false). The clock is read seldom.
static bool spin_while(const ck_pool *p, _Atomic uint32_t *word, uint32_t value, size_t first, size_t end) {
  int64_t until = 0;
  for (;;) {
    for (int i = 0; i < 64; i++) {
      if (atomic_load_explicit(word, memory_order_acquire) != value) return true;
      breathe();
    }
    if (shares_processor(p, first, end)) return false;
    int64_t t = now();
    if (!until) until = t + spin_ns;
    if (t >= until) return false;
  }
}

// Claims and runs tasks until none is left. A thread that is late may well claim from a newer run than it was woken
// for: the claim succeeds only on the ticket as it stands, and what it reads afterwards belongs to that run.
static void work(ck_pool *p, size_t worker) {
  atomic_store_explicit(&p->processor[worker], sched_getcpu(), memory_order_relaxed);
  uint64_t t = atomic_load_explicit(&p->ticket, memory_order_acquire);
  while ((uint32_t)t) {
    if (!atomic_compare_exchange_weak_explicit(
          &p->ticket, &t, t - 1, memory_order_acq_rel, memory_order_acquire))
      continue;
    p->task(p->context, p->tasks - (uint32_t)t, worker);
    if (atomic_fetch_sub_explicit(&p->pending, 1, memory_order_seq_cst) == 1
        && atomic_load_explicit(&p->caller_sleeps, memory_order_seq_cst))
      futex_wake(&p->pending, 1);
    t = atomic_load_explicit(&p->ticket, memory_order_acquire);
  }
}

typedef struct {
  ck_pool *pool;
  size_t worker;
} start;

static void *worker_main(void *argument) {
  start s = *(start *)argument;
  free(argument);
  ck_pool *p = s.pool;
  working = p;
  uint32_t seen = 0;
  for (;;) {
    uint32_t run = atomic_load_explicit(&p->run, memory_order_acquire);
    if (run == seen && !spin_while(p, &p->run, seen, 0, 1)) {
      atomic_fetch_add_explicit(&p->sleepers, 1, memory_order_seq_cst);
      while (atomic_load_explicit(&p->run, memory_order_seq_cst) == seen) futex_wait(&p->run, seen);
      atomic_fetch_sub_explicit(&p->sleepers, 1, memory_order_seq_cst);
    }
    seen = atomic_load_explicit(&p->run, memory_order_acquire);
    if (atomic_load_explicit(&p->closing, memory_order_acquire)) return NULL;
    work(p, s.worker);
  }
}

ck_pool *ck_pool_create(size_t threads) {
  ck_pool *p = aligned_alloc(64, ck_round_up(sizeof *p, 64));
  if (!p) return NULL;
  *p = (ck_pool){.threads = 1};
  for (size_t i = 0; i < most_threads; i++) p->processor[i] = -1;
  pthread_mutex_init(&p->busy, NULL);
  if (threads > most_threads) threads = most_threads;
  // Signals are for the program's own threads.
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  while (p->threads < threads) {
    start *s = malloc(sizeof *s);
    if (!s) break;
    *s = (start){p, p->threads};
    if (pthread_create(&p->ids[p->threads], NULL, worker_main, s)) {
      free(s);
      break;
    }
    char name[16];
    snprintf(name, sizeof name, "compute-%zu", p->threads);
    pthread_setname_np(p->ids[p->threads], name);
    p->threads++;
  }
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  return p;
}

void ck_pool_destroy(ck_pool *p) {
  if (!p) return;
  atomic_store(&p->closing, true);
  atomic_fetch_add(&p->run, 1);
  futex_wake(&p->run, most_threads);
  for (size_t i = 1; i < p->threads; i++) pthread_join(p->ids[i], NULL);
  pthread_mutex_destroy(&p->busy);
  free(p);
}

size_t ck_pool_threads(const ck_pool *p) { return p->threads; }

void ck_pool_run(ck_pool *p, size_t tasks, ck_task task, void *context) {
  if (!p || p->threads == 1 || tasks < 2 || tasks > UINT32_MAX || working == p || pthread_mutex_trylock(&p->busy)) {
    for (size_t i = 0; i < tasks; i++) task(context, i, 0);
    return;
  }
  const ck_pool *outer = working;
  working = p;
  p->task = task;
  p->context = context;
  p->tasks = (uint32_t)tasks;
  atomic_store_explicit(&p->pending, (uint32_t)tasks, memory_order_relaxed);
  uint32_t run = atomic_load_explicit(&p->run, memory_order_relaxed) + 1;
  atomic_store_explicit(&p->ticket, (uint64_t)run << 32 | (uint32_t)tasks, memory_order_seq_cst);
  atomic_store_explicit(&p->run, run, memory_order_seq_cst);
  uint32_t asleep = atomic_load_explicit(&p->sleepers, memory_order_seq_cst);
  if (asleep) futex_wake(&p->run, tasks - 1 < asleep ? (int)(tasks - 1) : (int)asleep);
  work(p, 0);
  for (;;) {
    uint32_t left = atomic_load_explicit(&p->pending, memory_order_acquire);
    if (!left) break;
    if (spin_while(p, &p->pending, left, 1, p->threads)) continue;
    atomic_store_explicit(&p->caller_sleeps, 1, memory_order_seq_cst);
    left = atomic_load_explicit(&p->pending, memory_order_seq_cst);
    if (left) futex_wait(&p->pending, left);
    atomic_store_explicit(&p->caller_sleeps, 0, memory_order_seq_cst);
  }
  working = outer;
  pthread_mutex_unlock(&p->busy);
}
