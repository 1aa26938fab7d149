import Audio
import Foundation
import Pronunciation
import Speech
import TestSupport
import Testing

struct VoiceTests {
  private static let voices: [(String, any Voice)] = {
    var all: [(String, any Voice)] = FliteVoice.Speaker.allCases.map { ($0.rawValue, FliteVoice($0)) }
    for language in ["de", "fr", "es-MX"] {
      if let voice = try? ESpeakVoice(language: language) { all.append((language, voice)) }
    }
    return all
  }()

  /// Level of what is spoken, silence left out, in dB of full scale.
  private static func loudness(_ samples: [Int16]) -> Double {
    let blocks = stride(from: 0, to: samples.count - 320, by: 320).map { start in
      samples[start..<start + 320].reduce(0.0) { $0 + Double($1) * Double($1) } / 320
    }
    let loud = blocks.filter { $0 > 300 * 300 }
    return 10 * log10(loud.reduce(0, +) / Double(max(1, loud.count)) / (32_768 * 32_768))
  }

  @Test func allAreEquallyLoudAndNoneClips() throws {
    #expect(Self.voices.count == 5)
    for (name, voice) in Self.voices {
      let samples = try voice.samples(
        of: "Oat milk is three dollars forty-nine. It is in aisle seven, on the left, by the door.")
      let seconds = Double(samples.count) / Double(voice.sampleRate)
      print("\(name): \(seconds) s, \(Self.loudness(samples)) dB, peak \(samples.map { abs(Int($0)) }.max() ?? 0)")
      #expect((3...9).contains(seconds), "\(name)")
      #expect((-20 ... -14).contains(Self.loudness(samples)), "\(name)")
      #expect(samples.allSatisfy { abs(Int($0)) < 32_767 })
      // It begins to be heard at once.
      #expect(samples.prefix(voice.sampleRate / 10).contains { abs(Int($0)) > 150 }, "\(name)")
    }
  }

  @Test func speechComesInPiecesAndCanBeStopped() throws {
    for (name, voice) in Self.voices {
      var chunks = 0
      try voice.speak("The first sentence. The second sentence is longer. A third.") { _ in
        chunks += 1
        return true
      }
      #expect(chunks >= 3, "\(name)")
      var heard = 0
      try voice.speak("The first sentence. The second sentence is longer. A third.") { _ in
        heard += 1
        return false
      }
      #expect(heard == 1, "\(name)")
      // And speaks again afterwards.
      #expect(try voice.samples(of: "Yes.").count > voice.sampleRate / 10)
    }
  }

  @Test func whatTheListenerThrowsIsThrownOn() {
    struct Broken: Error {}
    for (_, voice) in Self.voices {
      #expect(throws: SpeechError.cancelled) { try voice.speak("Hello there.") { _ in throw SpeechError.cancelled } }
      #expect(throws: SpeechError.self) { try voice.speak("Hello there.") { _ in throw Broken() } }
    }
  }

  @Test func nothingToSay() throws {
    for (_, voice) in Self.voices {
      for text in ["", "   ", "...", "🥛", "\u{0}"] { #expect(try voice.samples(of: text).isEmpty) }
    }
  }

  @Test func languagesAreChosen() throws {
    #expect(try Voices.make(language: "en") is FliteVoice)
    #expect(try Voices.make(language: "en-GB") is FliteVoice)
    #expect((try Voices.make(language: "de-AT") as? ESpeakVoice)?.language == "de-AT")
    do {
      _ = try Voices.make(language: "dq")
      Issue.record("a voice for dq")
    } catch {
      #expect(
        "\(error)"
          == "voice 'dq': espeak-ng does not have this language; set the language to one that it has, e.g. da, de")
    }
  }

  /// Long and hostile texts: cut, never a crash, on several threads at once.
  @Test func hostileTexts() async throws {
    let texts = [
      String(repeating: "a", count: 500), String(repeating: "word ", count: 80), "%s %n \\ <speak> [[x]] {}", "'-'-'-'",
      "é ß 語 ا ि \u{301}\u{301}", "1 2 3 4567890123456789012345", "a.b.c.d", "----", "Xyzzq brrr tsk pfft.",
    ]
    try await withThrowingTaskGroup(of: Int.self) { group in
      for (_, voice) in Self.voices {
        group.addTask { try texts.reduce(0) { try $0 + voice.samples(of: $1).count } }
      }
      for try await count in group { #expect(count > 16_000) }
    }
  }

  /// Writes what the developers listen to, where SHOPTALK_LISTEN names a folder.
  @Test(.enabled(if: ProcessInfo.processInfo.environment["SHOPTALK_LISTEN"] != nil)) func listen() throws {
    let folder = ProcessInfo.processInfo.environment["SHOPTALK_LISTEN"] ?? ""
    let spoken = SpokenForm()
    for (index, text) in SpokenAnswers.all.enumerated() {
      for speaker in FliteVoice.Speaker.allCases {
        let samples = try FliteVoice(speaker).samples(of: spoken(text))
        try WAVWriter.write(samples, sampleRate: 16_000, to: "\(folder)/\(index)-\(speaker.rawValue).wav")
      }
      try Data("\(text)\t\(spoken(text))\n".utf8).write(to: URL(fileURLWithPath: "\(folder)/\(index).txt"))
    }
  }
}
