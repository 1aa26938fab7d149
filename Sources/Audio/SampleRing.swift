import Synchronization

/// A lock-free ring between exactly one thread that writes and one that reads.
///
/// Neither side ever waits, allocates or locks. What does not fit is not written, and the writer is told: a reader that
/// has fallen behind loses the newest, and ``written`` and ``read`` still tell how much went through.
public final class SampleRing<Sample: BitwiseCopyable & Sendable>: @unchecked Sendable {
  /// How many samples fit: the size asked for, rounded up to a power of two.
  public let capacity: Int
  private let mask: Int
  private let storage: UnsafeMutablePointer<Sample>
  private let head = Atomic<Int>(0)
  private let tail = Atomic<Int>(0)

  /// A ring for at least `capacity` samples, filled with `silence`.
  public init(capacity: Int, silence: Sample) {
    var size = 16
    while size < capacity, size < 1 << 30 { size <<= 1 }
    self.capacity = size
    mask = size - 1
    storage = .allocate(capacity: size)
    storage.initialize(repeating: silence, count: size)
  }

  deinit { storage.deallocate() }

  /// Samples written since the beginning.
  public var written: Int { head.load(ordering: .acquiring) }
  /// Samples read since the beginning.
  public var read: Int { tail.load(ordering: .acquiring) }
  /// Samples that can be read now.
  public var count: Int { max(0, written - read) }
  /// Samples that can be written now.
  public var space: Int { capacity - count }

  /// Writes as much of `samples` as fits, and returns how much that was. For the writing thread only.
  @discardableResult
  public func write(_ samples: UnsafeBufferPointer<Sample>) -> Int {
    let at = head.load(ordering: .relaxed)
    let free = capacity - (at - tail.load(ordering: .acquiring))
    let count = min(samples.count, free)
    guard count > 0, let source = samples.baseAddress else { return 0 }
    let first = min(count, capacity - (at & mask))
    (storage + (at & mask)).update(from: source, count: first)
    if count > first { storage.update(from: source + first, count: count - first) }
    head.store(at + count, ordering: .releasing)
    return count
  }

  /// Reads at most `samples.count` samples, and returns how many there were. For the reading thread only.
  public func read(into samples: UnsafeMutableBufferPointer<Sample>) -> Int {
    let at = tail.load(ordering: .relaxed)
    let count = min(samples.count, head.load(ordering: .acquiring) - at)
    guard count > 0, let target = samples.baseAddress else { return 0 }
    let first = min(count, capacity - (at & mask))
    target.update(from: storage + (at & mask), count: first)
    if count > first { (target + first).update(from: storage, count: count - first) }
    tail.store(at + count, ordering: .releasing)
    return count
  }

  /// Drops what was written before the sample number `mark` (as ``written`` counted), and returns how many that were.
  /// For the reading thread only.
  @discardableResult
  public func skip(to mark: Int) -> Int {
    let at = tail.load(ordering: .relaxed)
    let target = min(mark, head.load(ordering: .acquiring))
    guard target > at else { return 0 }
    tail.store(target, ordering: .releasing)
    return target - at
  }
}
