import Glibc

/// Where in a stretch of sound there is something to recognise, in pieces that the model can take.
///
/// Long silence at both ends costs time and invites the model to invent words, so it goes, but for some seconds. Sound
/// of more than half a minute is cut at its quietest places.
package struct SpeechSegments {
  package static let sampleRate = 16_000

  /// The sound with everything out of range made harmless.
  package let samples: [Float]
  /// The pieces, in order.
  package let ranges: [Range<Int>]

  /// The length of it all.
  package var seconds: Double { Double(samples.count) / Double(Self.sampleRate) }

  package init(_ raw: [Float]) {
    samples = raw.map { $0.isFinite ? max(-1, min(1, $0)) : 0 }
    let levels = Levels(samples)
    ranges = levels.speech.map { levels.pieces(of: $0) } ?? []
  }
}

/// The power of sound over time, in dB below full scale, without its DC part: one value for each 20 ms.
private struct Levels {
  static let frame = SpeechSegments.sampleRate / 50
  /// Frames that are kept before and after speech, 6 and 8 s: the model reads a few seconds of silence well, and what
  /// it writes in close cases depends on them, so that only long silence goes.
  static let before = 300, after = 400
  /// The least sound that is recognised, 0.1 s, and the level below which there is none at all.
  static let shortest = SpeechSegments.sampleRate / 10, silence: Float = -75
  /// The most sound that is recognised at once, and where in it a cut is sought: between 12 and 28 s.
  static let longest = 30 * SpeechSegments.sampleRate, cut = 12 * 50..<28 * 50

  private let count: Int
  private let decibels: [Float]

  init(_ samples: [Float]) {
    count = samples.count
    decibels = samples.withUnsafeBufferPointer { samples in
      stride(from: 0, to: samples.count, by: Self.frame).map { start in
        let frame = samples[start..<min(start + Self.frame, samples.count)]
        let mean = frame.reduce(0, +) / Float(frame.count)
        let power = frame.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Float(frame.count)
        return 10 * log10(max(power, 1e-12))
      }
    }
  }

  /// From the first sound to the last, with a margin; nil where there is none.
  var speech: Range<Int>? {
    guard count >= Self.shortest else { return nil }
    let sorted = decibels.sorted()
    let (floor, peak) = (sorted[sorted.count / 10], sorted[sorted.count * 97 / 100])
    guard peak > Self.silence else { return nil }
    // Where nothing stands out of the noise there is no telling where speech is.
    guard peak - floor > 15 else { return 0..<count }
    let threshold = max(floor + 9, peak - 35)
    guard let first = decibels.firstIndex(where: { $0 > threshold }),
      let last = decibels.lastIndex(where: { $0 > threshold })
    else { return 0..<count }
    let range = max(0, first - Self.before) * Self.frame..<min(count, (last + 1 + Self.after) * Self.frame)
    return range.count < Self.shortest ? 0..<count : range
  }

  /// `range` in pieces of half a minute at most, cut in the middle of the quietest 0.3 s there are.
  func pieces(of range: Range<Int>) -> [Range<Int>] {
    var pieces: [Range<Int>] = []
    var start = range.lowerBound
    while range.upperBound - start > Self.longest {
      let first = start / Self.frame
      let candidates = first + Self.cut.lowerBound..<first + Self.cut.upperBound
      let quietest = candidates.min { loudness(around: $0) < loudness(around: $1) } ?? candidates.upperBound
      pieces.append(start..<quietest * Self.frame)
      start = quietest * Self.frame
    }
    return pieces + [start..<range.upperBound]
  }

  /// The mean level of 0.3 s around a frame.
  private func loudness(around frame: Int) -> Float {
    let window = decibels[max(0, frame - 7)..<min(decibels.count, frame + 8)]
    return window.reduce(0, +) / Float(max(1, window.count))
  }
}
