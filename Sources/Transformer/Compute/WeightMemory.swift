import CKernels
import Synchronization

/// Memory for the weights of a model, in the order in which they are taken, so that reading them one layer after the
/// other is reading straight on, on huge pages where the system offers them. Given back as a whole, with the last layer.
final class WeightMemory: @unchecked Sendable {
  private struct Chunk {
    let base: UnsafeMutableRawPointer
    let bytes: Int
    var used = 0
  }

  private let chunks = Mutex<[Chunk]>([])
  /// How much is reserved at once. What is never touched takes no memory.
  private let reserve: Int

  /// Weights that are packed already, and where those that are packed now are to be written.
  private let pack: WeightPack?
  private let writer: WeightPackWriter?

  init(reserve: Int = 64 << 20, pack: WeightPack? = nil, writer: WeightPackWriter? = nil) {
    self.reserve = reserve
    self.pack = pack
    self.writer = writer
  }

  /// The matrix of that name, if it is packed already.
  func packed(_ name: String, outputs: Int, inputs: Int, hasBias: Bool, _ kernels: Kernels) -> ck_matrix? {
    pack?.matrix(
      name, outputs: outputs, inputs: inputs, hasBias: hasBias,
      bytes: ck_packed_bytes(kernels.table, outputs, inputs))
  }

  /// Packs a matrix by `fill` into memory of its own, or the pack that is written.
  func pack(
    _ name: String?, bytes: Int, _ fill: (UnsafeMutableRawPointer) -> ck_matrix
  ) throws(TransformerError) -> ck_matrix {
    if let writer, let name { return try writer.add(name, bytes: bytes, fill) }
    return fill(try take(bytes))
  }

  deinit {
    chunks.withLock { for chunk in $0 { ck_free(chunk.base, chunk.bytes) } }
  }

  /// `bytes` of zeroed memory, aligned to 64, that live as long as this object.
  func take(_ bytes: Int) throws(TransformerError) -> UnsafeMutableRawPointer {
    let wanted = (max(bytes, 1) + 63) & ~63
    let address = chunks.withLock { chunks -> Int? in
      if chunks.last.map({ $0.bytes - $0.used < wanted }) ?? true {
        let size = max(wanted, reserve)
        guard let base = ck_allocate(size) else { return nil }
        chunks.append(Chunk(base: base, bytes: size))
      }
      let last = chunks.count - 1
      defer { chunks[last].used += wanted }
      return Int(bitPattern: chunks[last].base) + chunks[last].used
    }
    guard let address, let pointer = UnsafeMutableRawPointer(bitPattern: address) else {
      throw .outOfMemory(bytes: max(wanted, reserve), purpose: "weights")
    }
    return pointer
  }
}
