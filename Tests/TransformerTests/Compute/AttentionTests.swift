import Foundation
import Testing
import Transformer

@Suite("Attention")
struct AttentionTests {
  /// softmax(scale · q · kᵀ) · v in double precision.
  func reference(
    _ q: [Float], _ k: [Float], _ v: [Float], heads: Int, width: Int, scale: Float, causal: Bool
  ) -> [Float] {
    let all = heads * width
    let (rows, keys) = (q.count / all, k.count / all)
    var out = [Float](repeating: 0, count: q.count)
    for row in 0..<rows {
      let seen = causal ? keys - rows + row + 1 : keys
      for head in 0..<heads {
        let scores = (0..<seen).map { key in
          (0..<width).reduce(0.0) { sum, d in
            sum + Double(q[row * all + head * width + d]) * Double(k[key * all + head * width + d])
          } * Double(scale)
        }
        let greatest = scores.max() ?? 0
        let weights = scores.map { exp($0 - greatest) }
        let total = weights.reduce(0, +)
        for d in 0..<width {
          let sum = (0..<seen).reduce(0.0) { $0 + weights[$1] * Double(v[$1 * all + head * width + d]) }
          out[row * all + head * width + d] = Float(sum / total)
        }
      }
    }
    return out
  }

  @Test(
    "is right to float accuracy and the same bits on every set, however keys arrive",
    arguments: [
      (1, 1, 36, 8), (7, 7, 36, 8), (1, 300, 36, 2), (29, 45, 32, 3), (13, 200, 64, 2), (5, 9, 1, 2), (3, 20, 77, 1),
    ])
  func shapes(rows: Int, keys: Int, width: Int, heads: Int) throws {
    var random = Random(UInt64(rows * 1000 + keys))
    let all = heads * width
    let (q, k, v) = (
      random.floats(rows * all, in: -2...2), random.floats(keys * all, in: -2...2), random.floats(keys * all)
    )
    for causal in [false, true] {
      let expected = reference(q, k, v, heads: heads, width: width, scale: 1 / 6, causal: causal)
      var first: [Float]?
      for pool in poolsOfEachSet {
        let memory = try AttentionMemory(heads: heads, headWidth: width, capacity: 4, pool: pool)
        for at in stride(from: 0, to: keys, by: 11) {
          try memory.reserve(min(at + 11, keys))
          memory.append(keys: Array(k[(at * all)...]), values: Array(v[(at * all)...]), rows: min(11, keys - at))
        }
        #expect(memory.count == keys)
        var out = [Float](repeating: .nan, count: q.count)
        memory.attend(q, rows: rows, scale: 1 / 6, causal: causal, into: &out, workspace: Workspace())
        #expect(zip(out, expected).allSatisfy { abs($0 - $1) < 2e-6 }, "\(pool.kernels)")
        #expect(same(out, first ?? out), "\(pool.kernels)")
        first = out
      }
    }
  }

  @Test(
    "over int8 keys and values is as near as these are, and the same bits on every set, with grouped queries too",
    arguments: [
      (1, 1, 36, 8, 1), (7, 7, 36, 8, 1), (1, 300, 64, 2, 3), (29, 45, 32, 3, 2), (13, 200, 64, 2, 1), (5, 9, 1, 2, 1),
      (3, 20, 77, 1, 4),
    ])
  func coded(rows: Int, keys: Int, width: Int, heads: Int, group: Int) throws {
    var random = Random(UInt64(rows * 1000 + keys))
    let (all, wide) = (heads * width, heads * width * group)
    let (q, k, v) = (
      random.floats(rows * wide, in: -2...2), random.floats(keys * all, in: -2...2), random.floats(keys * all)
    )
    // The reference knows no groups: each head of keys and values as often as it is asked.
    func repeated(_ x: [Float]) -> [Float] {
      (0..<x.count / width).flatMap { head in
        (0..<group).flatMap { _ in x[head * width..<(head + 1) * width] }
      }
    }
    for causal in [false, true] {
      let expected = reference(
        q, repeated(k), repeated(v), heads: heads * group, width: width, scale: 1 / 6, causal: causal)
      var first: [Float]?
      for pool in poolsOfEachSet {
        let memory = try AttentionMemory(heads: heads, headWidth: width, capacity: 4, precision: .int8, pool: pool)
        for at in stride(from: 0, to: keys, by: 11) {
          try memory.reserve(min(at + 11, keys))
          memory.append(keys: Array(k[(at * all)...]), values: Array(v[(at * all)...]), rows: min(11, keys - at))
        }
        var out = [Float](repeating: .nan, count: q.count)
        memory.attend(
          q, rows: rows, group: group, scale: 1 / 6, causal: causal, into: &out, workspace: Workspace())
        // Values are rounded by 1/254 of the largest at most; keys move the weights by less than as much again.
        #expect(zip(out, expected).allSatisfy { abs($0 - $1) < 0.02 }, "\(pool.kernels)")
        #expect(same(out, first ?? out), "\(pool.kernels)")
        first = out
      }
    }
  }

