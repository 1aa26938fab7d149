import CKernels

extension ComputePool {
  /// y = (x − mean) / √(variance + epsilon) · weight + bias for each row of x (rows, width). x and y may be the same.
  public func layerNorm(
    _ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, rows: Int, width: Int,
    weight: UnsafePointer<Float>?, bias: UnsafePointer<Float>? = nil, epsilon: Float
  ) { ck_layer_norm(kernels.table, handle, x, y, rows, width, weight, bias, epsilon) }

  /// y = x / √(mean of x² + epsilon) · weight for each row of x (rows, width). x and y may be the same.
  public func rmsNorm(
    _ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, rows: Int, width: Int,
    weight: UnsafePointer<Float>?, epsilon: Float
  ) { ck_rms_norm(kernels.table, handle, x, y, rows, width, weight, epsilon) }

  /// Group norm with one group: mean and variance over all of x (rows, channels), then weight and bias per channel.
  /// x and y may be the same.
  public func groupNorm(
    _ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, rows: Int, channels: Int,
    weight: UnsafePointer<Float>?, bias: UnsafePointer<Float>?, epsilon: Float, workspace: Workspace
  ) {
    workspace.scope {
      let scratch: UnsafeMutablePointer<Double> = workspace.take(rows)
      ck_group_norm(kernels.table, handle, x, y, rows, channels, weight, bias, epsilon, scratch)
    }
  }
}
