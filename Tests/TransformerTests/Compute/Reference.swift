import Transformer

/// A plain implementation of what the kernels promise (ckernels.h), and random data to try both on.
struct Random: RandomNumberGenerator {
  var state: UInt64
  init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }
  mutating func next() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state &* 0x2545_F491_4F6C_DD1D
  }
  mutating func int8s(_ count: Int) -> [Int8] { (0..<count).map { _ in Int8.random(in: -127...127, using: &self) } }
  mutating func floats(_ count: Int, in range: ClosedRange<Float> = -1...1) -> [Float] {
    (0..<count).map { _ in Float.random(in: range, using: &self) }
  }
}

enum Reference {
  /// One row within ±limit, and its scale.
  static func quantize(_ x: ArraySlice<Float>, limit: Float = 127) -> ([Int16], Float) {
    var greatest: Float = 0
    for value in x {
      if !value.isFinite { return (x.map { _ in 0 }, .nan) }
      greatest = max(greatest, abs(value))
    }
    if greatest < 1e-30 { return (x.map { _ in 0 }, 0) }
    let factor = limit / greatest
    return (x.map { Int16(($0 * factor).rounded(.toNearestOrEven)) }, greatest / limit)
  }

  /// y (rows, out) for x (rows, in), rows `stride` apart.
  static func linear(
    _ x: [Float], rows: Int, stride: Int, weight: [Int8], scale: [Float], bias: [Float]?, inFeatures: Int,
    wide: Bool = false
  ) -> [Float] {
    // 15 bits, or what keeps the sums within int32.
    let sums = scale.indices.map { out in
      weight[out * inFeatures..<(out + 1) * inFeatures].reduce(0) { $0 + abs(Int($1)) }
    }
    let limit = wide ? Float(min(127 * 256, Int(Int32.max) / max(1, sums.max() ?? 1))) : 127
    var y: [Float] = []
    for row in 0..<rows {
      let (q, scaleX) = quantize(x[row * stride..<row * stride + inFeatures], limit: limit)
      for out in scale.indices {
        var sum: Int32 = 0
        for column in 0..<inFeatures { sum += Int32(q[column]) * Int32(weight[out * inFeatures + column]) }
        let factor = scaleX * scale[out]
        y.append(bias.map { $0[out].addingProduct(Float(sum), factor) } ?? Float(sum) * factor)
      }
    }
    return y
  }
}

/// The same bits, or both NaN.
func same(_ a: [Float], _ b: [Float]) -> Bool {
  a.count == b.count && zip(a, b).allSatisfy { $0.bitPattern == $1.bitPattern || ($0.isNaN && $1.isNaN) }
}
