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

/// A table of vectors, int8 with a scale each, read where it lies in the model file.
struct Embedding: @unchecked Sendable {
  let file: GGUFFile  // keeps the memory alive
  let values: UnsafeBufferPointer<Int8>
  let scale: UnsafeBufferPointer<Float>
  let width: Int

  /// Writes the vector of `index`, which must be within the table.
  func copy(_ index: Int, into y: UnsafeMutablePointer<Float>, _ on: Compute) {
    let row = UnsafeBufferPointer(rebasing: values[index * width..<(index + 1) * width])
    guard let base = row.baseAddress else { return }
    on.pool.dequantize(base, scale: scale[index], into: y, count: width)
  }
}
