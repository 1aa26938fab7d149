import CKernels

/// Scratch memory that is lent within a scope and used again, so that nothing is allocated once a model has warmed up.
///
/// Not for two threads at once: each sequence that is computed has its own.
public final class Workspace {
  private struct Block {
    let base: UnsafeMutableRawPointer
    let bytes: Int
  }

  private var blocks: [Block] = []
  private var block = 0
  private var offset = 0
  private var depth = 0

  /// Starts with room for `bytes`; more is taken as needed.
  public init(bytes: Int = 1 << 20) { grow(max(bytes, 64)) }

  deinit { for block in blocks { ck_free(block.base, block.bytes) } }

  /// Memory held, in bytes.
  public var bytes: Int { blocks.reduce(0) { $0 + $1.bytes } }

  /// Memory taken within `body` is given back at its end.
  public func scope<Result, Failure: Error>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result {
    let mark = (block, offset)
    depth += 1
    defer {
      depth -= 1
      (block, offset) = mark
      if depth == 0 && blocks.count > 1 { merge() }
    }
    return try body()
  }

  /// Room for `count` values (their content is whatever was there), aligned to 64 bytes, until the end of the scope.
  public func take<Value: BitwiseCopyable>(_ count: Int, of type: Value.Type = Value.self) -> UnsafeMutablePointer<
    Value
  > {
    let bytes = (max(count, 1) * MemoryLayout<Value>.stride + 63) & ~63
    while offset + bytes > blocks[block].bytes {
      block += 1
      offset = 0
      if block == blocks.count { grow(max(bytes, 2 * blocks[block - 1].bytes)) }
    }
    defer { offset += bytes }
    return (blocks[block].base + offset).bindMemory(to: type, capacity: max(count, 1))
  }

  /// What a pass takes is bounded by its model's layers and the rows that are read at once, for all of which there was
  /// memory; where it is refused even so, nothing is left to go on with.
  private func grow(_ bytes: Int) {
    guard let base = ck_allocate(bytes) else { fatalError("out of memory: \(bytes) bytes of scratch memory refused") }
    blocks.append(Block(base: base, bytes: bytes))
  }

  /// One block for all, once none is in use.
  private func merge() {
    let total = bytes
    for block in blocks { ck_free(block.base, block.bytes) }
    blocks.removeAll(keepingCapacity: true)
    (block, offset) = (0, 0)
    grow(total)
  }
}
