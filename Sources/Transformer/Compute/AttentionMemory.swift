import CKernels

/// The keys and values of one attention layer, in the layout that the kernels read, and the attention over them.
///
/// Self-attention appends as it goes; cross-attention is filled once. Room for `capacity` positions is made at the
/// start, and more by `reserve`. Not for two threads at once; `copy()` forks it (for a beam, or a kept prompt).
public final class AttentionMemory {
  public let heads: Int
  public let headWidth: Int
  private let pool: ComputePool
  private let isCoded: Bool
  private var memory: ck_memory
  /// The memory's beginning and its size.
  private var base: UnsafeMutableRawPointer
  private var bytes: Int

  /// Room for `capacity` positions of `heads` keys and values, `headWidth` wide.
  ///
  /// With `precision` int8, each key and value of each head is kept as int8 with a scale of its own: a quarter of the
  /// memory, and several times quicker to attend to. For heads wider than 1024 it is fp32 nevertheless.
  public init(heads: Int, headWidth: Int, capacity: Int, precision: Precision = .fp32, pool: ComputePool)
    throws(TransformerError)
  {
    precondition(heads > 0 && headWidth > 0, "attention has heads, and heads have a width")
    self.heads = heads
    self.headWidth = headWidth
    self.pool = pool
    isCoded = precision == .int8 && headWidth <= 1024
    (memory, base, bytes) = try Self.allocate(
      pool.kernels.table, heads: heads, headWidth: headWidth, capacity: capacity, isCoded: isCoded)
  }

  deinit { ck_free(base, bytes) }

  /// The memory that is taken, in bytes.
  public var size: Int { bytes }

  /// How many positions are held.
  public var count: Int { memory.count }
  /// How many fit without making room.
  public var capacity: Int { memory.capacity }

  /// Forgets all positions, or those from `count` on.
  public func truncate(to count: Int = 0) { memory.count = min(max(count, 0), memory.count) }

  /// Adds `rows` keys and values, each (heads · headWidth) floats in heads' order, `keyStride` and `valueStride`
  /// floats apart (dense if nil). There must be room for them.
  public func append(
    keys: UnsafePointer<Float>, keyStride: Int? = nil, values: UnsafePointer<Float>, valueStride: Int? = nil, rows: Int
  ) {
    guard rows > 0 else { return }
    precondition(count + rows <= capacity, "room is made before keys and values are added")
    let width = heads * headWidth
    ck_memory_append(
      pool.kernels.table, pool.handle, &memory, keys, keyStride ?? width, values, valueStride ?? width, rows)
  }

  /// Makes room for `capacity` positions.
  public func reserve(_ capacity: Int) throws(TransformerError) {
    guard capacity > self.capacity else { return }
    let larger = try duplicate(capacity: capacity)
    ck_free(base, bytes)
    (memory, base, bytes) = larger
  }

  /// Another memory with the same content.
  public func copy() throws(TransformerError) -> AttentionMemory {
    let copy = try AttentionMemory(
      heads: heads, headWidth: headWidth, capacity: capacity, precision: isCoded ? .int8 : .fp32, pool: pool)
    ck_memory_copy(pool.kernels.table, &memory, &copy.memory)
    return copy
  }

  /// Takes over the first `count` positions of `other`, a memory of the same shape, in the place of all of its own.
  func take(_ count: Int, of other: AttentionMemory) throws(TransformerError) {
    precondition(
      heads == other.heads && headWidth == other.headWidth && isCoded == other.isCoded, "memories of one shape")
    memory.count = 0
    try reserve(count)
    var source = other.memory
    source.count = min(count, other.count)
    ck_memory_copy(pool.kernels.table, &source, &memory)
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
      let scratch: UnsafeMutablePointer<Float> = workspace.take(
        ck_attend_scratch(pool.kernels.table, &memory, pool.threads))
      ck_attend_grouped(
        pool.kernels.table, pool.handle, &memory, group, queries, stride ?? width, rows, scale, causal, out,
        outStride ?? width, scratch)
    }
  }

  private typealias Place = (memory: ck_memory, base: UnsafeMutableRawPointer, bytes: Int)

  private func duplicate(capacity: Int) throws(TransformerError) -> Place {
    let table = pool.kernels.table
    var place = try Self.allocate(table, heads: heads, headWidth: headWidth, capacity: capacity, isCoded: isCoded)
    ck_memory_copy(table, &memory, &place.memory)
    return place
  }

  private static func allocate(
    _ table: OpaquePointer, heads: Int, headWidth: Int, capacity: Int, isCoded: Bool
  ) throws(TransformerError) -> Place {
    let capacity = (max(capacity, 16) + 15) & ~15
    let bytes = ck_memory_bytes(table, heads, headWidth, capacity, isCoded)
    guard let base = ck_allocate(bytes) else { throw .outOfMemory(bytes: bytes, purpose: "keys and values") }
    return (ck_memory_place(table, heads, headWidth, capacity, isCoded, base), base, bytes)
  }
}

extension [AttentionMemory] {
  /// Other memories with the same content.
  func copies() throws(TransformerError) -> [AttentionMemory] {
    var copies: [AttentionMemory] = []
    for memory in self { copies.append(try memory.copy()) }
    return copies
  }
}
