import Audio
import Board
import Foundation
import Synchronization
import TestSupport
import Testing

/// Microphone and speaker on alsa-lib's own plugins: real devices but for the card.
@Suite("Sound through alsa-lib", .serialized)
struct SoundTests {
  /// `count` samples, none of them silent, each unlike its neighbours.
  private func ramp(_ count: Int, from first: Int16 = 100) -> [Int16] {
    (0..<count).map { first + Int16(truncatingIfNeeded: $0 % 20_000) }
  }

  private func say(_ samples: [Int16], to speaker: Speaker) -> Int {
    let number = speaker.begin()
    _ = samples.withUnsafeBufferPointer { speaker.write($0, to: number) }
    speaker.finish(number)
    return number
  }

  /// What the speaker's pipe got but silence, until that is `count` samples.
  private func heard(_ sound: FileSound, _ count: Int) async -> [Int16] {
    var heard: [Int16] = []
    _ = await eventually {
      heard += sound.takeHeard().filter { $0 != 0 }
      return heard.count >= count
    }
    return heard
  }

  /// What the microphone gave but silence, until that is `count` samples.
  private func taken(_ microphone: Microphone, _ count: Int) async -> [Int] {
    var taken: [Int] = []
    let room = UnsafeMutableBufferPointer<Float>.allocate(capacity: 4_096)
    defer { room.deallocate() }
    _ = await eventually {
      while case let got = microphone.ring.read(into: room), got > 0 {
        taken += room[..<got].lazy.map { Int(($0 * 32_768).rounded()) }.filter { $0 != 0 }
      }
      return taken.count >= count
    }
    return taken
  }

  @Test("the speaker plays every sample once and in order, one utterance after another")
  func playsAll() async throws {
    let sound = try FileSound()
    let speaker = try Speaker(device: sound.speaker)
    try speaker.start()
    defer {
      speaker.end()
      sound.end()
    }
    try #require(await eventually { speaker.rate == 48_000 })
    let (first, second) = (ramp(20_000), ramp(700, from: -30_000))
    for samples in [first, second] {
      let number = say(samples, to: speaker)
      #expect(await eventually { speaker.isOver(number) })
    }
    #expect(await heard(sound, first.count + second.count) == first + second)
    #expect(speaker.underruns == 0)
  }

