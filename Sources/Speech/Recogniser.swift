/// Turns speech into text.
public protocol Recogniser: Sendable {
  /// What is said in `samples`: 16 kHz, one channel, full scale at -1 and 1. Any length, silence and noise included.
  ///
  /// Blocks until it is done; where the calling task is cancelled meanwhile, it throws `cancelled` within a layer.
  func transcribe(_ samples: [Float]) throws(SpeechError) -> Transcript
}
