import Synchronization
import Testing
import Transformer

@Suite("The thread pool")
struct PoolTests {
  @Test("does every task exactly once", arguments: [1, 2, 3, 8])
  func everyTaskOnce(threads: Int) {
    let pool = ComputePool(threads: threads)
    #expect(pool.threads == threads)
    for tasks in [0, 1, 2, 3, 17, 1000] {
      let done = (0..<tasks).map { _ in Counter() }
      pool.run(tasks) { done[$0].add() }
      #expect(done.allSatisfy { $0.value == 1 })
    }
  }

  @Test("survives many tiny runs, with sleeps between some of them")
  func tinyRuns() async throws {
    let pool = ComputePool(threads: 4)
    let total = Counter()
    var expected = 0
    for round in 0..<20_000 {
      let tasks = 1 + round % 7
      pool.run(tasks) { _ in total.add() }
      expected += tasks
      if round % 2_000 == 0 { try await Task.sleep(for: .milliseconds(2)) }
    }
    #expect(total.value == expected)
  }

  @Test("does a run within a run on the thread that asks")
  func nested() {
    let pool = ComputePool(threads: 3)
    let total = Counter()
    pool.run(10) { _ in pool.run(10) { _ in pool.run(3) { _ in total.add() } } }
    #expect(total.value == 300)
  }

  @Test("may be used by several threads at once")
  func manyCallers() async {
    let pool = ComputePool(threads: 3)
    let total = Counter()
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<8 {
        group.addTask { for _ in 0..<500 { pool.run(5) { _ in total.add() } } }
      }
    }
    #expect(total.value == 8 * 500 * 5)
  }

  @Test("finishes what it began when the asking task is cancelled, and works on afterwards")
  func cancelled() async {
    let pool = ComputePool(threads: 3)
    let total = Counter()
    let task = Task {
      for _ in 0..<1_000 where !Task.isCancelled { pool.run(4) { _ in total.add() } }
    }
    task.cancel()
    await task.value
    #expect(total.value % 4 == 0)
    pool.run(4) { _ in total.add() }
    #expect(total.value % 4 == 0 && total.value >= 4)
  }

  @Test("numbers its threads, each used by one task at a time")
  func workers() {
    let pool = ComputePool(threads: 4)
    let (inUse, clashes) = ((0..<4).map { _ in Counter() }, Counter())
    pool.run(2_000) { (_: Int, worker: Int) in
      if inUse[worker].add() != 1 { clashes.add() }
      inUse[worker].add(-1)
    }
    #expect(clashes.value == 0)
  }

  @Test("can be made and dropped again and again")
  func comeAndGo() {
    for round in 0..<200 {
      let pool = ComputePool(threads: 1 + round % 5)
      if round % 2 == 0 { pool.run(3) { _ in } }
    }
  }
}

/// A count that threads share.
final class Counter: Sendable {
  private let count = Atomic<Int>(0)
  var value: Int { count.load(ordering: .sequentiallyConsistent) }
  /// The new value.
  @discardableResult func add(_ amount: Int = 1) -> Int {
    count.add(amount, ordering: .sequentiallyConsistent).newValue
  }
}
