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
  /// Whether it wants rows with as many bits as keep every sum within int32 (13 to 15) in place of 8.
  package let isWide: Bool
  private let pool: ComputePool
  private let hasBias: Bool
  /// With fp32 the weights (out, in) and then the bias.
  nonisolated(unsafe) private let floats: UnsafePointer<Float>?
  private let owner: WeightMemory
  nonisolated(unsafe) private let matrix: ck_matrix

  /// Packs `weight` (out, in), within ±127, with `scale` (out) and `bias` (out); all three are copied. `isWide` is for
  /// layers whose inputs int8 is too coarse for.
  public convenience init(
    weight: UnsafePointer<Int8>, scale: UnsafePointer<Float>, bias: UnsafePointer<Float>?, outFeatures: Int,
    inFeatures: Int, precision: Precision, isWide: Bool = false, pool: ComputePool
  ) throws(TransformerError) {
    try self.init(
      weight: weight, scale: scale, bias: bias, outFeatures: outFeatures, inFeatures: inFeatures, precision: precision,
      isWide: isWide, pool: pool, memory: WeightMemory(reserve: 0))
  }

  /// The same within the memory of a model, where it has that `name`.
  init(
    weight: UnsafePointer<Int8>, scale: UnsafePointer<Float>, bias: UnsafePointer<Float>?, outFeatures: Int,
    inFeatures: Int, precision: Precision, isWide: Bool, pool: ComputePool, memory owner: WeightMemory,
    name: String? = nil
  ) throws(TransformerError) {
    precondition(outFeatures > 0 && inFeatures > 0, "a linear layer has inputs and outputs")
    self.outFeatures = outFeatures
    self.inFeatures = inFeatures
    self.precision = precision
    self.isWide = isWide
    self.pool = pool
    self.owner = owner
    hasBias = bias != nil
    let table = pool.kernels.table
    switch precision {
    case .int8:
      matrix = try owner.pack(name, bytes: ck_packed_bytes(table, outFeatures, inFeatures)) { memory in
        ck_pack(table, weight, scale, bias, outFeatures, inFeatures, memory)
      }
      floats = nil
    case .fp32:
      matrix = ck_matrix(blob: nil, out: outFeatures, in: inFeatures, has_bias: bias != nil, wide_limit: 127)
      let count = outFeatures * inFeatures
      let memory = try owner.take((count + outFeatures) * MemoryLayout<Float>.stride)
      let floats = memory.bindMemory(to: Float.self, capacity: count + outFeatures)
      for row in 0..<outFeatures {
        ck_dequantize(table, weight + row * inFeatures, scale[row], floats + row * inFeatures, inFeatures)
      }
      if let bias { (floats + count).update(from: bias, count: outFeatures) }
      self.floats = UnsafePointer(floats)
    }
  }

  /// A layer whose weights are packed already, in memory that `owner` keeps.
  init(packed matrix: ck_matrix, isWide: Bool, pool: ComputePool, memory owner: WeightMemory) {
    outFeatures = matrix.out
    inFeatures = matrix.in
    precision = .int8
    self.isWide = isWide
    self.pool = pool
    self.owner = owner
    hasBias = matrix.has_bias
    self.matrix = matrix
    floats = nil
  }

  /// The `limit` of the widest rows that can be multiplied: 15 bits, or what keeps every sum within int32.
  package var wideLimit: Int32 { matrix.wide_limit }

  /// The `limit` of the rows that it wants.
  var rowLimit: Int32 { isWide ? matrix.wide_limit : 127 }

  /// y (rows, out) = x (rows, in) · Wᵀ + b. Rows are `xStride` and `outStride` floats apart (dense if nil); rows of x
  /// may overlap. With `adding`, the result is added to y.
  public func callAsFunction(
    _ x: UnsafePointer<Float>, rows: Int, xStride: Int? = nil, into y: UnsafeMutablePointer<Float>,
    outStride: Int? = nil, adding: Bool = false, workspace: Workspace
  ) {
    workspace.scope {
      let quantized = QuantizedRows(
        x, rows: rows, columns: inFeatures, xStride: xStride, precision: precision, limit: rowLimit, pool: pool,
        workspace: workspace)
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
      guard let weight = floats else { preconditionFailure("a layer in single precision has its weights so") }
      multiplyFloats(
        weight: weight, bias: hasBias ? weight + outFeatures * inFeatures : nil, x, into: y, outStride: outStride,
        adding: adding, workspace: workspace)
    }
  }

  /// Several layers over the same rows, in one run of the pool: y of each is `stride` floats from row to row.
  static func apply(
    _ first: (QuantizedLinear, UnsafeMutablePointer<Float>, stride: Int),
    _ second: (QuantizedLinear, UnsafeMutablePointer<Float>, stride: Int),
    _ third: (QuantizedLinear, UnsafeMutablePointer<Float>, stride: Int)? = nil, to x: QuantizedRows,
    workspace: Workspace
  ) {
    guard x.precision == .int8 else {
      first.0(x, into: first.1, outStride: first.stride, workspace: workspace)
      second.0(x, into: second.1, outStride: second.stride, workspace: workspace)
      third?.0(x, into: third?.1 ?? first.1, outStride: third?.stride, workspace: workspace)
      return
    }
    let pool = first.0.pool
    withUnsafeTemporaryAllocation(of: ck_layer.self, capacity: 3) { layers in
      var count = 0
      func add(_ layer: QuantizedLinear, _ y: UnsafeMutablePointer<Float>, _ stride: Int) {
        precondition(
          layer.precision == .int8 && x.columns == layer.inFeatures && x.limit <= max(127, layer.wideLimit),
          "these rows are for another layer")
        layers.initializeElement(at: count, to: ck_layer(matrix: layer.matrix, y: y, stride: stride, add: false))
        count += 1
      }
      add(first.0, first.1, first.stride)
      add(second.0, second.1, second.stride)
      if let third { add(third.0, third.1, third.stride) }
      withUnsafePointer(to: x.quantized) { rows in
        ck_linears(pool.kernels.table, pool.handle, layers.baseAddress, count, rows)
      }
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
