package import CKernels

/// Rows of activations, quantised once for all layers that read them (such as q, k and v).
///
/// Lives in a workspace, until the end of the scope in which it was made.
public struct QuantizedRows {
  /// How many rows.
  public var rows: Int { quantized.rows }
  /// The length of each.
  public var columns: Int { quantized.in }
  package let precision: Precision
  package let limit: Int32
  package let x: UnsafePointer<Float>
  package let xStride: Int
  package let quantized: ck_rows

  /// Quantises `x` (rows, columns), symmetric int8 with one scale per row; with `.fp32` merely points to it.
  ///
  /// Rows start `xStride` floats apart (`columns` if nil) and may overlap: the windows of a convolution. A `limit`
  /// above 127, as wide as the layers allow, is for models that int8 activations are too coarse for: it costs nothing
  /// where the instruction set multiplies int16 (AVX2), and a second pass where it multiplies int8.
  public init(
    _ x: UnsafePointer<Float>, rows: Int, columns: Int, xStride: Int? = nil, precision: Precision, limit: Int32 = 127,
    pool: ComputePool, workspace: Workspace
  ) {
    self.precision = precision
    self.limit = limit
    self.x = x
    self.xStride = xStride ?? columns
    switch precision {
    case .int8:
      let memory: UnsafeMutablePointer<UInt8> = workspace.take(ck_rows_bytes(pool.kernels.table, rows, columns))
      quantized = ck_quantize(pool.kernels.table, pool.handle, x, self.xStride, rows, columns, limit, memory)
    case .fp32: quantized = ck_rows(data: nil, scale: nil, rows: rows, in: columns, planes: 1)
    }
  }

  /// The same, as int8, of what `before` makes of the rows; they are changed in place, or else left alone.
  init(
    _ x: UnsafeMutablePointer<Float>, rows: Int, columns: Int, xStride: Int, before: ck_before, inPlace: Bool,
    limit: Int32, pool: ComputePool, workspace: Workspace
  ) {
    precision = .int8
    self.limit = limit
    self.x = UnsafePointer(x)
    self.xStride = xStride
    let memory: UnsafeMutablePointer<UInt8> = workspace.take(ck_rows_bytes(pool.kernels.table, rows, columns))
    let scratch: UnsafeMutablePointer<Float>? = inPlace ? nil : workspace.take(columns * pool.threads)
    quantized = withUnsafePointer(to: before) { before in
      ck_quantize_after(
        pool.kernels.table, pool.handle, before, x, xStride, rows, columns, limit, memory, scratch)
    }
  }
}