  @Test("over int8 takes about a quarter of the memory")
  func sizes() throws {
    let pool = ComputePool(threads: 1)
    let single = try AttentionMemory(heads: 3, headWidth: 64, capacity: 1024, pool: pool)
    let coded = try AttentionMemory(heads: 3, headWidth: 64, capacity: 1024, precision: .int8, pool: pool)
    #expect(coded.size * 10 < single.size * 3)
  }

  @Test("says so where the system refuses memory, and stays as it was")
  func refused() throws {
    let pool = ComputePool(threads: 1)
    #expect(throws: TransformerError.self) {
      try AttentionMemory(heads: 8, headWidth: 64, capacity: 1 << 40, pool: pool)
    }
    let memory = try AttentionMemory(heads: 8, headWidth: 64, capacity: 16, pool: pool)
    let before = memory.size
    let error = #expect(throws: TransformerError.self) { try memory.reserve(1 << 40) }
    #expect("\(try #require(error))".contains("bytes of memory"))
    #expect(memory.capacity == 16 && memory.size == before)
  }

  @Test("gives one query the same bits alone and among others", arguments: Precision.allCases)
  func oneOrMany(precision: Precision) throws {
    var random = Random(3)
    let pool = ComputePool(threads: 2)
    let (q, k, v) = (random.floats(20 * 72), random.floats(150 * 72), random.floats(150 * 72))
    let memory = try AttentionMemory(heads: 2, headWidth: 36, capacity: 150, precision: precision, pool: pool)
    memory.append(keys: k, values: v, rows: 150)
    var together = [Float](repeating: 0, count: 20 * 72)
    memory.attend(q, rows: 20, scale: 0.2, causal: false, into: &together, workspace: Workspace())
    for row in 0..<20 {
      var alone = [Float](repeating: 0, count: 72)
      memory.attend(Array(q[(row * 72)...]), rows: 1, scale: 0.2, causal: false, into: &alone, workspace: Workspace())
      #expect(same(alone, Array(together[row * 72..<(row + 1) * 72])))
    }
  }

  @Test("forks: what is added to a copy, or cut from it, stays there", arguments: Precision.allCases)
  func forks(precision: Precision) throws {
    var random = Random(4)
    let pool = ComputePool(threads: 1)
    let (q, k, v) = (random.floats(36), random.floats(40 * 36), random.floats(40 * 36))
    func attend(_ memory: AttentionMemory) -> [Float] {
      var out = [Float](repeating: 0, count: 36)
      memory.attend(q, rows: 1, scale: 1, causal: true, into: &out, workspace: Workspace())
      return out
    }
    let memory = try AttentionMemory(heads: 1, headWidth: 36, capacity: 8, precision: precision, pool: pool)
    try memory.reserve(10)
    memory.append(keys: k, values: v, rows: 10)
    let before = attend(memory)
    let copy = try memory.copy()
    #expect(same(attend(copy), before))
    try copy.reserve(40)
    copy.append(keys: Array(k[360...]), values: Array(v[360...]), rows: 30)
    #expect(copy.count == 40 && memory.count == 10 && same(attend(memory), before))
    copy.truncate(to: 10)
    #expect(same(attend(copy), before))
    copy.truncate()
    #expect(attend(copy).allSatisfy { $0 == 0 })
  }

  @Test("turns interleaved pairs by the angle of their position, and leaves the rest of a head alone")
  func rotary() {
    var random = Random(5)
    let table = RotaryTable(dimensions: 32, positions: 50)
    let x = random.floats(3 * 72)
    for pool in poolsOfEachSet {
      var y = x
      table.rotate(&y, rows: 3, heads: 2, headWidth: 36, first: 40, pool: pool)
      for row in 0..<3 {
        for head in 0..<2 {
          for pair in 0..<18 {
            let at = row * 72 + head * 36 + 2 * pair
            let angle = pair < 16 ? Double(40 + row) * pow(10_000, -2 * Double(pair) / 32) : 0
            let (a, b) = (Double(x[at]), Double(x[at + 1]))
            #expect(abs(Double(y[at]) - (a * cos(angle) - b * sin(angle))) < 1e-6)
            #expect(abs(Double(y[at + 1]) - (b * cos(angle) + a * sin(angle))) < 1e-6)
          }
        }
      }
    }
  }
}
