#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The power spectrum of one window of real samples, by a complex transform of half its length.
package struct Spectrum {
  /// Samples in a window; a power of two.
  package let size: Int
  /// Power in each of the size/2 + 1 bins.
  package private(set) var power: [Float]

  private let half: Int
  private let window: [Float]
  /// exp(-2πi·k/size) for the bins.
  private let cosines: [Float]
  private let sines: [Float]
  /// For each step of the transform from the third on, its turns one after another.
  private let turnCosines: [Float]
  private let turnSines: [Float]
  private let order: [Int]
  private var real: [Float]
  private var imaginary: [Float]

  package init(size: Int) {
    precondition(size >= 8 && size & (size - 1) == 0, "a window is a power of two, of eight samples at least")
    self.size = size
    let half = size / 2
    self.half = half
    power = [Float](repeating: 0, count: half + 1)
    // Hann. A sine of full scale has the power 3/8 over its main lobe.
    window = (0..<size).map { Float(0.5 - 0.5 * cos(2 * Double.pi * (Double($0) + 0.5) / Double(size))) }
    cosines = (0...half).map { Float(cos(2 * Double.pi * Double($0) / Double(size))) }
    sines = (0...half).map { Float(-sin(2 * Double.pi * Double($0) / Double(size))) }
    let bits = half.trailingZeroBitCount
    let turns = (2..<max(2, bits)).flatMap { step in
      (0..<1 << step).map { Double.pi * Double($0) / Double(1 << step) }
    }
    turnCosines = turns.map { Float(cos($0)) }
    turnSines = turns.map { Float(-sin($0)) }
    order = (0..<half).map { index in
      var reversed = 0
      for bit in 0..<bits where index & (1 << bit) != 0 { reversed |= 1 << (bits - 1 - bit) }
      return reversed
    }
    real = [Float](repeating: 0, count: half)
    imaginary = real
  }

  /// Computes ``power`` for `samples`, of which there must be `size`.
  package mutating func transform(_ samples: UnsafeBufferPointer<Float>) {
    precondition(samples.count == size, "a window holds \(size) samples")
    gather(samples)
    turnCosines.withUnsafeBufferPointer { cosines in
      turnSines.withUnsafeBufferPointer { sines in
        real.withUnsafeMutableBufferPointer { real in
          imaginary.withUnsafeMutableBufferPointer { imaginary in
            guard let cosines = cosines.baseAddress, let sines = sines.baseAddress, let real = real.baseAddress,
              let imaginary = imaginary.baseAddress
            else { return }
            Self.combine(half, cosines, sines, real, imaginary)
          }
        }
      }
    }
    separate()
  }

  /// Takes the samples in the order of the transform, even ones as real and odd ones as imaginary parts, through its first
  /// two steps, whose turns are quarters.
  private mutating func gather(_ samples: UnsafeBufferPointer<Float>) {
    func value(_ index: Int) -> SIMD2<Float> {
      let place = 2 * order[index]
      return SIMD2(samples[place] * window[place], samples[place + 1] * window[place + 1])
    }
    for at in stride(from: 0, to: half, by: 4) {
      let (a, b, c, d) = (value(at), value(at + 1), value(at + 2), value(at + 3))
      let (sum, difference, other) = (a + b, a - b, c + d)
      let turned = SIMD2(c.y - d.y, d.x - c.x)
      let (first, second, third, fourth) = (sum + other, difference + turned, sum - other, difference - turned)
      (real[at], real[at + 1], real[at + 2], real[at + 3]) = (first.x, second.x, third.x, fourth.x)
      (imaginary[at], imaginary[at + 1], imaginary[at + 2], imaginary[at + 3]) = (first.y, second.y, third.y, fourth.y)
    }
  }

  /// The steps of the transform from the third on, four turns at a time.
  private static func combine(
    _ half: Int, _ cosines: UnsafePointer<Float>, _ sines: UnsafePointer<Float>, _ real: UnsafeMutablePointer<Float>,
    _ imaginary: UnsafeMutablePointer<Float>
  ) {
    var (span, turn) = (4, 0)
    while span < half {
      for start in stride(from: 0, to: half, by: 2 * span) {
        for k in stride(from: 0, to: span, by: 4) {
          let (i, j) = (start + k, start + k + span)
          let (c, s) = (four(cosines + turn + k), four(sines + turn + k))
          let (a, b, x, y) = (four(real + i), four(imaginary + i), four(real + j), four(imaginary + j))
          let (u, v) = (x * c - y * s, x * s + y * c)
          put(a + u, real + i)
          put(b + v, imaginary + i)
          put(a - u, real + j)
          put(b - v, imaginary + j)
        }
      }
      turn += span
      span *= 2
    }
  }

  @inline(__always)
  private static func four(_ place: UnsafePointer<Float>) -> SIMD4<Float> {
    UnsafeRawPointer(place).loadUnaligned(as: SIMD4<Float>.self)
  }

  @inline(__always)
  private static func put(_ value: SIMD4<Float>, _ place: UnsafeMutablePointer<Float>) {
    UnsafeMutableRawPointer(place).storeBytes(of: value, as: SIMD4<Float>.self)
  }

  /// Even and odd samples were the real and imaginary parts: takes them apart again, for ``power``.
  private mutating func separate() {
    let scale = 4 / Float(size * size)
    for k in 0...half {
      let (a, b) = (k & (half - 1), (half - k) & (half - 1))
      let (evenRe, evenIm) = ((real[a] + real[b]) / 2, (imaginary[a] - imaginary[b]) / 2)
      let (oddRe, oddIm) = ((imaginary[a] + imaginary[b]) / 2, (real[b] - real[a]) / 2)
      let (c, s) = (cosines[k], sines[k])
      let re = evenRe + oddRe * c - oddIm * s
      let im = evenIm + oddRe * s + oddIm * c
      power[k] = (re * re + im * im) * scale
    }
  }
}
