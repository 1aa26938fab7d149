import CKernels

/// A linear layer, y = x · Wᵀ + b, with int8 weights and one scale per output.
///
/// The weights are packed once, in the order in which the kernels read them. A convolution over (time, channels) is a
/// linear layer over overlapping windows: `xStride` is the step times the channels, and the weights are laid out
/// (out, kernel, channels).
public final class QuantizedLinear: Sendable {
  public let outFeatures: Int
  public let inFeatures: Int
  public let precision: Precision
  private let pool: ComputePool
  private let hasBias: Bool
  /// Packed int8 weights, or fp32 weights (out, in) and then the bias.
  nonisolated(unsafe) private let memory: UnsafeMutableRawPointer
  private let bytes: Int
  nonisolated(unsafe) private let matrix: ck_matrix

  /// Packs `weight` (out, in), within ±127, with `scale` (out) and `bias` (out); all three are copied.
  public init(
    weight: UnsafePointer<Int8>, scale: UnsafePointer<Float>, bias: UnsafePointer<Float>?, outFeatures: Int,
    inFeatures: Int, precision: Precision, pool: ComputePool
  ) {
    precondition(outFeatures > 0 && inFeatures > 0, "a linear layer has inputs and outputs")
    self.outFeatures = outFeatures
    self.inFeatures = inFeatures
    self.precision = precision
    self.pool = pool
    hasBias = bias != nil
    let table = pool.kernels.table
    bytes =
      switch precision {
      case .int8: ck_packed_bytes(table, outFeatures, inFeatures)
      case .fp32: (outFeatures * inFeatures + outFeatures) * MemoryLayout<Float>.stride
      }
    guard let memory = ck_allocate(bytes) else { fatalError("out of memory: \(bytes) bytes of weights refused") }
    self.memory = memory
    switch precision {
    case .int8: matrix = ck_pack(table, weight, scale, bias, outFeatures, inFeatures, memory)
    case .fp32:
      matrix = ck_matrix(blob: nil, out: outFeatures, in: inFeatures, has_bias: hasBias, wide_limit: 127)
      let floats = memory.bindMemory(to: Float.self, capacity: bytes / MemoryLayout<Float>.stride)
      for row in 0..<outFeatures {
        ck_dequantize(table, weight + row * inFeatures, scale[row], floats + row * inFeatures, inFeatures)
      }
      if let bias { (floats + outFeatures * inFeatures).update(from: bias, count: outFeatures) }
    }
  }

  deinit { ck_free(memory, bytes) }

  /// The `limit` of the widest rows that can be multiplied: 15 bits, or what keeps every sum within int32.
  package var wideLimit: Int32 { matrix.wide_limit }

  /// y (rows, out) = x (rows, in) · Wᵀ + b. Rows are `xStride` and `outStride` floats apart (dense if nil); rows of x
  /// may overlap. With `adding`, the result is added to y.
  public func callAsFunction(
    _ x: UnsafePointer<Float>, rows: Int, xStride: Int? = nil, into y: UnsafeMutablePointer<Float>,
    outStride: Int? = nil, adding: Bool = false, workspace: Workspace
  ) {
    workspace.scope {
      let quantized = QuantizedRows(
        x, rows: rows, columns: inFeatures, xStride: xStride, precision: precision, pool: pool, workspace: workspace)
      self(quantized, into: y, outStride: outStride, adding: adding, workspace: workspace)
    }
  }

  /// The same for rows that are quantised already, with the same kernels and precision.
  public func callAsFunction(
    _ x: QuantizedRows, into y: UnsafeMutablePointer<Float>, outStride: Int? = nil, adding: Bool = false,
    workspace: Workspace
  ) {
    precondition(
      x.columns == inFeatures && x.precision == precision && x.limit <= max(127, wideLimit),
      "these rows are for another layer")
    let outStride = outStride ?? outFeatures
    switch precision {
    case .int8:
      withUnsafePointer(to: matrix) { matrix in
        withUnsafePointer(to: x.quantized) { rows in
          ck_linear(pool.kernels.table, pool.handle, matrix, rows, y, outStride, adding)
        }
      }
    case .fp32:
      let weight = UnsafePointer(memory.assumingMemoryBound(to: Float.self))
      multiplyFloats(
        weight: weight, bias: hasBias ? weight + outFeatures * inFeatures : nil, x, into: y, outStride: outStride,
        adding: adding, workspace: workspace)
    }
  }

  private func multiplyFloats(
    weight: UnsafePointer<Float>, bias: UnsafePointer<Float>?, _ x: QuantizedRows,
    into y: UnsafeMutablePointer<Float>, outStride: Int, adding: Bool, workspace: Workspace
  ) {
    workspace.scope {
      var (source, stride) = (x.x, x.xStride)
      if stride < inFeatures {  // BLAS knows no overlapping rows
        let copy: UnsafeMutablePointer<Float> = workspace.take(x.rows * inFeatures)
        for row in 0..<x.rows { (copy + row * inFeatures).update(from: source + row * stride, count: inFeatures) }
        (source, stride) = (UnsafePointer(copy), inFeatures)
      }
      if ck_blas_linear(
        pool.handle, weight, bias, outFeatures, inFeatures, source, stride, x.rows, y, outStride, adding)
      {
        return
      }
      // No OpenBLAS here: slow, but right.
      for row in 0..<x.rows {
        for out in 0..<outFeatures {
          let dot = ck_dot(pool.kernels.table, source + row * stride, weight + out * inFeatures, inFeatures)
          let value = dot + (bias?[out] ?? 0)
          y[row * outStride + out] = adding ? y[row * outStride + out] + value : value
        }
      }
    }
  }
}
