import Testing
import Transformer

@Suite("The guard against repetition")
struct RepetitionGuardTests {
  private let guardian = RepetitionGuard()

  @Test("leaves a single copy of what is said over and over", arguments: [1, 2, 3, 5, 8, 24])
  func loops(period: Int) {
    let start = [900, 901, 902]
    let cycle = (0..<period).map { 100 + $0 }
    let copies = Array(repeating: cycle, count: guardian.limit(for: period)).flatMap { $0 }
    #expect(guardian.cut(start + copies) == start.count + period)
    #expect(guardian.cut(start + copies.dropLast()) == nil)
  }

  @Test("lets people repeat themselves", arguments: [[], [5], [5, 5, 5, 5], [1, 2, 1, 2, 1, 2, 3], Array(0..<60)])
  func speech(tokens: [Int]) { #expect(guardian.cut(tokens) == nil) }
}
