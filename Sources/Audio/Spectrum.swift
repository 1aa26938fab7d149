#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The power spectrum of one window of real samples, by a complex transform of half its length.
struct Spectrum {
  /// Samples in a window; a power of two.
  let size: Int
  /// Power in each of the size/2 + 1 bins.
  private(set) var power: [Float]

  private let half: Int
  private let window: [Float]
  private let cosines: [Float]
  private let sines: [Float]
  private let order: [Int]
  private var real: [Float]
  private var imaginary: [Float]

  init(size: Int) {
    self.size = size
    let half = size / 2
    self.half = half
    power = [Float](repeating: 0, count: half + 1)
    // Hann, scaled so that a sine of full scale has the power 1 over its main lobe.
    window = (0..<size).map { Float(0.5 - 0.5 * cos(2 * Double.pi * (Double($0) + 0.5) / Double(size))) }
    cosines = (0...half).map { Float(cos(2 * Double.pi * Double($0) / Double(size))) }
    sines = (0...half).map { Float(sin(2 * Double.pi * Double($0) / Double(size))) }
    let bits = half.trailingZeroBitCount
    order = (0..<half).map { index in
      var reversed = 0
      for bit in 0..<bits where index & (1 << bit) != 0 { reversed |= 1 << (bits - 1 - bit) }
      return reversed
    }
    real = [Float](repeating: 0, count: half)
    imaginary = real
  }

  /// Computes ``power`` for `samples`, of which there must be `size`.
  mutating func transform(_ samples: UnsafeBufferPointer<Float>) {
    precondition(samples.count == size, "a window holds \(size) samples")
    for index in 0..<half {
      let place = 2 * order[index]
      real[index] = samples[place] * window[place]
      imaginary[index] = samples[place + 1] * window[place + 1]
    }
    var span = 1
    while span < half {
      let step = size / (2 * span)
      for start in stride(from: 0, to: half, by: 2 * span) {
        for k in 0..<span {
          let (c, s) = (cosines[k * step], -sines[k * step])
          let (i, j) = (start + k, start + k + span)
          let (re, im) = (real[j] * c - imaginary[j] * s, real[j] * s + imaginary[j] * c)
          (real[j], imaginary[j]) = (real[i] - re, imaginary[i] - im)
          (real[i], imaginary[i]) = (real[i] + re, imaginary[i] + im)
        }
      }
      span *= 2
    }
    // Even and odd samples were the real and imaginary parts: taken apart again.
    let scale = 4 / Float(size * size)
    for k in 0...half {
      let (a, b) = (k % half, (half - k) % half)
      let (evenRe, evenIm) = ((real[a] + real[b]) / 2, (imaginary[a] - imaginary[b]) / 2)
      let (oddRe, oddIm) = ((imaginary[a] + imaginary[b]) / 2, (real[b] - real[a]) / 2)
      let (c, s) = (cosines[k], -sines[k])
      let re = evenRe + oddRe * c - oddIm * s
      let im = evenIm + oddRe * s + oddIm * c
      power[k] = (re * re + im * im) * scale
    }
  }
}
