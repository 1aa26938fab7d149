import Audio
import Board

/// Takes what the microphone gives, brings it to 16 kHz, keeps the last of it, and says frame by frame whether there is
/// speech. Used by the loop's thread alone.
struct Ear {
  static let rate = 16_000

  let microphone: Microphone
  /// The last samples at 16 kHz; the first of them has the number ``start``.
  private(set) var history: [Float] = []
  private(set) var start = 0
  /// Frames of 10 ms since the beginning.
  private(set) var frames = 0
  /// Levels in dB below full scale: of the noise, and the loudest since ``resetPeak()``.
  private(set) var noise = -120.0
  private(set) var peak = -120.0
  /// Frames since there was anything but digital silence.
  private(set) var silentFrames = 0

  private var activity = VoiceActivity()
  private var resampler: Resampler?
  private var generation = -1
  private var raw = [Float](repeating: 0, count: 1 << 14)
  private var converted: [Float] = []
  private var echo: Echo?

  init(microphone: Microphone) { self.microphone = microphone }

  /// The number after the newest sample.
  var end: Int { start + history.count }

  /// Samples from a number on, as far as they are still kept.
  func samples(from first: Int) -> [Float] { Array(history[max(0, min(history.count, first - start))...]) }

  /// Forgets samples before a number.
  mutating func forget(before first: Int) {
    let count = max(0, min(history.count, first - start))
    // Moving what is kept costs time: only now and then.
    guard count > Self.rate / 2 else { return }
    history.removeFirst(count)
    start += count
  }

  /// Forgets everything that was heard, as when the microphone is switched off.
  mutating func forgetAll() {
    start += history.count
    history.removeAll(keepingCapacity: true)
  }

  mutating func resetPeak() { peak = -120 }

  /// Begins or ends the taking out of what `speaker` plays.
  mutating func cancelEcho(of speaker: Speaker?) {
    speaker?.keepsReference = true
    echo?.speaker.keepsReference = speaker != nil
    echo = speaker.flatMap { Echo(speaker: $0) }
  }

  /// Takes all that has come; `body` is called for each frame with the likelihood of speech.
  /// - Returns: whether the microphone was opened anew since the last time: what came before does not belong to this.
  mutating func listen(_ body: (VoiceActivity.Frame) -> Void) -> Bool {
    var isNew = false
    if microphone.generation != generation, let rate = microphone.rate {
      isNew = generation >= 0
      generation = microphone.generation
      if isNew { microphone.ring.skip(to: microphone.ring.written) }
      resampler = rate == Double(Self.rate) ? nil : try? Resampler(from: rate, to: Double(Self.rate))
      forgetAll()
    }
    while true {
      let count = raw.withUnsafeMutableBufferPointer { microphone.ring.read(into: $0) }
      guard count > 0 else { break }
      converted.removeAll(keepingCapacity: true)
      if resampler != nil {
        resampler?.process(Array(raw[..<count]), into: &converted)
      } else {
        converted.append(contentsOf: raw[..<count])
      }
      if echo != nil { echo?.cancel(&converted) }
      history.append(contentsOf: converted)
      let before = silentFrames
      var silent = before
      for value in converted { silent = value == 0 ? silent + 1 : 0 }
      silentFrames = silent
      converted.withUnsafeBufferPointer { samples in
        var heard: [VoiceActivity.Frame] = []
        activity.process(samples) { heard.append($0) }
        for frame in heard {
          frames += 1
          noise = Double(frame.noise)
          peak = max(peak, Double(frame.level))
          body(frame)
        }
      }
    }
    return isNew
  }
}

/// What is being played, at 16 kHz, beside what is heard.
private struct Echo {
  let speaker: Speaker
  private let canceller: EchoCanceller
  private var resampler: Resampler?
  private var generation = -1
  private var played: [Float] = []
  private var heard: [Float] = []
  private var raw = [Int16](repeating: 0, count: 1 << 13)

  init?(speaker: Speaker) {
    guard let canceller = EchoCanceller() else { return nil }
    self.speaker = speaker
    self.canceller = canceller
  }

  /// Takes the echo out of `samples`; they come back in whole frames, the rest with the next.
  mutating func cancel(_ samples: inout [Float]) {
    if speaker.generation != generation, let rate = speaker.rate {
      generation = speaker.generation
      resampler = try? Resampler(from: rate, to: 16_000)
      played.removeAll()
    }
    while true {
      let count = raw.withUnsafeMutableBufferPointer { speaker.reference.read(into: $0) }
      guard count > 0 else { break }
      resampler?.process(raw[..<count].map { Float($0) / 32_768 }, into: &played)
    }
    heard.append(contentsOf: samples)
    samples.removeAll(keepingCapacity: true)
    var place = 0
    var used = 0
    let frame = EchoCanceller.frame
    while heard.count - place >= frame {
      var piece = Array(heard[place..<place + frame])
      let reference =
        played.count - used >= frame
        ? Array(played[used..<used + frame]) : [Float](repeating: 0, count: frame)
      if played.count - used >= frame { used += frame }
      canceller.process(heard: &piece, played: reference)
      samples.append(contentsOf: piece)
      place += frame
    }
    heard.removeFirst(place)
    played.removeFirst(used)
  }
}
