package import Board
import Synchronization

/// A thread of our own that runs the jobs of tasks, one after another: what blocks for long (recognising, speaking) must
/// not hold up Swift's own threads, and a task can be cancelled.
package final class CoreThread: TaskExecutor {
  private let jobs = Mutex<(waiting: [UnownedJob], ended: Bool)>(([], false))
  private let wake: Wake
  private let thread = Mutex<OwnThread?>(nil)

  package init(name: String) throws(BoardError) {
    wake = try Wake()
    let started = try OwnThread(name: name) { [self] in work() }
    thread.withLock { $0 = started }
  }

  package func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    jobs.withLock { $0.waiting.append(job) }
    wake.signal()
  }

  /// Ends the thread when what waits is done; nothing may be started afterwards.
  package func end() {
    jobs.withLock { $0.ended = true }
    wake.signal()
    let running = thread.withLock { thread in
      defer { thread = nil }
      return thread
    }
    running?.join()
  }

  private func work() {
    while true {
      let (next, ended) = jobs.withLock { jobs in
        (jobs.waiting.isEmpty ? nil : jobs.waiting.removeFirst(), jobs.ended)
      }
      if let next {
        next.runSynchronously(on: asUnownedTaskExecutor())
      } else if ended {
        return
      } else {
        wake.wait(milliseconds: -1)
      }
    }
  }
}
