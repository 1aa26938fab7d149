import CKernels

extension ComputePool {
  /// x · Φ(x), the erf form of GELU, in place.
  public func gelu(_ x: UnsafeMutablePointer<Float>, count: Int) { ck_gelu(kernels.table, handle, x, count) }

  /// x/2 · (1 + tanh(√(2/π) · (x + 0.044715 x³))), the form of GELU that GPT-2 has, in place.
  public func tanhGELU(_ x: UnsafeMutablePointer<Float>, count: Int) { ck_gelu_tanh(kernels.table, handle, x, count) }

  /// tanh, in place.
  public func tanh(_ x: UnsafeMutablePointer<Float>, count: Int) { ck_tanh(kernels.table, handle, x, count) }

  /// eˣ, in place.
  public func exp(_ x: UnsafeMutablePointer<Float>, count: Int) { ck_exp(kernels.table, handle, x, count) }

  /// x · sigmoid(x), in place.
  public func silu(_ x: UnsafeMutablePointer<Float>, count: Int) { ck_silu(kernels.table, handle, x, count) }

  /// y (rows, width) = silu(gate) · value; each row of x is `width` values, then `width` gates.
  public func siluGate(_ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, rows: Int, width: Int) {
    ck_silu_gate(kernels.table, handle, x, y, rows, width)
  }

  /// y += x.
  public func add(_ x: UnsafePointer<Float>, to y: UnsafeMutablePointer<Float>, count: Int) {
    ck_add(kernels.table, handle, y, x, count)
  }

  /// x ·= factor.
  public func scale(_ x: UnsafeMutablePointer<Float>, by factor: Float, count: Int) {
    ck_scale(kernels.table, handle, x, factor, count)
  }

  /// y += factor · x.
  public func add(_ x: UnsafePointer<Float>, times factor: Float, to y: UnsafeMutablePointer<Float>, count: Int) {
    ck_axpy(kernels.table, y, factor, x, count)
  }

  /// Σ x · y.
  public func dot(_ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, count: Int) -> Float {
    ck_dot(kernels.table, x, y, count)
  }

  /// Softmax in place; a row of −∞ only gives zeros.
  public func softmax(_ x: UnsafeMutablePointer<Float>, count: Int) { ck_softmax(kernels.table, x, count) }

  /// log Σ eˣ: what to take from a logit to have its log-probability.
  public func logSumExp(_ x: UnsafePointer<Float>, count: Int) -> Float { ck_log_sum_exp(kernels.table, x, count) }

  /// The index of the greatest value, the first of equals; NaN is never greater.
  public func argmax(_ x: UnsafePointer<Float>, count: Int) -> Int { ck_argmax(kernels.table, x, count) }

  /// y = q · scale: one row of an int8 matrix, such as the embedding of a token.
  public func dequantize(
    _ q: UnsafePointer<Int8>, scale: Float, into y: UnsafeMutablePointer<Float>, count: Int
  ) { ck_dequantize(kernels.table, q, scale, y, count) }
}
