/// A model file's tensors by the names they have under one prefix, made into layers for this machine.
///
/// `weights["layers.0"]["self_attn"].linear("q_proj", ...)` reads `layers.0.self_attn.q_proj.weight`. Shapes are checked
/// here, so that a damaged or foreign file ends in an error that names the tensor.
struct ModelWeights {
  private let file: GGUFFile
  private let prefix: String
  private let precision: Precision
  private let pool: ComputePool
  /// Whether the layers want wide rows.
  private let isWide: Bool
  private let memory: WeightMemory

  init(
    _ file: GGUFFile, _ prefix: String, _ precision: Precision, _ pool: ComputePool, isWide: Bool = false,
    memory: WeightMemory? = nil
  ) {
    self.file = file
    self.prefix = prefix
    self.precision = precision
    self.pool = pool
    self.isWide = isWide
    self.memory = memory ?? file.weightMemory(precision, pool.kernels)
  }

  /// The tensors one level down.
  subscript(_ name: String) -> ModelWeights {
    ModelWeights(file, path(name), precision, pool, isWide: isWide, memory: memory)
  }

  /// The same tensors, of which layers are made that want wide rows, or not.
  func wide(_ isWide: Bool) -> ModelWeights {
    ModelWeights(file, prefix, precision, pool, isWide: isWide, memory: memory)
  }

  /// What `make` makes of the tensors under `name.0`, `name.1`, ...
  func layers<Layer>(
    _ name: String, _ count: Int, _ make: (ModelWeights) throws(TransformerError) -> Layer
  ) throws(TransformerError) -> [Layer] {
    var layers: [Layer] = []
    for index in 0..<count { layers.append(try make(self["\(name).\(index)"])) }
    return layers
  }

  /// y = x · `name.weight`ᵀ + `name.bias`, the weight int8 (outputs, inputs).
  func linear(
    _ name: String, from inputs: Int, to outputs: Int, bias: Bool = true
  ) throws(TransformerError) -> QuantizedLinear {
    let (values, scale) = try file.int8(path(name + ".weight"), shape: [outputs, inputs])
    let bias = bias ? try vector(name + ".bias", outputs) : nil
    return try int8(name, values, scale, bias, outputs, inputs)
  }

  /// The same where the weight may have scales for groups of inputs: `name.weight_scale` is then (groups, outputs).
  func grouped(
    _ name: String, from inputs: Int, to outputs: Int, bias: Bool = true
  ) throws(TransformerError) -> Linear {
    let weight = path(name + ".weight")
    let (values, scale, groups) = try file.groupedInt8(weight, shape: [outputs, inputs])
    let bias = bias ? try vector(name + ".bias", outputs) : nil
    if groups == 1 {
      return Linear(
        groups: [try int8(name, values, scale, bias, outputs, inputs)], outFeatures: outputs, inFeatures: inputs)
    }
    let width = inputs / groups
    var columns = [Int8]()
    var layers: [QuantizedLinear] = []
    for group in 0..<groups {
      let (part, bias) = ("\(name).\(group)", group == 0 ? bias : nil)
      if let layer = packed(part, outputs, width, hasBias: bias != nil) {
        layers.append(layer)
        continue
      }
      if columns.isEmpty { columns = [Int8](repeating: 0, count: outputs * width) }
      for row in 0..<outputs {
        for column in 0..<width { columns[row * width + column] = values[row * inputs + group * width + column] }
      }
      let scales = UnsafeBufferPointer(rebasing: scale[group * outputs..<(group + 1) * outputs])
      layers.append(
        try columns.withUnsafeBufferPointer { columns throws(TransformerError) in
          try int8(part, columns, scales, bias, outputs, width)
        })
    }
    return Linear(groups: layers, outFeatures: outputs, inFeatures: inputs)
  }

  /// A convolution over channel-last frames, without padding; `kind` says whether its weight is int8 in the file.
  func convolution(
    _ name: String, from inputs: Int, to outputs: Int, kernel: Int, stride: Int, bias: Bool = true,
    isFloat: Bool = false
  ) throws(TransformerError) -> Convolution {
    let bias = bias ? try vector(name + ".bias", outputs) : nil
    let (tensor, shape, window) = (path(name + ".weight"), [outputs, inputs, kernel], inputs * kernel)
    let layer: Convolution.Layer
    if isFloat {
      let weight = Self.channelLast(try file.float32(tensor, shape: shape), shape)
      layer = .float(
        try FloatLinear(weight: weight, bias: bias?.baseAddress, outFeatures: outputs, inFeatures: window, pool: pool))
    } else {
      let (values, scale) = try file.int8(tensor, shape: shape)
      if let packed = packed(name, outputs, window, hasBias: bias != nil) {
        layer = .int8(packed)
      } else {
        layer = .int8(
          try Self.channelLast(values, shape).withUnsafeBufferPointer { values throws(TransformerError) in
            try int8(name, values, scale, bias, outputs, window)
          })
      }
    }
    return Convolution(layer: layer, kernel: kernel, stride: stride, outChannels: outputs)
  }

