import Speech
import Testing

@Suite("Where there is speech")
struct SpeechSegmentsTests {
  private let rate = 16_000

  /// Something as loud as speech, over noise.
  private func sound(_ parts: [(seconds: Double, level: Float)]) -> [Float] {
    var seed: UInt32 = 1
    return parts.flatMap { part in
      (0..<Int(part.seconds * 16_000)).map { _ in
        seed = seed &* 1_664_525 &+ 1_013_904_223
        return part.level * (Float(seed >> 8) / Float(1 << 23) - 1)
      }
    }
  }

  @Test("none in silence, in a constant, in nothing, in less than a tenth of a second")
  func nothing() {
    for samples in [
      [], [Float](repeating: 0, count: rate), [Float](repeating: 0.5, count: rate),
      sound([(0.09, 0.3)]),
    ] {
      #expect(SpeechSegments(samples).ranges.isEmpty)
    }
  }

  @Test("long silence goes from both ends, with some seconds kept")
  func ends() throws {
    let segments = SpeechSegments(
      sound([(8, 0.001), (1.5, 0.2), (0.8, 0.001), (0.5, 0.2), (9, 0.001)]))
    let range = try #require(segments.ranges.first)
    #expect(segments.ranges.count == 1)
    #expect((Int(1.9 * 16_000)...Int(2.1 * 16_000)).contains(range.lowerBound))
    #expect((Int(18.7 * 16_000)...Int(18.9 * 16_000)).contains(range.upperBound))
    #expect(segments.seconds == 19.8)
  }

  @Test("all of it where nothing stands out of the noise")
  func noise() { #expect(SpeechSegments(sound([(3, 0.05)])).ranges == [0..<3 * rate]) }

  @Test("NaN, infinity and samples beyond full scale are made harmless")
  func harmless() {
    var samples = sound([(1, 0.2)])
    samples[100] = .nan
    samples[200] = .infinity
    samples[300] = -7
    let segments = SpeechSegments(samples)
    #expect(segments.samples.allSatisfy { abs($0) <= 1 })
    #expect(segments.samples[100] == 0 && segments.samples[300] == -1)
  }

  @Test("long sound is cut at its quietest places, and nothing is lost")
  func long() {
    let parts = (0..<14).flatMap { _ in [(5.0, Float(0.2)), (0.4, Float(0.001))] }
    let ranges = SpeechSegments(sound(parts)).ranges
    #expect(ranges.count >= 3 && ranges.allSatisfy { $0.count <= 30 * rate })
    for (one, next) in zip(ranges, ranges.dropFirst()) {
      #expect(one.upperBound == next.lowerBound)
      let phase = Double(one.upperBound) / 16_000 / 5.4
      #expect((phase - phase.rounded(.down)) * 5.4 > 4.9)  // within a pause
    }
  }
}
