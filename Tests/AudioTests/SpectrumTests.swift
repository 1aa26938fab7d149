import Audio
import Foundation
import Testing

struct SpectrumTests {
  /// The sum over n of x(n)·w(n)·exp(-2πi·k·n/N), squared, by its definition.
  private static func power(_ samples: [Float], bin: Int) -> Double {
    let size = Double(samples.count)
    var (re, im) = (0.0, 0.0)
    for (n, sample) in samples.enumerated() {
      let window = 0.5 - 0.5 * cos(2 * .pi * (Double(n) + 0.5) / size)
      let angle = -2 * .pi * Double(bin * n % samples.count) / size
      re += Double(sample) * window * cos(angle)
      im += Double(sample) * window * sin(angle)
    }
    return (re * re + im * im) * 4 / (size * size)
  }

  @Test("the power of every bin is that of the definition", arguments: [8, 16, 32, 512])
  func isTheTransform(_ size: Int) {
    var spectrum = Spectrum(size: size)
    var seed: UInt64 = 7
    for _ in 0..<4 {
      let samples = (0..<size).map { _ -> Float in
        seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Float(Int64(bitPattern: seed) >> 40) / Float(1 << 23)
      }
      samples.withUnsafeBufferPointer { spectrum.transform($0) }
      for bin in 0...size / 2 {
        let wanted = Self.power(samples, bin: bin)
        #expect(abs(Double(spectrum.power[bin]) - wanted) < 1e-5 * max(wanted, 0.01), "bin \(bin) of \(size)")
      }
    }
  }
}