  /// A weight of `shape` (outputs, inputs, kernel) as (outputs, kernel, inputs): then a window of frames lies in memory
  /// as a row of it does.
  private static func channelLast<Value>(_ weight: UnsafeBufferPointer<Value>, _ shape: [Int]) -> [Value] {
    let (outputs, inputs, kernel) = (shape[0], shape[1], shape[2])
    var turned: [Value] = []
    turned.reserveCapacity(weight.count)
    for output in 0..<outputs {
      for tap in 0..<kernel {
        for input in 0..<inputs { turned.append(weight[(output * inputs + input) * kernel + tap]) }
      }
    }
    return turned
  }

  /// A table of int8 rows, read where it lies in the file.
  func embedding(_ name: String, _ count: Int, _ width: Int) throws(TransformerError) -> Embedding {
    let weight = try file.groupedInt8(path(name + ".weight"), shape: [count, width])
    return Embedding(file: file, values: weight.values, scale: weight.scale, count: count, width: width)
  }

  /// A table of float32 rows.
  func table(_ name: String, _ count: Int, _ width: Int) throws(TransformerError) -> [Float] {
    Array(try file.float32(path(name), shape: [count, width]))
  }

  func layerNorm(
    _ name: String, _ width: Int, _ epsilon: Float, bias: Bool = true
  ) throws(TransformerError) -> LayerNorm {
    LayerNorm(
      weight: Array(try vector(name + ".weight", width)),
      bias: bias ? Array(try vector(name + ".bias", width)) : [], epsilon: epsilon)
  }

  func groupNorm(_ name: String, _ channels: Int, epsilon: Float) throws(TransformerError) -> GroupNorm {
    GroupNorm(
      weight: Array(try vector(name + ".weight", channels)), bias: Array(try vector(name + ".bias", channels)),
      epsilon: epsilon)
  }

  /// The layer of that name, if its weights are packed already.
  private func packed(_ name: String, _ outputs: Int, _ inputs: Int, hasBias: Bool) -> QuantizedLinear? {
    guard precision == .int8 else { return nil }
    return memory.packed(path(name), outputs: outputs, inputs: inputs, hasBias: hasBias, pool.kernels).map {
      QuantizedLinear(packed: $0, isWide: isWide, pool: pool, memory: memory)
    }
  }

  /// Packs a layer, unless it is packed already; none of the buffers is empty.
  private func int8(
    _ name: String, _ weight: UnsafeBufferPointer<Int8>, _ scale: UnsafeBufferPointer<Float>,
    _ bias: UnsafeBufferPointer<Float>?,
    _ outputs: Int, _ inputs: Int
  ) throws(TransformerError) -> QuantizedLinear {
    if let packed = packed(name, outputs, inputs, hasBias: bias != nil) { return packed }
    guard let weight = weight.baseAddress, let scale = scale.baseAddress else { preconditionFailure("empty tensor") }
    return try QuantizedLinear(
      weight: weight, scale: scale, bias: bias?.baseAddress, outFeatures: outputs, inFeatures: inputs,
      precision: precision, isWide: isWide, pool: pool, memory: memory, name: path(name))
  }

  private func path(_ name: String) -> String { prefix.isEmpty ? name : prefix + "." + name }

  /// The values of a float32 vector where they lie in the file.
  func vector(_ name: String, _ count: Int) throws(TransformerError) -> UnsafeBufferPointer<Float> {
    try file.float32(path(name), shape: [count])
  }
}

extension GGUFFile {
  /// Says that a model's activations take more than 8 bits, because 8 were measured to change what it says.
  static let wideActivationsKey = "shoptalk.activations.wide"

  /// Whether activations take more than 8 bits; without the key they do not.
  func wantsWideActivations() throws(TransformerError) -> Bool {
    has(Self.wideActivationsKey) ? try bool(Self.wideActivationsKey) : false
  }

  /// Demands that the text `key` says `value`.
  func expect(_ key: String, _ value: String) throws(TransformerError) {
    let found = try string(key)
    guard found == value else { throw invalid("key '\(key)'", "is '\(found)', not '\(value)'") }
  }

  /// A whole number that divides `whole`, such as a number of heads.
  func int(_ key: String, dividing whole: Int) throws(TransformerError) -> Int {
    let value = try int(key, in: 1...whole)
    guard whole % value == 0 else { throw invalid("key '\(key)'", "is \(value), which does not divide \(whole)") }
    return value
  }

  /// A number above zero.
  func positive(_ key: String) throws(TransformerError) -> Float {
    let value = try float(key)
    guard value > 0 else { throw invalid("key '\(key)'", "is \(value), not above zero") }
    return value
  }
}
