import Audio
import Board
import Session
import Speech
import Synchronization

/// Says things: makes the sound on its own thread, sentence by sentence, while the beginning is already heard.
final class Talker: Sendable {
  /// One thing to be said, and how far that is.
  final class Utterance: Sendable {
    private let state = Mutex<(number: Int?, ended: Bool, failure: String?, firstSamples: UInt64)>((nil, false, nil, 0))
    private let speaker: Speaker
    private let cancelled = Atomic<Bool>(false)

    init(speaker: Speaker) { self.speaker = speaker }

    /// Whether it was heard to its end, or cut off.
    var isOver: Bool {
      let (number, ended, _, _) = state.withLock { $0 }
      return ended && (number.map { speaker.isOver($0) } ?? true)
    }

    /// Why it was not said.
    var failure: String? { state.withLock { $0.failure } }

    /// When its first sound went to the device, in monotonic nanoseconds, or nil.
    var soundedSince: UInt64? {
      guard state.withLock({ $0.number }) != nil else { return nil }
      let since = speaker.soundedSince
      return since > 0 ? since : nil
    }

    /// When the synthesiser had made its first samples.
    var firstSamples: UInt64 { state.withLock { $0.firstSamples } }

    /// Cuts it off.
    func stop() {
      cancelled.store(true, ordering: .releasing)
      speaker.stop()
    }

    fileprivate var isCancelled: Bool { cancelled.load(ordering: .acquiring) }

    fileprivate func begin() -> Int {
      let number = speaker.begin()
      state.withLock { $0.number = number }
      return number
    }

    fileprivate func noteFirst() {
      let now = monotonicNanoseconds()
      state.withLock { if $0.firstSamples == 0 { $0.firstSamples = now } }
    }

    fileprivate func end(_ failure: String?) {
      state.withLock { state in
        state.ended = true
        state.failure = failure
      }
    }
  }

  private let speaker: Speaker
  private let core: CoreThread

  init(speaker: Speaker) throws(BoardError) {
    self.speaker = speaker
    core = try CoreThread(name: "talker")
  }

  /// Says `text` (as the synthesiser is to speak it), after `earcon`.
  func say(_ text: String, earcon: Earcon? = nil, voice: (@Sendable () throws -> any Voice)?) -> Utterance {
    let utterance = Utterance(speaker: speaker)
    Task(executorPreference: core) { [speaker] in
      guard !utterance.isCancelled else { return utterance.end(nil) }
      guard let rate = speaker.rate else { return utterance.end("there is no speaker") }
      let number = utterance.begin()
      var failure: String?
      do {
        // Cancelled between the question above and the beginning: the speaker does not know it by its number.
        if utterance.isCancelled { speaker.stop() }
        var goesOn = true
        if let earcon {
          utterance.noteFirst()
          goesOn = earcon.samples(rate: rate).withUnsafeBufferPointer { speaker.write($0, to: number) }
        }
        if goesOn, !text.isEmpty, let voice = try voice?() {
          try Self.speak(text, voice, rate, utterance, number, speaker)
        }
      } catch {
        failure = Failure(error).message
      }
      speaker.finish(number)
      utterance.end(failure)
    }
    return utterance
  }

  /// Ends the thread.
  func end() { core.end() }

  private static func speak(
    _ text: String, _ voice: any Voice, _ rate: Double, _ utterance: Utterance, _ number: Int, _ speaker: Speaker
  ) throws {
    var resampler = Double(voice.sampleRate) == rate ? nil : try Resampler(from: Double(voice.sampleRate), to: rate)
    var converted: [Float] = []
    func play() -> Bool {
      let samples = converted.map { Int16(max(-32_768, min(32_767, ($0 * 32_768).rounded()))) }
      converted.removeAll(keepingCapacity: true)
      return samples.withUnsafeBufferPointer { speaker.write($0, to: number) }
    }
    var goesOn = true
    try voice.speak(text) { chunk in
      utterance.noteFirst()
      if resampler == nil {
        goesOn = speaker.write(chunk, to: number)
      } else {
        resampler?.process(chunk.map { Float($0) / 32_768 }, into: &converted)
        goesOn = play()
      }
      return goesOn && !utterance.isCancelled
    }
    if goesOn, resampler != nil {
      resampler?.finish(into: &converted)
      _ = play()
    }
  }
}
