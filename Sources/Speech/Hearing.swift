import Transformer

/// One hearing of a stretch of sound with the shop's language: the texts that were found, and the ways to write them.
struct Hearing {
  var texts: [BeamText]
  var ways: [Transcript.Alternative]

  /// How probable it is that the best text is what was said.
  var trust: Float { ways.first?.probability ?? 0 }

  /// With what another hearing of the same sound wrote first among the other ways.
  func adding(_ other: Hearing) -> Hearing {
    guard let first = other.ways.first, !first.text.isEmpty else { return self }
    let words = TokenSpelling.words(first.text)
    guard !ways.contains(where: { TokenSpelling.words($0.text) == words && $0.probability >= first.probability }) else {
      return self
    }
    var both = self
    both.ways.removeAll { TokenSpelling.words($0.text) == words }
    let at = both.ways.firstIndex { $0.probability < first.probability } ?? both.ways.count
    both.ways.insert(first, at: at == 0 ? min(1, both.ways.count) : at)
    return both
  }
}

/// How a stretch of sound is heard again where the first hearing is in doubt.
///
/// In noise a recogniser loses its way by little things. At another speed the same words fall on other frames, and by
/// the encoder as it was published they are heard by one who has not practised in noise: the slips are others. Of several
/// hearings the one that is most trusted is right more often than any of them alone. To score the texts of one hearing by
/// the sound of another brings nothing, as the right text is missing there.
package enum SecondHearing: Equatable {
  /// By the encoder as it was published.
  case asPublished
  /// So many times as fast.
  case pace(Float)

  /// Slower and faster, each by a fifteenth: beyond that the voice becomes another.
  package static let paces: [SecondHearing] = [.pace(0.93), .pace(1.07)]
  /// All, in their order.
  package static let all = [.asPublished] + paces
  /// Below this the sound is heard again. Were it higher, hearing would cost more than it brings: of 151 orders at 6 dB
  /// 140 are understood at this and at 0.84, of 336 questions in quiet 303 and 302, in nine tenths of the time.
  package static let doubtful: Float = 0.56

  /// `samples` played `pace` times as fast.
  package static func changed(_ samples: [Float], by pace: Float) -> [Float] {
    guard samples.count > 1 else { return samples }
    let count = Int((Float(samples.count - 1) / pace).rounded(.down))
    return samples.withUnsafeBufferPointer { samples in
      (0..<count).map { index in
        // In double precision: a float loses the fraction within a minute of sound.
        let place = Double(index) * Double(pace)
        let before = min(Int(place), samples.count - 2)
        let part = Float(place - Double(before))
        return samples[before] + part * (samples[before + 1] - samples[before])
      }
    }
  }
}
