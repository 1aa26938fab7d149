import Foundation
import Testing
import Transformer

@Suite("Element by element")
struct ElementTests {
  /// The greatest error of `f` against `exact` over a sweep of both signs and all magnitudes, in the unit that
  /// `unit` gives for a result; every set must give the same bits.
  func worst(
    _ range: ClosedRange<Float>, _ f: (ComputePool, UnsafeMutablePointer<Float>, Int) -> Void,
    exact: (Double) -> Double, unit: (Double, Double) -> Double
  ) -> Double {
    var random = Random(11)
    var x = random.floats(40_000, in: range)
    for i in 0..<20_000 { x[i] *= Float(exp(-Double(i) / 1_000)) }
    var first: [Float]?
    for pool in poolsOfEachSet {
      var y = x
      f(pool, &y, y.count)
      #expect(same(y, first ?? y), "\(pool.kernels)")
      first = y
    }
    return zip(x, first ?? []).map { x, y in
      let right = exact(Double(x))
      return abs(Double(y) - right) / unit(Double(x), right)
    }.max() ?? .infinity
  }

  private func ulp(_ x: Double, _ y: Double) -> Double { Double(max(Float(abs(y)), .leastNormalMagnitude).ulp) }

  @Test("exp, tanh and silu are right to a few units in the last place, gelu to 2e-7")
  func accuracy() {
    #expect(worst(-87...88.6, { $0.exp($1, count: $2) }, exact: { exp($0) }, unit: ulp) < 1.5)
    #expect(worst(-12...12, { $0.tanh($1, count: $2) }, exact: { tanh($0) }, unit: ulp) < 3)
    #expect(worst(-80...80, { $0.silu($1, count: $2) }, exact: { $0 / (1 + exp(-$0)) }, unit: ulp) < 4)
    let gelu = { (x: Double) in x * erfc(-x / 2.0.squareRoot()) / 2 }
    #expect(worst(-14...14, { $0.gelu($1, count: $2) }, exact: gelu, unit: { x, _ in max(1, abs(x)) }) < 2e-7)
  }

  @Test("the ends of the number line do not trap")
  func ends() {
    let odd: [Float] = [.nan, .infinity, -.infinity, 3e38, -3e38, 0, -0, .leastNonzeroMagnitude, 200, -200]
    for pool in poolsOfEachSet {
      var y = odd
      pool.exp(&y, count: y.count)
      #expect(y[0].isNaN && y[2] == 0 && y[4] == 0 && y[5] == 1 && y[9] == 0 && y[1] > 3e38)
      y = odd
      pool.tanh(&y, count: y.count)
      #expect(y[0].isNaN && y[1] == 1 && y[2] == -1 && y[5] == 0 && y[8] == 1)
      y = odd
      pool.gelu(&y, count: y.count)
      #expect(y[0].isNaN && y[1] == .infinity && y[3] == 3e38 && y[4] == 0 && y[8] == 200 && y[9] == 0)
    }
  }

