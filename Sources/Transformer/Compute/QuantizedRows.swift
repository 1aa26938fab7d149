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
  package let x: UnsafePointer<Float>
  package let xStride: Int
  package let quantized: ck_rows

  /// Quantises `x` (rows, columns), symmetric int8 with one scale per row; with `.fp32` merely points to it.
  ///
  /// Rows start `xStride` floats apart (`columns` if nil) and may overlap: the windows of a convolution. `wide` rows
  /// keep 13 bits and more in place of 8, for models that int8 activations are too coarse for: at no cost where the
  /// instruction set multiplies int16 (AVX2), in two passes where it multiplies int8.
  public init(
    _ x: UnsafePointer<Float>, rows: Int, columns: Int, xStride: Int? = nil, precision: Precision, wide: Bool = false,
    pool: ComputePool, workspace: Workspace
  ) {
    self.precision = precision
    self.x = x
    self.xStride = xStride ?? columns
    switch precision {
    case .int8:
      let memory: UnsafeMutablePointer<UInt8> = workspace.take(ck_rows_bytes(pool.kernels.table, rows, columns))
      quantized = ck_quantize(pool.kernels.table, pool.handle, x, self.xStride, rows, columns, wide, memory)
    case .fp32: quantized = ck_rows(data: nil, scale: nil, rows: rows, in: columns, planes: 1)
    }
  }
}
