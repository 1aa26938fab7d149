/// Layer norm over each row; without a bias where that is empty.
struct LayerNorm: Sendable {
  let weight, bias: [Float]
  let epsilon: Float
}

/// Group norm with a single group: mean and variance over all frames and channels.
struct GroupNorm: Sendable {
  let weight, bias: [Float]
  let epsilon: Float
}

/// A strided convolution over channel-last frames, without padding: a linear layer over overlapping windows.
struct Convolution: Sendable {
  enum Layer: Sendable {
    case int8(QuantizedLinear)
    case float(FloatLinear)
  }

  let layer: Layer
  let kernel, stride: Int
  let outChannels: Int

  /// How many frames come from that many.
  func frames(of count: Int) -> Int { count < kernel ? 0 : (count - kernel) / stride + 1 }
}

/// A linear layer whose inputs may be in groups, each with weights that have a scale of their own in every row.
///
/// One group is the rule. Where few large weights would leave the others of their rows too few steps, an import makes
/// more of them, and the layer is the sum of their products.
struct Linear: Sendable {
  /// Of equal width, in the order of the inputs.
  let groups: [QuantizedLinear]
  let outFeatures: Int
  let inFeatures: Int
}

extension Compute {
  /// y = layer(x)
  func apply(_ layer: Linear, to x: some LinearReadable, into y: Rows) {
    if layer.groups.count == 1 { return apply(layer.groups[0], to: x, into: y) }
    scope { add(layer, to: materialize(x.input), into: y, isFirst: true) }
  }

  /// y += layer(x)
  func apply(_ layer: Linear, to x: some LinearReadable, addTo y: Rows) {
    if layer.groups.count == 1 { return apply(layer.groups[0], to: x, addTo: y) }
    scope { add(layer, to: materialize(x.input), into: y, isFirst: false) }
  }

  /// One y for each layer; x is quantised once for both where they take it whole.
  func apply(_ a: Linear, _ b: Linear, to x: some LinearReadable, into y: Rows, _ z: Rows) {
    if a.groups.count == 1, b.groups.count == 1 {
      return apply(a.groups[0], b.groups[0], to: x, into: y, z)
    }
    scope {
      let x = materialize(x.input)
      apply(a, to: x, into: y)
      apply(b, to: x, into: z)
    }
  }

  /// One y for each layer; x is quantised once for all where they take it whole.
  func apply(
    _ a: Linear, _ b: Linear, _ c: Linear, to x: some LinearReadable, into y: Rows, _ z: Rows, _ w: Rows
  ) {
    if a.groups.count == 1, b.groups.count == 1, c.groups.count == 1 {
      return apply(a.groups[0], b.groups[0], c.groups[0], to: x, into: y, z, w)
    }
    scope {
      let x = materialize(x.input)
      apply(a, to: x, into: y)
      apply(b, to: x, into: z)
      apply(c, to: x, into: w)
    }
  }

  private func add(_ layer: Linear, to x: Rows, into y: Rows, isFirst: Bool) {
    for (index, group) in layer.groups.enumerated() {
      let columns = x.columns(index * group.inFeatures..<(index + 1) * group.inFeatures)
      if isFirst && index == 0 { apply(group, to: columns, into: y) } else { apply(group, to: columns, addTo: y) }
    }
  }
}

/// A table of vectors, int8 with a scale for each group of their elements, read where it lies in the model file.
struct Embedding: @unchecked Sendable {
  let file: GGUFFile  // keeps the memory alive
  let values: UnsafeBufferPointer<Int8>
  /// (groups, count)
  let scale: UnsafeBufferPointer<Float>
  let count: Int
  let width: Int

  /// Writes the vector of `index`, which must be within the table.
  func copy(_ index: Int, into y: UnsafeMutablePointer<Float>, _ on: Compute) {
    let row = UnsafeBufferPointer(rebasing: values[index * width..<(index + 1) * width])
    guard let base = row.baseAddress else { return }
    let groups = scale.count / count
    let part = width / groups
    for group in 0..<groups {
      on.pool.dequantize(
        base + group * part, scale: scale[group * count + index], into: y + group * part, count: part)
    }
  }
}
