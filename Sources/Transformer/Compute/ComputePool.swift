import CKernels

/// The threads of the core, and the kernels that they run.
///
/// The pool has threads of its own, the caller's among them, and never uses Swift's cooperative ones. Waiting threads
/// look for work for some tens of microseconds, then sleep. Every operation blocks until it is done and gives the same
/// bits whatever the number of threads. The operations on matrices are in extensions; all matrices are row-major.
public final class ComputePool: Sendable {
  /// How many threads compute, the caller's included.
  public let threads: Int
  package let kernels: Kernels
  nonisolated(unsafe) package let handle: OpaquePointer?

  /// Starts `threads` − 1 threads (at least one thread computes, at most 64; fewer if the system refuses).
  public convenience init(threads: Int) { self.init(threads: threads, kernels: .chosen) }

  package init(threads: Int, kernels: Kernels) {
    handle = ck_pool_create(max(threads, 1))
    self.threads = handle.map { ck_pool_threads($0) } ?? 1
    self.kernels = kernels
  }

  deinit { if let handle { ck_pool_destroy(handle) } }

  /// Calls `body` with 0..<`tasks`, in any order, on all threads; returns when all are done.
  ///
  /// A run within a run, or from a second thread while one is under way, is done on the calling thread alone.
  public func run(_ tasks: Int, _ body: (Int) -> Void) { run(tasks) { task, _ in body(task) } }

  /// The same, with the index of the thread (below `threads`), for scratch memory.
  package func run(_ tasks: Int, _ body: (_ task: Int, _ worker: Int) -> Void) {
    guard tasks > 0 else { return }
    // The closure lives on this stack until the run is over; C hands its address through.
    withoutActuallyEscaping(body) { body in
      withUnsafePointer(to: body) { pointer in
        ck_pool_run(
          handle, tasks,
          { context, task, worker in
            guard let context else { return }
            context.assumingMemoryBound(to: ((Int, Int) -> Void).self).pointee(task, worker)
          }, UnsafeMutableRawPointer(mutating: pointer))
      }
    }
  }
}
