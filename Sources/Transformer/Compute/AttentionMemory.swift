import CKernels

/// The keys and values of one attention layer, in the layout that the kernels read, and the attention over them.
///
/// Self-attention appends as it goes; cross-attention is filled once. Room for `capacity` positions is made at the
/// start, and more when it runs out. Not for two threads at once; `copy()` forks it (for a beam, or a kept prompt).
public final class AttentionMemory {
  public let heads: Int
  public let headWidth: Int
  private let pool: ComputePool
  private var memory: ck_memory

  /// Room for `capacity` positions of `heads` keys and values, `headWidth` wide.
  public init(heads: Int, headWidth: Int, capacity: Int, pool: ComputePool) {
    precondition(heads > 0 && headWidth > 0, "attention has heads, and heads have a width")
    self.heads = heads
    self.headWidth = headWidth
    self.pool = pool
    memory = Self.allocate(heads: heads, headWidth: headWidth, capacity: capacity)
  }

  deinit { Self.free(memory) }

  /// How many positions are held.
  public var count: Int { memory.count }
  /// How many fit without making room.
  public var capacity: Int { memory.capacity }

  /// Forgets all positions, or those from `count` on.
  public func truncate(to count: Int = 0) { memory.count = min(max(count, 0), memory.count) }

  /// Adds `rows` keys and values, each (heads · headWidth) floats in heads' order, `keyStride` and `valueStride`
  /// floats apart (dense if nil).
  public func append(
    keys: UnsafePointer<Float>, keyStride: Int? = nil, values: UnsafePointer<Float>, valueStride: Int? = nil, rows: Int
  ) {
    guard rows > 0 else { return }
    if count + rows > capacity { reserve(max(count + rows, 2 * capacity)) }
    let width = heads * headWidth
    ck_memory_append(&memory, keys, keyStride ?? width, values, valueStride ?? width, rows)
    memory.count += rows
  }

  /// Makes room for `capacity` positions.
  public func reserve(_ capacity: Int) {
    guard capacity > self.capacity else { return }
    let larger = duplicate(capacity: capacity)
    Self.free(memory)
    memory = larger
  }

  /// Another memory with the same content.
  public func copy() -> AttentionMemory {
    let copy = AttentionMemory(heads: heads, headWidth: headWidth, capacity: 0, pool: pool)
    Self.free(copy.memory)
    copy.memory = duplicate(capacity: capacity)
    return copy
  }

  /// out (rows, heads · headWidth) = softmax(scale · q · keysᵀ) · values for queries of the same shape, `stride` and
  /// `outStride` floats apart (dense if nil).
  ///
  /// With `causal`, the queries are those of the last `rows` positions, and each sees the positions up to its own;
  /// otherwise each sees all. Without any position held the output is zero. With grouped queries there are `group`
  /// heads of queries, one after the other, to each head of keys and values.
  public func attend(
    _ queries: UnsafePointer<Float>, stride: Int? = nil, rows: Int, group: Int = 1, scale: Float, causal: Bool,
    into out: UnsafeMutablePointer<Float>, outStride: Int? = nil, workspace: Workspace
  ) {
    guard rows > 0 else { return }
    let width = heads * headWidth * group
    workspace.scope {
      let scratch: UnsafeMutablePointer<Float> = workspace.take(ck_attend_scratch(&memory, pool.threads))
      ck_attend_grouped(
        pool.kernels.table, pool.handle, &memory, group, queries, stride ?? width, rows, scale, causal, out,
        outStride ?? width, scratch)
    }
  }

  private func duplicate(capacity: Int) -> ck_memory {
    var result = Self.allocate(heads: heads, headWidth: headWidth, capacity: capacity)
    result.count = count
    let padded = ck_value_width(headWidth)
    for row in 0..<heads * headWidth {
      (result.keys + row * result.capacity).update(from: memory.keys + row * memory.capacity, count: count)
    }
    for head in 0..<heads {
      let (to, from) = (head * result.capacity * padded, head * memory.capacity * padded)
      (result.values + to).update(from: memory.values + from, count: count * padded)
    }
    return result
  }

  private static func allocate(heads: Int, headWidth: Int, capacity: Int) -> ck_memory {
    let capacity = (max(capacity, 16) + 15) & ~15
    let keys = heads * headWidth * capacity
    let values = heads * ck_value_width(headWidth) * capacity
    let bytes = (keys + values) * MemoryLayout<Float>.stride
    guard let base = ck_allocate(bytes) else { fatalError("out of memory: \(bytes) bytes of keys and values refused") }
    let floats = base.bindMemory(to: Float.self, capacity: keys + values)
    return ck_memory(
      keys: floats, values: floats + keys, heads: heads, width: headWidth, capacity: capacity, count: 0)
  }

  private static func free(_ memory: ck_memory) {
    let width = memory.width + ck_value_width(memory.width)
    ck_free(memory.keys, memory.heads * width * memory.capacity * MemoryLayout<Float>.stride)
  }
}