  @Test("a stop cuts off what is said, and the next utterance has nothing of it")
  func stops() async throws {
    let sound = try FileSound()
    let speaker = try Speaker(device: sound.speaker)
    try speaker.start()
    defer {
      speaker.end()
      sound.end()
    }
    try #require(await eventually { speaker.rate != nil })
    let long = ramp(600_000)
    let number = Atomic<Int>(0)
    let toTheEnd = Task.detached {
      let utterance = speaker.begin()
      number.store(utterance, ordering: .releasing)
      let isWhole = long.withUnsafeBufferPointer { speaker.write($0, to: utterance) }
      speaker.finish(utterance)
      return isWhole
    }
    // On a thread of its own: where everything else is busy a task may be waited for longer than is spoken.
    Thread.detachNewThread {
      while sound.firstSound == 0 { usleep(2_000) }
      speaker.stop()
    }
    #expect(await !toTheEnd.value, "whoever writes is told that nobody hears it")
    #expect(await eventually { speaker.isOver(number.load(ordering: .acquiring)) })
    #expect(speaker.silentSince > speaker.soundedSince)
    let next = [Int16](repeating: -7, count: 4_800)
    _ = say(next, to: speaker)
    var all: [Int16] = []
    #expect(
      await eventually {
        all += sound.takeHeard().filter { $0 != 0 }
        return all.count { $0 == -7 } == next.count
      })
    let before = all.prefix { $0 != -7 }
    #expect(!before.isEmpty && before.count < long.count && Array(before) == Array(long.prefix(before.count)))
    #expect(Array(all.dropFirst(before.count)) == next)
  }

  @Test("the microphone gives every sample once and in order")
  func hearsAll() async throws {
    let sound = try FileSound()
    let microphone = try Microphone(device: sound.microphone)
    try microphone.start()
    defer {
      microphone.stop()
      sound.end()
    }
    try #require(await eventually { microphone.rate == 48_000 })
    let said = ramp(30_000)
    sound.shout(said)
    // What is dropped while nobody takes anything is the silence before.
    #expect(await taken(microphone, said.count) == said.map { Int($0) })
    #expect(microphone.status == .running)
  }

  @Test("a card of another rate and two channels is taken at its own rate, its channels are one voice")
  func narrow() async throws {
    let sound = try FileSound(.narrow)
    let (microphone, speaker) = (
      try Microphone(device: sound.microphone), try Speaker(device: sound.speaker)
    )
    try microphone.start()
    try speaker.start()
    defer {
      microphone.stop()
      speaker.end()
      sound.end()
    }
    try #require(await eventually { microphone.rate == 16_000 && speaker.rate == 16_000 })
    let said = ramp(3_000)
    sound.shout(said.flatMap { [$0 - 50, $0 + 50] })
    #expect(await taken(microphone, said.count) == said.map { Int($0) })
    _ = say(said, to: speaker)
    #expect(await heard(sound, 2 * said.count) == said.flatMap { [$0, $0] })
  }

  @Test("a device that is not there is told, and heard as soon as it is")
  func comesLater() async throws {
    let sound = try FileSound()
    let link = FileManager.default.temporaryDirectory.appendingPathComponent("plug-\(UUID().uuidString)").path
    let microphone = try Microphone(device: "shopper:PIPE=\(link)")
    try microphone.start()
    defer {
      microphone.stop()
      sound.end()
      try? FileManager.default.removeItem(atPath: link)
    }
    #expect(await eventually { if case .lost = microphone.status { true } else { false } })
    guard case .lost(let reason) = microphone.status else { return }
    #expect(reason.contains(link) && reason.contains("plug it in"), "\(reason)")
    #expect(microphone.rate == nil && microphone.generation == 0)
    try FileManager.default.createSymbolicLink(
      atPath: link, withDestinationPath: String(sound.microphone.drop { $0 != "/" }))
    #expect(await eventually { microphone.status == .running && microphone.generation == 1 })
    sound.shout(ramp(500))
    #expect(await taken(microphone, 500) == ramp(500).map { Int($0) })
  }

  @Test("a microphone that gives nothing is opened anew, and hears again")
  func stalls() async throws {
    let sound = try FileSound()
    let microphone = try Microphone(device: sound.microphone)
    try microphone.start()
    defer {
      microphone.stop()
      sound.end()
    }
    try #require(await eventually { microphone.rate != nil })
    microphone.hold(true)
    #expect(await eventually { microphone.stalls > 0 && microphone.generation > 1 })
    microphone.hold(false)
    try #require(await eventually { microphone.rate != nil })
    let before = microphone.frames
    #expect(await eventually { microphone.frames > before + 4_800 })
  }

  @Test("who speaks to a speaker that is not there is told so, and waits for nothing")
  func noSpeaker() async throws {
    let speaker = try Speaker(device: "no-such-card")
    try speaker.start()
    defer { speaker.end() }
    #expect(await eventually { if case .lost = speaker.status { true } else { false } })
    let number = speaker.begin()
    #expect(!ramp(100).withUnsafeBufferPointer { speaker.write($0, to: number) })
    speaker.finish(number)
    #expect(await eventually { speaker.isOver(number) })
  }
}

@Suite("The panel")
struct PanelTests {
  @Test("a board without its chip is told once for each line, by name, and ends at once")
  func noChip() async throws {
    var preset = BoardPreset.plain
    preset.chips = ["no-such-chip"]
    let told = Mutex<[String: [String]]>([:])
    let panel = try Panel(preset: preset) { event in
      guard case .device(.lineUnavailable(let line, let reason)) = event else { return }
      told.withLock { $0[line, default: []].append(reason) }
    }
    try panel.start()
    panel.show(.steady)
    #expect(await eventually { told.withLock { $0.count } == 2 })
    panel.stop()
    let reasons = told.withLock { $0 }
    #expect(Set(reasons.keys) == ["button", "LED"])
    #expect(reasons.values.allSatisfy { $0.count == 1 && $0[0].contains("no-such-chip") }, "\(reasons)")
  }
}
