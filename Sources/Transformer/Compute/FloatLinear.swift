import CKernels

/// A linear layer with fp32 weights, for the few that are not quantised, such as the first convolution of a recogniser.
public final class FloatLinear: Sendable {
  public let outFeatures: Int
  public let inFeatures: Int
  private let pool: ComputePool
  private let hasBias: Bool
  private let bytes: Int
  /// Packed weights, then the bias.
  nonisolated(unsafe) private let memory: UnsafeMutableRawPointer

  /// Packs `weight` (out, in) and `bias` (out); both are copied.
  public init(
    weight: UnsafePointer<Float>, bias: UnsafePointer<Float>?, outFeatures: Int, inFeatures: Int, pool: ComputePool
  ) throws(TransformerError) {
    precondition(outFeatures > 0 && inFeatures > 0, "a linear layer has inputs and outputs")
    self.outFeatures = outFeatures
    self.inFeatures = inFeatures
    self.pool = pool
    hasBias = bias != nil
    let packed = ck_float_packed_bytes(outFeatures, inFeatures)
    bytes = packed + outFeatures * MemoryLayout<Float>.stride
    guard let memory = ck_allocate(bytes) else { throw .outOfMemory(bytes: bytes, purpose: "weights") }
    self.memory = memory
    ck_float_pack(weight, outFeatures, inFeatures, memory.bindMemory(to: Float.self, capacity: bytes / 4))
    if let bias { (memory + packed).assumingMemoryBound(to: Float.self).update(from: bias, count: outFeatures) }
  }

  deinit { ck_free(memory, bytes) }

  /// y (rows, out) = x (rows, in) · Wᵀ + b. Rows are `xStride` and `outStride` floats apart (dense if nil); rows of x
  /// may overlap.
  public func callAsFunction(
    _ x: UnsafePointer<Float>, rows: Int, xStride: Int? = nil, into y: UnsafeMutablePointer<Float>,
    outStride: Int? = nil
  ) {
    let packed = memory.assumingMemoryBound(to: Float.self)
    let bias = hasBias ? packed + ck_float_packed_bytes(outFeatures, inFeatures) / MemoryLayout<Float>.stride : nil
    ck_float_linear(
      pool.kernels.table, pool.handle, packed, bias, outFeatures, inFeatures, x, xStride ?? inFeatures, rows, y,
      outStride ?? outFeatures)
  }
}
