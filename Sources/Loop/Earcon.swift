import Foundation

/// The short sounds that tell what happens, made here.
package enum Earcon: String, Sendable, CaseIterable {
  /// It listens now: two notes upwards.
  case listening
  /// The question has been heard and the answer takes a moment: one soft note.
  case done
  /// Nothing was heard or understood: two notes downwards.
  case notUnderstood = "not-understood"
  /// A person of the shop is called: a doorbell, twice.
  case staff
  /// It cannot serve: three low notes.
  case fault

  /// Notes as frequency in Hz, beginning and length in seconds.
  private var notes: [(frequency: Double, start: Double, length: Double)] {
    switch self {
    case .listening: [(659.3, 0, 0.07), (987.8, 0.06, 0.09)]
    case .done: [(784, 0, 0.1)]
    case .notUnderstood: [(587.3, 0, 0.13), (440, 0.12, 0.2)]
    case .staff: [(830.6, 0, 0.5), (659.3, 0.35, 0.6), (830.6, 1.0, 0.5), (659.3, 1.35, 0.8)]
    case .fault: [(220, 0, 0.14), (220, 0.2, 0.14), (174.6, 0.4, 0.26)]
    }
  }

  /// How long it lasts, in seconds.
  package var seconds: Double { notes.map { $0.start + $0.length }.max() ?? 0 }

  /// Its samples at `rate` a second, about 15 dB below full scale.
  package func samples(rate: Double) -> [Int16] {
    var sum = [Double](repeating: 0, count: Int((seconds * rate).rounded(.up)))
    for note in notes {
      let first = Int(note.start * rate)
      for index in 0..<Int(note.length * rate) where first + index < sum.count {
        let time = Double(index) / rate
        // Soft at both ends, and dying away like a struck bar, with a little of its octave.
        let rise = min(1, time / 0.008)
        let fall = min(1, (note.length - time) / 0.02)
        let decay = exp(-3 * time / note.length)
        let phase = 2 * Double.pi * note.frequency * time
        sum[first + index] += 0.18 * rise * fall * decay * (sin(phase) + 0.25 * sin(2 * phase))
      }
    }
    return sum.map { Int16(max(-1, min(1, $0)) * 32_767) }
  }
}