  @Test("silu gating takes the first half of a row as values, the second as gates")
  func gating() {
    var random = Random(12)
    let x = random.floats(3 * 2 * 37, in: -5...5)
    for pool in poolsOfEachSet {
      var (y, gates) = ([Float](repeating: 0, count: 3 * 37), x)
      pool.siluGate(x, into: &y, rows: 3, width: 37)
      pool.silu(&gates, count: gates.count)
      for row in 0..<3 { for i in 0..<37 { #expect(y[row * 37 + i] == gates[row * 74 + 37 + i] * x[row * 74 + i]) } }
    }
  }

  @Test("softmax sums to one, and knows −∞")
  func softmax() {
    for pool in poolsOfEachSet {
      var random = Random(13)
      for count in [1, 5, 8, 100, 1_000] {
        var x = random.floats(count, in: -50...50)
        pool.softmax(&x, count: count)
        #expect(abs(x.reduce(0, +) - 1) < 1e-5)
      }
      var masked: [Float] = [1, -.infinity, 1]
      pool.softmax(&masked, count: 3)
      #expect(masked == [0.5, 0, 0.5])
      var silent = [Float](repeating: -.infinity, count: 9)
      pool.softmax(&silent, count: 9)
      #expect(silent == [Float](repeating: 0, count: 9))
    }
  }

  @Test("sums, products, maxima and embedding rows")
  func small() {
    for pool in poolsOfEachSet {
      var random = Random(14)
      for count in [1, 7, 8, 9, 31, 288, 1_001] {
        let (x, y) = (random.floats(count), random.floats(count))
        let dot = zip(x, y).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
        #expect(abs(Double(pool.dot(x, y, count: count)) - dot) < 1e-5)
        let sum = log(x.reduce(0.0) { $0 + exp(Double($1)) })
        #expect(abs(Double(pool.logSumExp(x, count: count)) - sum) < 1e-5)
        #expect(pool.argmax(x, count: count) == x.firstIndex(of: x.max() ?? 0))
        var z = y
        pool.add(x, to: &z, count: count)
        #expect(z == zip(x, y).map { $0 + $1 })
        z = y
        pool.add(x, times: 0.5, to: &z, count: count)
        #expect(z == zip(x, y).map { $1.addingProduct(0.5, $0) })
        z = y
        pool.scale(&z, by: 3, count: count)
        #expect(z == y.map { $0 * 3 })
        let q = random.int8s(count)
        pool.dequantize(q, scale: 0.25, into: &z, count: count)
        #expect(z == q.map { Float($0) * 0.25 })
      }
      #expect(pool.argmax([.nan, 2, .nan, 2, 1], count: 5) == 1)
      #expect(pool.argmax([-.infinity], count: 1) == 0)
    }
  }
}

@Suite("Norms")
struct NormTests {
  @Test(
    "layer, root-mean-square and group norm agree with double precision", arguments: [(1, 288), (9, 37), (40, 384)])
  func norms(rows: Int, width: Int) {
    var random = Random(UInt64(width))
    let x = random.floats(rows * width, in: -3...5)
    let (weight, bias) = (random.floats(width), random.floats(width))
    func normalise(_ part: [Float], centre: Bool) -> [Double] {
      let values = part.map(Double.init)
      let mean = centre ? values.reduce(0, +) / Double(values.count) : 0
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
      return values.map { ($0 - mean) / (variance + 1e-5).squareRoot() }
    }
    func check(_ y: [Float], _ z: [Double], bias: [Float]?, _ what: Comment) {
      for i in y.indices {
        let right = z[i] * Double(weight[i % width]) + Double(bias?[i % width] ?? 0)
        if abs(Double(y[i]) - right) > 3e-6 {
          Issue.record(what)
          return
        }
      }
    }
    let parts = (0..<rows).map { Array(x[$0 * width..<($0 + 1) * width]) }
    for pool in poolsOfEachSet {
      var y = x
      pool.layerNorm(x, into: &y, rows: rows, width: width, weight: weight, epsilon: 1e-5)
      check(y, parts.flatMap { normalise($0, centre: true) }, bias: nil, "layer norm without bias, \(pool.kernels)")
      pool.layerNorm(x, into: &y, rows: rows, width: width, weight: weight, bias: bias, epsilon: 1e-5)
      check(y, parts.flatMap { normalise($0, centre: true) }, bias: bias, "layer norm, \(pool.kernels)")
      pool.rmsNorm(x, into: &y, rows: rows, width: width, weight: weight, epsilon: 1e-5)
      check(y, parts.flatMap { normalise($0, centre: false) }, bias: nil, "rms norm, \(pool.kernels)")
      pool.groupNorm(
        x, into: &y, rows: rows, channels: width, weight: weight, bias: bias, epsilon: 1e-5, workspace: Workspace())
      check(y, normalise(x, centre: true), bias: bias, "group norm, \(pool.kernels)")
    }
  }
}

@Suite("Scratch memory")
struct WorkspaceTests {
  @Test("is aligned, disjoint within a scope, lent again afterwards, and grows")
  func lending() {
    let workspace = Workspace(bytes: 1_000)
    var seen: Set<Int> = []
    for round in 0..<3 {
      workspace.scope {
        let a: UnsafeMutablePointer<Float> = workspace.take(100)
        let b: UnsafeMutablePointer<Int8> = workspace.take(5_000)
        let c: UnsafeMutablePointer<Double> = workspace.take(3)
        a.initialize(repeating: 1, count: 100)
        b.initialize(repeating: 2, count: 5_000)
        c.initialize(repeating: 3, count: 3)
        #expect((0..<100).allSatisfy { a[$0] == 1 } && (0..<5_000).allSatisfy { b[$0] == 2 })
        for address in [Int(bitPattern: a), Int(bitPattern: b), Int(bitPattern: c)] { #expect(address % 64 == 0) }
        if round > 0 { seen.insert(Int(bitPattern: a)) }
        workspace.scope { _ = workspace.take(10, of: Float.self) }
      }
    }
    #expect(seen.count == 1 && workspace.bytes < 40_000)
  }
}
