import Allocations
import Foundation
import Testing
import Transformer

@Suite("A decoder that has warmed up")
struct AllocationTests {
  /// How often this thread takes memory while `body` runs.
  private func allocations(_ body: () throws -> Void) rethrows -> Int {
    let before = allocations_of_this_thread()
    try body()
    return allocations_of_this_thread() - before
  }

  @Test("counts what it is to count")
  func counts() {
    var kept: [Int] = []
    #expect(allocations { for index in 0..<1_000 { kept.append(index) } } > 0)
    #expect(kept.count == 1_000)
  }

  @Test("takes no memory for another token of speech", arguments: [1, 2])
  func moonshine(threads: Int) throws {
    let file = try GGUFFile(contents: smallMoonshine().build(checksums: false), path: "small.gguf", verify: false)
    let model = try Moonshine(file: file, precision: .int8, pool: ComputePool(threads: threads))
    var random = Random(3)
    let audio = try model.encode(random.floats(9_000, in: -0.3...0.3))
    let decoding = try MoonshineDecoding(model, audio, expectedTokens: 40)
    var state = try decoding.makeState()
    for token in 1...8 { _ = try decoding.append(token, to: &state) }
    var sum: Float = 0
    let taken = try allocations {
      for token in 9...32 { sum += try decoding.append(token, to: &state)[0][0] }
    }
    #expect(taken == 0)
    #expect(sum.isFinite && state.count == 32)
  }

  @Test("takes no memory for another token of text", arguments: DecoderTests.models)
  func text(name: String) throws {
    let (model, _) = try DecoderTests.load(name, .int8)
    let decoding = try TextDecoding(model, capacity: 64)
    for token in 1...8 { try decoding.append(token) }
    var sum: Float = 0
    let taken = try allocations {
      for token in 9...32 { sum += try decoding.append(token)[0] }
    }
    #expect(taken == 0, "\(name)")
    #expect(sum.isFinite && decoding.count == 32)
  }
}
