import Audio
import Foundation
import Testing

struct ResamplerTests {
  private static func tone(_ frequency: Double, rate: Double, count: Int) -> AudioClip {
    AudioClip(
      samples: (0..<count).map { Float(0.9 * sin(2 * .pi * frequency * Double($0) / rate)) }, sampleRate: rate)
  }

  /// Amplitude of `frequency` in the middle of `clip`, and what is left beside it, both in dB below 0.9.
  private static func measure(_ clip: AudioClip, frequency: Double) -> (level: Double, residue: Double) {
    let middle = clip.samples[clip.samples.count / 4..<clip.samples.count * 3 / 4]
    // Least squares for a·sin + b·cos; the two are all but orthogonal over many periods, solved exactly anyway.
    var ss = 0.0
    var cc = 0.0
    var sc = 0.0
    var xs = 0.0
    var xc = 0.0
    for (index, value) in zip(middle.indices, middle) {
      let angle = 2 * .pi * frequency * Double(index) / clip.sampleRate
      let (s, c) = (sin(angle), cos(angle))
      ss += s * s
      cc += c * c
      sc += s * c
      xs += Double(value) * s
      xc += Double(value) * c
    }
    let determinant = ss * cc - sc * sc
    let a = (xs * cc - xc * sc) / determinant
    let b = (xc * ss - xs * sc) / determinant
    var rest = 0.0
    for (index, value) in zip(middle.indices, middle) {
      let angle = 2 * .pi * frequency * Double(index) / clip.sampleRate
      let error = Double(value) - a * sin(angle) - b * cos(angle)
      rest += error * error
    }
    let residue = (2 * rest / Double(middle.count)).squareRoot()
    return (20 * log10((a * a + b * b).squareRoot() / 0.9), 20 * log10(residue / 0.9))
  }

  @Test(arguments: [8_000, 11_025, 22_050, 24_000, 32_000, 44_100, 48_000, 96_000, 384_000, 15_999, 47_999.5])
  func tonesPassUnchanged(_ rate: Double) throws {
    for share in [0.02, 0.3, 0.7, 0.86] {
      let frequency = share * min(rate, 16_000) / 2
      let out = try Self.tone(frequency, rate: rate, count: Int(rate / 10)).resampled(to: 16_000)
      #expect(out.sampleRate == 16_000)
      #expect(abs(out.samples.count - 1_600) <= 1)
      let (level, residue) = Self.measure(out, frequency: frequency)
      #expect(abs(level) < 0.01, "\(rate) Hz, tone \(frequency): \(level) dB")
      #expect(residue < -80, "\(rate) Hz, tone \(frequency): images at \(residue) dB")
    }
  }

  @Test(arguments: [24_000, 44_100, 48_000, 96_000, 47_999])
  func whatLiesAboveIsGone(_ rate: Double) throws {
    for frequency in stride(from: 8_000.0, to: rate / 2, by: rate / 37) {
      let out = try Self.tone(frequency, rate: rate, count: Int(rate / 10)).resampled(to: 16_000)
      // Away from the ends, where the tone begins and stops.
      let middle = out.samples[400..<1_200]
      let level = 10 * log10(middle.reduce(0.0) { $0 + Double($1 * $1) } * 2 / Double(middle.count) / 0.81)
      #expect(level < -80, "\(rate) Hz, tone \(frequency): \(level) dB")
    }
  }

  @Test func inTime() throws {
    // A tone keeps its phase: no delay.
    for rate in [8_000.0, 44_100, 48_000] {
      let out = try Self.tone(440, rate: rate, count: Int(rate / 5)).resampled(to: 16_000)
      for index in 800..<2_400 {
        #expect(abs(out.samples[index] - Float(0.9 * sin(2 * .pi * 440 * Double(index) / 16_000))) < 1e-4)
      }
    }
  }

  @Test func piecesGiveTheSameAsTheWhole() throws {
    var random = SystemRandomNumberGenerator()
    let samples = (0..<9_000).map { _ in Float.random(in: -1...1, using: &random) }
    for rate in [8_000.0, 44_100, 48_000, 16_001] {
      let whole = try AudioClip(samples: samples, sampleRate: rate).resampled(to: 16_000).samples
      var resampler = try Resampler(from: rate, to: 16_000)
      var pieces: [Float] = []
      var at = 0
      while at < samples.count {
        let count = min(Int.random(in: 0...700, using: &random), samples.count - at)
        resampler.process(Array(samples[at..<at + count]), into: &pieces)
        at += count
      }
      resampler.finish(into: &pieces)
      #expect(pieces == whole)
      #expect(whole.count == resampler.outputCount(forInput: samples.count))
    }
  }

  @Test func oddInputs() throws {
    #expect(try AudioClip(samples: [], sampleRate: 48_000).resampled(to: 16_000).samples == [])
    #expect(try AudioClip(samples: [1], sampleRate: 48_000).resampled(to: 16_000).samples.count == 1)
    #expect(try AudioClip(samples: [0.5, 1], sampleRate: 16_000).resampled(to: 16_000).samples == [0.5, 1])
    for bad in [0, -1, .nan, .infinity, 1e9] as [Double] {
      #expect(throws: AudioError.self) { try AudioClip(samples: [1], sampleRate: bad).resampled(to: 16_000) }
    }
  }
}
