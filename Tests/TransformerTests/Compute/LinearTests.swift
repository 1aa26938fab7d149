import Testing
import Transformer

/// Pools that run each of the kernel sets of this machine.
let poolsOfEachSet = Kernels.available.flatMap { name in
  Kernels(named: name).map { kernels in [1, 3].map { ComputePool(threads: $0, kernels: kernels) } } ?? []
}

func multiply(
  _ pool: ComputePool, _ x: [Float], rows: Int, stride: Int, weight: [Int8], scale: [Float], bias: [Float]?,
  inFeatures: Int, precision: Precision = .int8, wide: Bool = false, y start: [Float]? = nil
) throws -> [Float] {
  let layer = try QuantizedLinear(
    weight: weight, scale: scale, bias: bias, outFeatures: scale.count, inFeatures: inFeatures, precision: precision,
    pool: pool)
  var y = start ?? [Float](repeating: .nan, count: rows * scale.count)
  let workspace = Workspace(bytes: 4096)
  let quantized = QuantizedRows(
    x, rows: rows, columns: inFeatures, xStride: stride, precision: precision,
    limit: wide ? layer.wideLimit : 127, pool: pool,
    workspace: workspace)
  layer(quantized, into: &y, adding: start != nil, workspace: workspace)
  return y
}

@Suite("int8 linear layers")
struct LinearTests {
  @Test("equal the reference bit for bit, on every instruction set, over awkward shapes", arguments: 0..<60)
  func randomShapes(seed: Int) throws {
    var random = Random(UInt64(seed + 1))
    let inFeatures = seed < 50 ? Int.random(in: 1...130, using: &random) : Int.random(in: 131...2100, using: &random)
    let outFeatures = Int.random(in: 1...100, using: &random)
    let rows = Int.random(in: 1...40, using: &random)
    let stride = Int.random(in: 1...inFeatures + 3, using: &random)
    var x = random.floats(rows * stride + inFeatures)
    let weight = random.int8s(outFeatures * inFeatures)
    let scale = random.floats(outFeatures, in: 1e-4...1e-2)
    let bias = seed % 2 == 0 ? random.floats(outFeatures) : nil
    if seed % 7 == 0 { for i in 0..<min(stride, x.count) { x[i] = 0 } }
    for wide in [false, true] {
      let expected = Reference.linear(
        x, rows: rows, stride: stride, weight: weight, scale: scale, bias: bias, inFeatures: inFeatures, wide: wide)
      for pool in poolsOfEachSet {
        let y = try multiply(
          pool, x, rows: rows, stride: stride, weight: weight, scale: scale, bias: bias, inFeatures: inFeatures,
          wide: wide)
        #expect(same(y, expected), "\(pool.kernels) \(rows)x\(inFeatures)x\(outFeatures) stride \(stride) \(wide)")
      }
    }
  }

  @Test("do not overflow with all values at ±127")
  func extremes() throws {
    for (inFeatures, rows) in [(2304, 1), (2016, 5), (130, 33)] {
      for (wSign, xSign) in [(1, 1), (1, -1), (-1, 1), (-1, -1)] {
        let weight = [Int8](repeating: Int8(127 * wSign), count: 9 * inFeatures)
        let x = [Float](repeating: Float(xSign), count: rows * inFeatures)
        let scale = [Float](repeating: 1, count: 9)
        for wide in [false, true] {
          let expected = Reference.linear(
            x, rows: rows, stride: inFeatures, weight: weight, scale: scale, bias: nil, inFeatures: inFeatures,
            wide: wide)
          for pool in poolsOfEachSet {
            let y = try multiply(
              pool, x, rows: rows, stride: inFeatures, weight: weight, scale: scale, bias: nil,
              inFeatures: inFeatures, wide: wide)
            #expect(same(y, expected), "\(pool.kernels) \(inFeatures) \(rows) \(wide)")
          }
        }
      }
    }
  }

  @Test("take a weight of −128 as −127")
  func mostNegativeWeight() throws {
    for pool in poolsOfEachSet {
      let x = [Float](repeating: 1, count: 64)
      let y = try multiply(
        pool, x, rows: 2, stride: 32, weight: .init(repeating: -128, count: 32), scale: [1], bias: nil, inFeatures: 32)
      let each = Float(-127 * 127 * 32) * (Float(1) / 127)
      #expect(y == [each, each])
    }
  }

