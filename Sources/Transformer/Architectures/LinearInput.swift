import CKernels

/// What a linear layer reads: rows as they are, or what a norm or an activation makes of them, which is computed row by
/// row as they are quantised, while each is near.
struct LinearInput {
  enum Step {
    case nothing
    case gelu
    case tanhGELU
    case siluGate
    case layerNorm(LayerNorm)
    case rmsNorm(RMSNorm)
  }

  let rows: Rows
  let step: Step
  /// Whether the rows themselves become what the step makes of them.
  let isInPlace: Bool

  /// How wide the layer's rows are.
  var width: Int { if case .siluGate = step { rows.width / 2 } else { rows.width } }
}

/// Rows, or what is made of them.
protocol LinearReadable {
  var input: LinearInput { get }
}

extension LinearInput: LinearReadable {
  var input: LinearInput { self }
}

extension Rows: LinearReadable {
  var input: LinearInput { LinearInput(rows: self, step: .nothing, isInPlace: false) }

  /// norm(x); the rows stay what they are.
  func normalized(by norm: LayerNorm) -> LinearInput {
    LinearInput(rows: self, step: .layerNorm(norm), isInPlace: false)
  }

  /// norm(x); the rows stay what they are.
  func normalized(by norm: RMSNorm) -> LinearInput {
    LinearInput(rows: self, step: .rmsNorm(norm), isInPlace: false)
  }

  /// norm(x), which the rows become.
  func becomingNormalized(by norm: LayerNorm) -> LinearInput {
    LinearInput(rows: self, step: .layerNorm(norm), isInPlace: true)
  }

  /// gelu(x), which the rows become.
  var becomingGELU: LinearInput { LinearInput(rows: self, step: .gelu, isInPlace: true) }

  /// GELU in the form of GPT-2, which the rows become.
  var becomingTanhGELU: LinearInput { LinearInput(rows: self, step: .tanhGELU, isInPlace: true) }

  /// silu(gate) · value, a row being value, then gate; what becomes of the rows is not said.
  var gated: LinearInput { LinearInput(rows: self, step: .siluGate, isInPlace: true) }
}

extension Compute {
  /// The rows that `input` stands for, in the current scope.
  func materialize(_ input: LinearInput) -> Rows {
    let x = input.rows
    switch input.step {
    case .nothing: return x
    case .gelu:
      gelu(x)
      return x
    case .tanhGELU:
      tanhGELU(x)
      return x
    case .siluGate:
      let y = rows(x.count, input.width)
      siluGate(x, into: y)
      return y
    case .layerNorm(let norm):
      let y = input.isInPlace ? x : rows(like: x)
      normalize(x, by: norm, into: y)
      return y
    case .rmsNorm(let norm):
      let y = input.isInPlace ? x : rows(like: x)
      normalize(x, by: norm, into: y)
      return y
    }
  }

  /// The rows that `input` stands for, quantised, in the current scope.
  func quantize(_ input: LinearInput, limit: Int32) -> QuantizedRows {
    func quantize(_ x: Rows) -> QuantizedRows {
      QuantizedRows(
        x.base, rows: x.count, columns: x.width, xStride: x.stride, precision: precision, limit: limit, pool: pool,
        workspace: workspace)
    }
    func quantize(
      after step: ck_step, _ weight: [Float] = [], _ bias: [Float] = [], epsilon: Float = 0
    ) -> QuantizedRows {
      weight.withUnsafeBufferPointer { weight in
        bias.withUnsafeBufferPointer { bias in
          QuantizedRows(
            input.rows.base, rows: input.rows.count, columns: input.width, xStride: input.rows.stride,
            before: ck_before(
              step: step, weight: weight.isEmpty ? nil : weight.baseAddress,
              bias: bias.isEmpty ? nil : bias.baseAddress, epsilon: epsilon),
            inPlace: input.isInPlace, limit: limit, pool: pool, workspace: workspace)
        }
      }
    }
    guard precision == .int8 else { return quantize(materialize(input)) }
    switch input.step {
    case .nothing: return quantize(input.rows)
    case .gelu: return quantize(after: CK_GELU)
    case .tanhGELU: return quantize(after: CK_GELU_TANH)
    case .siluGate: return quantize(after: CK_SILU_GATE)
    case .layerNorm(let norm):
      return quantize(after: CK_LAYER_NORM, norm.weight, norm.bias, epsilon: norm.epsilon)
    case .rmsNorm(let norm): return quantize(after: CK_RMS_NORM, norm.weight, epsilon: norm.epsilon)
    }
  }
}
