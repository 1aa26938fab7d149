import Glibc

/// Whisper's front end: sound as the logarithm of its power in bands of the mel scale, a frame for each 10 ms.
///
/// Frames of 25 ms are weighted by a Hann window and transformed; the powers of each band (Slaney's scale, triangles of
/// equal area) are summed; what is more than 80 dB below the loudest is cut off. As in Radford et al. 2022
/// (arXiv:2212.04356) and Transformers' WhisperFeatureExtractor.
struct WhisperMel: Sendable {
  static let sampleRate = 16_000, window = 400, hop = 160

  let bands: Int
  /// For each band: the first bin that counts, and the weights from there on.
  private let filters: [(first: Int, weights: [Double])]
  private let hann: [Double]
  private let transform = FourierTransform(size: WhisperMel.window)

  init(bands: Int) {
    self.bands = bands
    hann = (0..<Self.window).map { 0.5 - 0.5 * cos(2 * .pi * Double($0) / Double(Self.window)) }
    // Centres are evenly spaced on the mel scale, from 0 to 8000 Hz.
    let top = Self.mel(8000)
    let edges = (0..<bands + 2).map { Self.hertz(top * Double($0) / Double(bands + 1)) }
    let bins = (0...Self.window / 2).map { Double($0) * Double(Self.sampleRate) / Double(Self.window) }
    filters = (0..<bands).map { band in
      let (low, centre, high) = (edges[band], edges[band + 1], edges[band + 2])
      let weights = bins.map { bin in
        max(0, min((bin - low) / (centre - low), (high - bin) / (high - centre))) * 2 / (high - low)
      }
      let first = weights.firstIndex { $0 > 0 } ?? 0
      let last = weights.lastIndex { $0 > 0 } ?? 0
      return (first, Array(weights[first...last]))
    }
  }

  /// Linear up to 1000 Hz, logarithmic above.
  private static func mel(_ hertz: Double) -> Double {
    hertz < 1000 ? 3 * hertz / 200 : 15 + log(hertz / 1000) * 27 / log(6.4)
  }

  private static func hertz(_ mel: Double) -> Double {
    mel < 15 ? 200 * mel / 3 : 1000 * exp((mel - 15) * log(6.4) / 27)
  }

  /// Fills `frames` (frames, bands) from `samples`, which are followed by silence for the rest of the frames.
  func fill(_ frames: Rows, from samples: [Float], _ pool: ComputePool) {
    let length = frames.count * Self.hop
    // Sound is continued beyond both ends by its mirror image.
    func sample(_ index: Int) -> Double {
      var index = index < 0 ? -index : index
      if index >= length { index = 2 * length - 2 - index }
      return index < samples.count && index >= 0 ? Double(samples[index]) : 0
    }
    let half = Self.window / 2
    // Frames that touch any sound; the others are silent.
    let sounding = min(frames.count, (samples.count + half) / Self.hop + 1)
    // The mirror image at the far end can only be heard in the last frames.
    let isFull = samples.count + half > length
    let count = isFull ? frames.count : sounding
    for index in 0..<frames.count * bands { frames.base[index] = -10 }
    // Two frames of real numbers go through one transform as the parts of complex ones.
    pool.run((count + 1) / 2) { pair in
      var real = [Double](repeating: 0, count: Self.window)
      var imaginary = real
      let first = 2 * pair
      for index in 0..<Self.window {
        real[index] = sample(first * Self.hop + index - half) * hann[index]
        imaginary[index] = sample((first + 1) * Self.hop + index - half) * hann[index]
      }
      let (x, y) = transform(real, imaginary)
      for (frame, sign) in [(first, 1.0), (first + 1, -1.0)] where frame < count {
        var power = [Double](repeating: 0, count: half + 1)
        for bin in 0...half {
          let other = (Self.window - bin) % Self.window
          // The even part belongs to the real frame, the odd part to the imaginary one.
          let a = (x[bin] + sign * x[other]) / 2
          let b = (y[bin] - sign * y[other]) / 2
          power[bin] = a * a + b * b
        }
        for (band, filter) in filters.enumerated() {
          var sum = 0.0
          for (offset, weight) in filter.weights.enumerated() { sum += weight * power[filter.first + offset] }
          frames[frame][band] = Float(log10(max(sum, 1e-10)))
        }
      }
    }
    var greatest = -Float.infinity
    for index in 0..<frames.count * bands { greatest = max(greatest, frames.base[index]) }
    for index in 0..<frames.count * bands {
      frames.base[index] = (max(frames.base[index], greatest - 8) + 4) / 4
    }
  }
}

/// The discrete Fourier transform of a size whose prime factors are small, by splitting it into them (Cooley and Tukey
/// 1965).
struct FourierTransform: Sendable {
  let size: Int
  private let factors: [Int]
  /// cos and −sin of 2πk/size.
  private let cosine, sine: [Double]

  init(size: Int) {
    precondition(size > 0, "a size above zero")
    self.size = size
    var (rest, factors) = (size, [Int]())
    var factor = 2
    while rest > 1 {
      while rest % factor == 0 {
        factors.append(factor)
        rest /= factor
      }
      factor += 1
    }
    self.factors = factors
    cosine = (0..<size).map { cos(2 * .pi * Double($0) / Double(size)) }
    sine = (0..<size).map { -sin(2 * .pi * Double($0) / Double(size)) }
  }

  /// Σ xₙ·exp(−2πikn/size) for each k; real and imaginary parts.
  func callAsFunction(_ real: [Double], _ imaginary: [Double]) -> (real: [Double], imaginary: [Double]) {
    precondition(real.count == size && imaginary.count == size, "as many values as the transform has")
    var (x, y) = (real, imaginary)
    var (u, v) = (real, imaginary)
    // Stockham's order: each pass splits off one factor and sorts on the way, between two buffers.
    var (blocks, length) = (1, size)
    for factor in factors {
      let part = length / factor
      for start in 0..<part {
        for output in 0..<factor {
          for block in 0..<blocks {
            var (a, b) = (0.0, 0.0)
            for input in 0..<factor {
              let from = block + blocks * (start + part * input)
              let turn = (input * output * (size / factor)) % size
              a += x[from] * cosine[turn] - y[from] * sine[turn]
              b += x[from] * sine[turn] + y[from] * cosine[turn]
            }
            let turn = (start * output * blocks) % size
            let to = block + blocks * (output + factor * start)
            u[to] = a * cosine[turn] - b * sine[turn]
            v[to] = a * sine[turn] + b * cosine[turn]
          }
        }
      }
      swap(&x, &u)
      swap(&y, &v)
      blocks *= factor
      length = part
    }
    return (x, y)
  }
}
