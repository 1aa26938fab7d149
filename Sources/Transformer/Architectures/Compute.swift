import Synchronization

/// What an architecture computes on: threads, scratch memory and a precision, with the operations over `Rows`.
///
/// Not for two threads at once.
struct Compute {
  let pool: ComputePool
  let workspace: Workspace
  let precision: Precision

  /// Rows taken within `body` are given back at its end.
  func scope<Result, Failure: Error>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result {
    try workspace.scope(body)
  }

  /// `count` rows of `width` floats for the rest of the scope; their content is whatever was there.
  func rows(_ count: Int, _ width: Int) -> Rows {
    Rows(workspace.take(count * width), count: count, width: width)
  }

  /// Rows of the shape of `x`.
  func rows(like x: Rows) -> Rows { rows(x.count, x.width) }

  /// y = layer(x)
  func apply(_ layer: QuantizedLinear, to x: some LinearReadable, into y: Rows) {
    workspace.scope {
      layer(quantize(x.input, limit: layer.rowLimit), into: y.base, outStride: y.stride, workspace: workspace)
    }
  }

  /// y += layer(x)
  func apply(_ layer: QuantizedLinear, to x: some LinearReadable, addTo y: Rows) {
    workspace.scope {
      layer(
        quantize(x.input, limit: layer.rowLimit), into: y.base, outStride: y.stride, adding: true,
        workspace: workspace)
    }
  }

  /// One y for each layer; x is quantised once for all.
  func apply(_ a: QuantizedLinear, _ b: QuantizedLinear, to x: some LinearReadable, into y: Rows, _ z: Rows) {
    workspace.scope {
      QuantizedLinear.apply(
        (a, y.base, stride: y.stride), (b, z.base, stride: z.stride),
        to: quantize(x.input, limit: min(a.rowLimit, b.rowLimit)), workspace: workspace)
    }
  }

  /// One y for each layer; x is quantised once for all.
  func apply(
    _ a: QuantizedLinear, _ b: QuantizedLinear, _ c: QuantizedLinear, to x: some LinearReadable, into y: Rows,
    _ z: Rows, _ w: Rows
  ) {
    workspace.scope {
      QuantizedLinear.apply(
        (a, y.base, stride: y.stride), (b, z.base, stride: z.stride), (c, w.base, stride: w.stride),
        to: quantize(x.input, limit: min(a.rowLimit, b.rowLimit, c.rowLimit)), workspace: workspace)
    }
  }

  /// y = convolution(x), over channel-last frames without padding.
  func convolve(_ x: Rows, by convolution: Convolution, into y: Rows) {
    let windows = x.windows(of: convolution.kernel, every: convolution.stride)
    switch convolution.layer {
    case .int8(let layer): apply(layer, to: windows, into: y)
    case .float(let layer):
      layer(windows.base, rows: windows.count, xStride: windows.stride, into: y.base, outStride: y.stride)
    }
  }

  func normalize(_ x: Rows, by norm: LayerNorm, into y: Rows) {
    norm.weight.withUnsafeBufferPointer { weight in
      norm.bias.withUnsafeBufferPointer { bias in
        pool.layerNorm(
          x.base, into: y.base, rows: x.count, width: x.width, weight: weight.baseAddress,
          bias: norm.bias.isEmpty ? nil : bias.baseAddress, epsilon: norm.epsilon)
      }
    }
  }

  func normalize(_ x: Rows, by norm: GroupNorm) {
    norm.weight.withUnsafeBufferPointer { weight in
      norm.bias.withUnsafeBufferPointer { bias in
        pool.groupNorm(
          x.base, into: x.base, rows: x.count, channels: x.width, weight: weight.baseAddress, bias: bias.baseAddress,
          epsilon: norm.epsilon, workspace: workspace)
      }
    }
  }

  func rotate(_ x: Rows, heads: Int, by rotary: RotaryTable, from position: Int) {
    rotary.rotate(
      x.base, stride: x.stride, rows: x.count, heads: heads, headWidth: x.width / heads, first: position, pool: pool)
  }

  func attend(_ q: Rows, to memory: AttentionMemory, scale: Float, causal: Bool, into y: Rows) {
    memory.attend(
      q.base, stride: q.stride, rows: q.count, scale: scale, causal: causal, into: y.base, outStride: y.stride,
      workspace: workspace)
  }

  func gelu(_ x: Rows) { pool.gelu(x.base, count: x.count * x.width) }

  /// The form of GPT-2.
  func tanhGELU(_ x: Rows) { pool.tanhGELU(x.base, count: x.count * x.width) }

  func tanh(_ x: Rows) { pool.tanh(x.base, count: x.count * x.width) }

  /// y = silu(gate) · value, a row of x being value, then gate.
  func siluGate(_ x: Rows, into y: Rows) { pool.siluGate(x.base, into: y.base, rows: y.count, width: y.width) }
}

/// Lends scratch memory to those who compute at the same time, and keeps it for the next.
final class Workbench: Sendable {
  let pool: ComputePool
  let precision: Precision
  private let idle = Mutex<[Lent]>([])

  /// A workspace on its way from one user to the next: nobody else has it meanwhile.
  private struct Lent: @unchecked Sendable { let workspace: Workspace }

  init(pool: ComputePool, precision: Precision) {
    self.pool = pool
    self.precision = precision
  }

  func borrow() -> Compute {
    let lent = idle.withLock { $0.popLast() }
    return Compute(pool: pool, workspace: lent?.workspace ?? Workspace(), precision: precision)
  }

  func giveBack(_ compute: Compute) {
    let lent = Lent(workspace: compute.workspace)
    idle.withLock { if $0.count < 2 { $0.append(lent) } }
  }

  func use<Result>(_ body: (Compute) throws(TransformerError) -> Result) throws(TransformerError) -> Result {
    let compute = borrow()
    defer { giveBack(compute) }
    return try compute.scope { () throws(TransformerError) in try body(compute) }
  }
}