  @Test("give the bias for a row of zeros, and NaN for a row with NaN or infinity, without harm to other rows")
  func oddRows() throws {
    var random = Random(7)
    var x = random.floats(6 * 33)
    for i in 33..<66 { x[i] = 0 }
    x[70] = .nan
    x[100] = .infinity
    x[140] = -.infinity
    for i in 165..<198 { x[i] = 1e-38 }
    let (weight, scale, bias) = (random.int8s(17 * 33), random.floats(17, in: 0...1), random.floats(17))
    let expected = Reference.linear(
      x, rows: 6, stride: 33, weight: weight, scale: scale, bias: bias, inFeatures: 33)
    for pool in poolsOfEachSet {
      let y = try multiply(pool, x, rows: 6, stride: 33, weight: weight, scale: scale, bias: bias, inFeatures: 33)
      #expect(same(y, expected), "\(pool.kernels)")
      #expect(Array(y[17..<34]) == bias && Array(y[85...]) == bias)
      #expect(y[34..<85].allSatisfy(\.isNaN) && !y[..<34].contains(where: \.isNaN))
    }
  }

  @Test("add to what is there when asked to")
  func adding() throws {
    var random = Random(8)
    let (x, weight, scale) = (random.floats(5 * 40), random.int8s(30 * 40), random.floats(30, in: 0...1))
    let start = random.floats(5 * 30)
    let product = Reference.linear(x, rows: 5, stride: 40, weight: weight, scale: scale, bias: nil, inFeatures: 40)
    for pool in poolsOfEachSet {
      let y = try multiply(
        pool, x, rows: 5, stride: 40, weight: weight, scale: scale, bias: nil, inFeatures: 40, y: start)
      #expect(same(y, zip(start, product).map { $0 + $1 }), "\(pool.kernels)")
    }
  }

  @Test("are near the fp32 path, overlapping windows included", arguments: [(1, 288), (9, 96), (30, 288)])
  func nearFloats(rows: Int, stride: Int) throws {
    var random = Random(9)
    let (x, weight) = (random.floats(rows * stride + 288), random.int8s(64 * 288))
    let (scale, bias) = (random.floats(64, in: 1e-3...2e-3), random.floats(64))
    for pool in poolsOfEachSet {
      let y = try [Precision.int8, .fp32].map {
        try multiply(
          pool, x, rows: rows, stride: stride, weight: weight, scale: scale, bias: bias, inFeatures: 288, precision: $0)
      }
      let error = zip(y[0], y[1]).map { abs($0 - $1) }.max() ?? 0
      #expect(error < 0.02, "\(pool.kernels)")
    }
  }

  @Test("with fp32 weights equal a plain sum, over overlapping windows")
  func floatWeights() throws {
    var random = Random(10)
    for (rows, inFeatures, outFeatures, stride) in [(1, 1, 1, 1), (50, 127, 288, 64), (7, 33, 17, 40)] {
      let x = random.floats(rows * stride + inFeatures)
      let (weight, bias) = (random.floats(outFeatures * inFeatures), random.floats(outFeatures))
      var expected: [Float] = []
      for row in 0..<rows {
        for out in 0..<outFeatures {
          var sum: Float = 0
          for i in 0..<inFeatures { sum.addProduct(x[row * stride + i], weight[out * inFeatures + i]) }
          expected.append(sum + bias[out])
        }
      }
      for pool in poolsOfEachSet {
        let layer = try FloatLinear(
          weight: weight, bias: bias, outFeatures: outFeatures, inFeatures: inFeatures, pool: pool)
        var y = [Float](repeating: 0, count: rows * outFeatures)
        layer(x, rows: rows, xStride: stride, into: &y)
        #expect(same(y, expected), "\(pool.kernels)")
      }
    }
  }

  @Test("share rows that were quantised once", arguments: Precision.allCases)
  func sharedRows(precision: Precision) throws {
    var random = Random(15)
    let x = random.floats(7 * 100)
    for pool in poolsOfEachSet {
      let workspace = Workspace()
      try workspace.scope {
        let rows = QuantizedRows(
          x, rows: 7, columns: 96, xStride: 100, precision: precision, pool: pool, workspace: workspace)
        for outFeatures in [5, 40] {
          let layer = try QuantizedLinear(
            weight: random.int8s(outFeatures * 96), scale: random.floats(outFeatures), bias: nil,
            outFeatures: outFeatures, inFeatures: 96, precision: precision, pool: pool)
          var direct = [Float](repeating: 0, count: 7 * outFeatures)
          var (shared, spaced) = (direct, [Float](repeating: -1, count: 7 * 50))
          layer(x, rows: 7, xStride: 100, into: &direct, workspace: workspace)
          layer(rows, into: &shared, workspace: workspace)
          layer(rows, into: &spaced, outStride: 50, workspace: workspace)
          #expect(same(shared, direct), "\(pool.kernels)")
          for row in 0..<7 {
            #expect(
              Array(spaced[row * 50..<(row + 1) * 50])
                == Array(direct[row * outFeatures..<(row + 1) * outFeatures])
                + [Float](repeating: -1, count: 50 - outFeatures), "\(pool.kernels)")
          }
        }
      }
    }
  }

  @Test("an instruction set that this machine lacks is not given")
  func unknownSet() {
    #expect(Kernels(named: "abacus")?.description == nil)
    #expect(Kernels.available.last == "scalar" && Kernels.available.contains(Kernels.chosen.description))
  }
}
