import CALSA
import Glibc
import Synchronization

/// Wakes a thread that polls: an event descriptor that any thread may signal without waiting.
public final class Wake: Sendable {
  /// To be polled for reading.
  public let descriptor: Int32

  public init() throws(BoardError) {
    descriptor = calsa_event_descriptor()
    guard descriptor >= 0 else { throw .system(what: "an event descriptor", code: descriptor) }
  }

  deinit { close(descriptor) }

  /// Wakes whoever polls.
  public func signal() {
    var one: UInt64 = 1
    _ = write(descriptor, &one, 8)
  }

  /// Takes the signals so far.
  public func clear() {
    var count: UInt64 = 0
    _ = read(descriptor, &count, 8)
  }

  /// Waits at most `milliseconds`; true where it was woken.
  @discardableResult
  public func wait(milliseconds: Int32) -> Bool {
    var descriptors = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    let ready = poll(&descriptors, 1, milliseconds) > 0
    if ready { clear() }
    return ready
  }
}

/// A thread of our own.
public final class OwnThread: Sendable {
  private let thread: Mutex<pthread_t?>

  private final class Body {
    let name: String
    let realtime: Bool
    let run: @Sendable () -> Void
    init(_ name: String, _ realtime: Bool, _ run: @escaping @Sendable () -> Void) {
      self.name = name
      self.realtime = realtime
      self.run = run
    }
  }

  /// Starts a thread.
  /// - Parameters:
  ///   - name: at most 15 bytes, shown by `top -H`.
  ///   - realtime: whether it should run before everything else; left as it is where the system does not allow it.
  public init(name: String, realtime: Bool = false, _ run: @escaping @Sendable () -> Void) throws(BoardError) {
    var handle = pthread_t()
    let body = Unmanaged.passRetained(Body(name, realtime, run))
    let code = pthread_create(
      &handle, nil,
      { context in
        guard let context else { return nil }
        let body = Unmanaged<Body>.fromOpaque(context).takeRetainedValue()
        calsa_name_thread(body.name)
        if body.realtime {
          var parameters = sched_param(sched_priority: 10)
          pthread_setschedparam(pthread_self(), SCHED_FIFO, &parameters)
        }
        body.run()
        return nil
      }, body.toOpaque())
    guard code == 0 else {
      body.release()
      throw .system(what: "a thread for \(name)", code: -code)
    }
    thread = Mutex(handle)
  }

  deinit { if let handle = thread.withLock({ $0 }) { pthread_detach(handle) } }

  /// Waits for its end.
  public func join() {
    let handle = thread.withLock { thread in
      defer { thread = nil }
      return thread
    }
    if let handle { pthread_join(handle, nil) }
  }
}

/// The time that runs on whatever happens to the clock, in nanoseconds.
public func monotonicNanoseconds() -> UInt64 {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return UInt64(max(0, time.tv_sec)) &* 1_000_000_000 &+ UInt64(max(0, time.tv_nsec))
}
