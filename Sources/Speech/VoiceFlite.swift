private import CFlite
private import Synchronization

/// American English by flite, in process. 16 kHz; a sentence begins to sound while its end is still being computed.
///
/// flite's voices are shared by the process and used by one speaker at a time: a second one waits.
public struct FliteVoice: Voice {
  /// Who speaks.
  public enum Speaker: String, Sendable, CaseIterable {
    /// A woman; the recogniser understands her best.
    case slt
    /// A man.
    case rms
  }

  public let speaker: Speaker
  public var sampleRate: Int { 16_000 }

  public init(_ speaker: Speaker = .slt) { self.speaker = speaker }

  public func speak(
    _ spoken: String, onChunk: (UnsafeBufferPointer<Int16>) throws -> Bool
  ) throws(SpeechError) {
    var level = VoiceLevel(gain: speaker == .slt ? 0.76 : 1.48, sampleRate: sampleRate)
    for piece in SpeechText.pieces(spoken, ascii: true) {
      level.begin()
      var failure: SpeechError?
      let goesOn = try Flite.speak(Self.respelled(piece), speaker: speaker) { samples in
        let heard = level.apply(samples)
        if heard.isEmpty { return true }
        do {
          return try heard.withUnsafeBufferPointer(onChunk)
        } catch {
          failure = (error as? SpeechError) ?? .sound("\(error)")
          return false
        }
      }
      if let failure { throw failure }
      if !goesOn { return }
    }
  }

  /// Words that flite's American dictionary lacks and its rules say wrong, in a spelling that it says right.
  private static func respelled(_ text: String) -> String {
    text.split(separator: " ", omittingEmptySubsequences: false).map { word -> String in
      let core = word.prefix { $0.isLetter || $0 == "'" || $0 == "-" }
      guard let better = respellings[core.lowercased()] else { return String(word) }
      return better + word.dropFirst(core.count)
    }.joined(separator: " ")
  }

  private static let respellings: [String: String] = {
    var map = [
      "quinoa": "keen wah", "croissant": "kroosont", "croissants": "kroosonts", "jalapeno": "hollapain yo",
      "jalapenos": "hollapain yoes", "tahini": "tuh hee nee", "gnocchi": "nyokey", "sriracha": "sir rotcha",
      "acai": "ah sigh ee",
      "edamame": "edda mommy",
      "prosciutto": "pro shoe toe", "bruschetta": "broo sketta", "focaccia": "foe kotcha", "pho": "fuh",
      "gouda": "gooda", "halloumi": "haloomee", "tzatziki": "tot seekee", "matcha": "motcha", "kefir": "kuhfeer",
      "peridot": "perry doe", "vermeil": "vermay", "tulle": "tool", "taupe": "tope", "ecru": "ekroo",
      "hyaluronic": "high a lure onic", "niacinamide": "nye a sin a mide",
    ]
    for (british, american) in [
      "litre": "liter", "metre": "meter", "centimetre": "centimeter", "millimetre": "millimeter",
      "kilometre": "kilometer",
      "millilitre": "milliliter", "centilitre": "centiliter", "decilitre": "deciliter",
    ] {
      map[british] = american
      map[british + "s"] = american + "s"
    }
    return map
  }()
}

/// The one door to flite, whose start and voices are global to the process.
private enum Flite {
  private struct State: @unchecked Sendable {
    var started = false
    var voices: [FliteVoice.Speaker: UnsafeMutablePointer<cst_voice>] = [:]
  }

  private static let state = Mutex(State())

  private struct Sink {
    let onChunk: (UnsafeBufferPointer<Int16>) -> Bool
    var stopped = false
  }

  /// Speaks one sentence; whether it was heard to its end.
  static func speak(
    _ text: String, speaker: FliteVoice.Speaker, onChunk: (UnsafeBufferPointer<Int16>) -> Bool
  ) throws(SpeechError) -> Bool {
    let result = state.withLock { state -> Bool? in
      guard let voice = voice(speaker, &state) else { return nil }
      return withoutActuallyEscaping(onChunk) { onChunk in
        var sink = Sink(onChunk: onChunk)
        return withUnsafeMutablePointer(to: &sink) { synthesise(text, voice, $0) }
      }
    }
    guard let result else {
      throw .voice(
        name: speaker.rawValue, reason: "flite did not speak", remedy: "reinstall libflite1 and run the command again")
    }
    return result
  }

  private static func voice(
    _ speaker: FliteVoice.Speaker, _ state: inout State
  ) -> UnsafeMutablePointer<cst_voice>? {
    if !state.started {
      flite_init()
      state.started = true
    }
    if let voice = state.voices[speaker] { return voice }
    let voice = speaker == .slt ? register_cmu_us_slt(nil) : register_cmu_us_rms(nil)
    state.voices[speaker] = voice
    return voice
  }

  private static func synthesise(
    _ text: String, _ voice: UnsafeMutablePointer<cst_voice>, _ sink: UnsafeMutablePointer<Sink>
  ) -> Bool? {
    guard let utterance = new_utterance() else { return nil }
    utt_set_input_text(utterance, text)
    utt_init(utterance, voice)
    guard let streaming = new_audio_streaming_info() else {
      delete_utterance(utterance)
      return nil
    }
    // A tenth of a second at a time.
    streaming.pointee.min_buffsize = 1_600
    streaming.pointee.userdata = UnsafeMutableRawPointer(sink)
    streaming.pointee.asc = { wave, start, size, _, info in
      guard let wave, let info, let context = info.pointee.userdata, let samples = wave.pointee.samples, size > 0 else {
        return CST_AUDIO_STREAM_CONT
      }
      let sink = context.assumingMemoryBound(to: Sink.self)
      if sink.pointee.onChunk(UnsafeBufferPointer(start: samples + Int(start), count: Int(size))) {
        return CST_AUDIO_STREAM_CONT
      }
      sink.pointee.stopped = true
      return CST_AUDIO_STREAM_STOP
    }
    // The utterance owns it from here on.
    feat_set(utterance.pointee.features, "streaming_info", audio_streaming_info_val(streaming))
    let spoke = utt_synth(utterance) != nil
    delete_utterance(utterance)
    return spoke || sink.pointee.stopped ? !sink.pointee.stopped : nil
  }
}
