// Parts of Linux that Swift's own Glibc module leaves out: the kernel's view of the clock, and who is at the other end
// of a socket.
#include <sys/socket.h>
#include <sys/timex.h>

static inline int clock_is_set(void) {
  struct timex state = {0};
  int answer = adjtimex(&state);
  return answer >= 0 && answer != TIME_ERROR;
}

// The user and group of the process at the other end of a Unix socket; 0 on success.
static inline int socket_peer(int socket, unsigned *user, unsigned *group, int *process) {
  struct { int pid; unsigned uid, gid; } peer;  // struct ucred, which glibc shows only with _GNU_SOURCE
  socklen_t size = sizeof peer;
  if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return -1;
  *user = peer.uid;
  *group = peer.gid;
  *process = peer.pid;
  return 0;
}
