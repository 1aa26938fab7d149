public import Transformer

/// Turns speech into text.
public protocol Recogniser: Sendable {
  /// What is said in `samples`: 16 kHz, one channel, full scale at -1 and 1. Any length, silence and noise included.
  ///
  /// Blocks until it is done; where the calling task is cancelled meanwhile, it throws `cancelled` within a layer.
  func transcribe(_ samples: [Float]) throws(SpeechError) -> Transcript

  /// The same by someone who knows what is likely to be said: `language` is that of the shop. Both count, how it
  /// sounded and whether people say it there; nil for speech of any kind.
  func transcribe(_ samples: [Float], language: WordLanguage?) throws(SpeechError) -> Transcript
}

extension Recogniser {
  /// A recogniser that knows no languages hears as it always does.
  public func transcribe(_ samples: [Float], language: WordLanguage?) throws(SpeechError) -> Transcript {
    try transcribe(samples)
  }
}
