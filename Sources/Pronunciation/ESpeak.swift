private import CESpeak
private import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The one door to espeak-ng, whose state is global to the process: every use passes a lock, the library is started
/// once, and it never opens a sound device.
package enum ESpeak {
  private struct State {
    var started: Result<Int, PronunciationError>?
    /// BCP 47 tags in lower case, with the identifier of the best voice for each.
    var voices: [String: String] = [:]
    var current = ""
  }

  private static let state = Mutex(State())

  /// The samples per second that ``speak(_:voice:wordsPerMinute:onChunk:)`` gives.
  package static func sampleRate() throws(PronunciationError) -> Int {
    try locked { state throws(PronunciationError) in try start(&state) }
  }

  /// The identifier of the voice for `language` (BCP 47), e.g. "gmw/en-US" for "en-US".
  ///
  /// A tag falls back to its language ("de-CH" to "de"), and "en" alone is American, as the recogniser and the English
  /// voices are.
  package static func voice(language: String) throws(PronunciationError) -> String {
    try locked { state throws(PronunciationError) in
      _ = try start(&state)
      let tag = language.lowercased().map { $0 == "_" ? "-" : $0 }
      var parts = String(tag).split(separator: "-").map(String.init)
      while !parts.isEmpty {
        let key = parts.joined(separator: "-")
        if let voice = state.voices[key == "en" ? "en-us" : key] { return voice }
        parts.removeLast()
      }
      throw .unknownLanguage(language, nearest: nearest(to: String(tag), among: state.voices.keys.sorted()))
    }
  }

  /// `text` (words only, as ``Phonemizer`` cleans them) in IPA: phonemes joined by "_", words by spaces.
  package static func ipa(_ text: String, voice: String) throws(PronunciationError) -> String {
    try locked { state throws(PronunciationError) in
      try select(voice, &state)
      var out = ""
      var text = text
      text.withUTF8 { bytes in
        var copy = bytes.map { CChar(bitPattern: $0) }
        copy.append(0)
        copy.withUnsafeBufferPointer { buffer in
          var place = UnsafeRawPointer(buffer.baseAddress)
          while place != nil {
            // IPA (2), with "_" (bits 8 to 23) between phonemes.
            let mode = 2 | Int32(UInt8(ascii: "_")) << 8
            guard let result = espeak_TextToPhonemes(&place, Int32(espeakCHARS_UTF8), mode) else { break }
            if !out.isEmpty { out += " " }
            out += String(cString: result)
          }
        }
      }
      // Marks such as "(en)": a word was read by another language's rules, of which something may stay behind.
      if out.contains("(") { state.current = "" }
      return out
    }
  }

  /// Speaks `text` and hands over 16-bit samples as they are made; `onChunk` returns false to stop.
  package static func speak(
    _ text: String, voice: String, wordsPerMinute: Int, onChunk: (UnsafeBufferPointer<Int16>) -> Bool
  ) throws(PronunciationError) {
    try locked { state throws(PronunciationError) in
      try select(voice, &state)
      espeak_SetParameter(espeakRATE, Int32(wordsPerMinute), 0)
      espeak_SetSynthCallback { samples, count, events in
        guard let context = events?.pointee.user_data, let samples, count > 0 else { return 0 }
        let sink = context.assumingMemoryBound(to: Sink.self)
        return sink.pointee.onChunk(UnsafeBufferPointer(start: samples, count: Int(count))) ? 0 : 1
      }
      let result = withoutActuallyEscaping(onChunk) { onChunk in
        var sink = Sink(onChunk: onChunk)
        return withUnsafeMutablePointer(to: &sink) { sink in
          text.withCString {
            espeak_Synth($0, strlen($0) + 1, 0, POS_CHARACTER, 0, UInt32(espeakCHARS_UTF8), nil, sink)
          }
        }
      }
      espeak_SetSynthCallback(nil)
      guard result == EE_OK else { throw .engine(reason: "speaking gave status \(result.rawValue)") }
    }
  }

  private struct Sink {
    let onChunk: (UnsafeBufferPointer<Int16>) -> Bool
  }

  /// Runs `body` with the lock held, its error typed (the lock's own method would need it to be sendable both ways).
  private static func locked<T: Sendable>(
    _ body: (inout State) throws(PronunciationError) -> T
  ) throws(PronunciationError) -> T {
    let result = state.withLock { state -> Result<T, PronunciationError> in
      do throws(PronunciationError) { return .success(try body(&state)) } catch { return .failure(error) }
    }
    return try result.get()
  }

  private static func start(_ state: inout State) throws(PronunciationError) -> Int {
    if let started = state.started { return try started.get() }
    // Without its data the library ends the process, so look first.
    espeak_ng_InitializePath(nil)
    var folder: UnsafePointer<CChar>?
    _ = espeak_Info(&folder)
    let path = folder.map { String(cString: $0) } ?? ""
    let result: Result<Int, PronunciationError>
    if access(path + "/phontab", R_OK) != 0 {
      result = .failure(.missingData(folder: path))
    } else {
      let rate = espeak_Initialize(AUDIO_OUTPUT_SYNCHRONOUS, 60, nil, espeakINITIALIZE_DONT_EXIT)
      result = rate > 0 ? .success(Int(rate)) : .failure(.engine(reason: "starting gave status \(rate)"))
    }
    state.started = result
    if case .success = result { state.voices = listVoices() }
    return try result.get()
  }

  private static func select(_ voice: String, _ state: inout State) throws(PronunciationError) {
    _ = try start(&state)
    if state.current == voice { return }
    // A failed choice leaves the library without any voice, and the next use of it would crash.
    state.current = ""
    guard espeak_SetVoiceByName(voice) == EE_OK else { throw .engine(reason: "the voice '\(voice)' cannot be loaded") }
    state.current = voice
  }

  /// Every tag with its best voice. A voice lists its languages as a priority byte (lower is better) and a string.
  private static func listVoices() -> [String: String] {
    var best: [String: (priority: UInt8, voice: String)] = [:]
    guard var list = espeak_ListVoices(nil) else { return [:] }
    while let voice = list.pointee {
      if let identifier = voice.pointee.identifier, var at = voice.pointee.languages {
        let name = String(cString: identifier)
        while at.pointee != 0 {
          let priority = UInt8(bitPattern: at.pointee)
          let tag = String(cString: at + 1)
          if best[tag].map({ priority < $0.priority }) ?? true { best[tag] = (priority, name) }
          at += tag.utf8.count + 2
        }
      }
      list += 1
    }
    return best.mapValues(\.voice)
  }

  /// Tags that begin alike, or else the plain two-letter ones nearest in the alphabet.
  private static func nearest(to tag: String, among tags: [String]) -> [String] {
    for length in stride(from: min(2, tag.count), to: 0, by: -1) {
      let alike = tags.filter { $0.hasPrefix(tag.prefix(length)) }
      if !alike.isEmpty { return Array(alike.prefix(6)) }
    }
    return ["en", "de", "es", "fr"].filter(tags.contains)
  }
}
