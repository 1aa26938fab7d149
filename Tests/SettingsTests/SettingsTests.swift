import Foundation
import Settings
import TestSupport
import Testing

@Suite struct SettingsTests {
  private func read(_ text: String) throws -> Settings {
    var settings = Settings()
    try settings.apply(text: text, file: "shoptalk.toml")
    return settings
  }

  @Test func readsEveryKey() throws {
    let settings = try read(
      """
      [sound]
      microphone = "plughw:CARD=Device"
      volume = 80
      barge_in = true
      [listening]
      mode = "hold"
      [journal]
      privacy = "none"
      """)
    #expect(settings.sound.microphone == "plughw:CARD=Device")
    #expect(settings.sound.volume == 80 && settings.sound.gain == nil && settings.sound.bargeIn)
    #expect(settings.listening.mode == .hold && settings.journal.privacy == .none)
    #expect(try read("sound = { volume = 3 }\nlog.level = \"debug\"").sound.volume == 3)
    #expect(try read("") == Settings())
  }

  /// The sample says all there is, and says it rightly: with each line uncommented it is the default.
  @Test func theSampleIsTrue() throws {
    let path = Fixtures.path("Firmware/etc/shoptalk.toml.sample")
    #expect(try String(contentsOfFile: path, encoding: .utf8) == Settings.sample, "write it anew: shoptalkd --sample")
    #expect(try read(Settings.sample) == Settings())
    let bare = Settings.sample.split(separator: "\n").map { line in
      line.hasPrefix("#") && !line.hasPrefix("# ") && line.contains("=") ? String(line.dropFirst()) : String(line)
    }.joined(separator: "\n")
    var expected = Settings()
    expected.sound.volume = 80
    expected.sound.gain = 70
    expected.board.button = 17
    expected.board.led = 22
    expected.board.muteSwitch = 23
    #expect(try read(bare) == expected)
    for key in Settings.keys { #expect(bare.contains("\n\(key.name.split(separator: ".")[1]) = ")) }
  }

  @Test(arguments: [
    ("[sound]\nvolumme = 3", "shoptalk.toml:2: sound.volumme: there is no such key; did you mean sound.volume?"),
    ("[board]\nvolume = 3", "shoptalk.toml:2: board.volume: there is no such key; did you mean sound.volume?"),
    ("[sond]", "shoptalk.toml:1: [sond]: there is no such table; write [sound]"),
    (
      "[sound]\n\nvolume = 101",
      "shoptalk.toml:3: sound.volume: this number is not what can be set here; write a whole number from 0 to 100"
    ),
    (
      "[sound]\nvolume = \"80\"",
      "shoptalk.toml:2: sound.volume: this text is not what can be set here; write a whole number from 0 to 100"
    ),
    (
      "[listening]\nmode = \"push\"",
      "shoptalk.toml:2: listening.mode: this text is not what can be set here; write \"press\", \"hold\" or \"both\""
    ),
    (
      "[shop]\nfolder = \"shop\"",
      "shoptalk.toml:2: shop.folder: this text is not what can be set here; write a path in quotes that begins with /"
    ),
    ("[sound]\nbarge_in = tru", "shoptalk.toml:2:12: tru is no value; put text in quotes, e.g. \"tru\""),
    ("[[sound]]", "shoptalk.toml:1: [sound.#1]: there is no such table; write [sound]"),
  ])
  func saysWhatIsWrong(text: String, message: String) {
    let error = #expect(throws: SettingsError.self) { _ = try read(text) }
    #expect(error?.description == message)
  }

  @Test func theEnvironmentAndFlagsWin() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("a.toml").path
    try "[sound]\nvolume = 10\ngain = 10\nspeaker = \"x\"".write(toFile: file, atomically: true, encoding: .utf8)
    let settings = try Settings.load(
      file: file, environment: ["SHOPTALK_SOUND_VOLUME": "20", "SHOPTALK_SOUND_GAIN": "20", "SHOPTALK_SHOP": "/x"],
      flags: ["sound.gain=30", "sound.barge_in=yes"])
    #expect(settings.sound.speaker == "x" && settings.sound.volume == 20 && settings.sound.gain == 30)
    #expect(settings.sound.bargeIn)
    for (environment, flags) in [
      (["SHOPTALK_SOUND_VOLUME": "loud"], []), ([:], ["sound.volume"]), ([:], ["sound.vol=1"]), ([:], ["sound.gain=x"]),
    ] as [([String: String], [String])] {
      #expect(throws: SettingsError.self) {
        _ = try Settings.load(file: file, environment: environment, flags: flags)
      }
    }
    #expect(throws: SettingsError.self) { _ = try Settings.load(file: file + ".missing", environment: [:]) }
  }

  @Test func standsAnyText() throws {
    var mutator = Mutator(
      seed: 3, corpus: [Array(Settings.sample.replacing("\n#", with: "\n").utf8)],
      dictionary: ["[[", "={", "= [", "\"\"\""].map { Array($0.utf8) })
    for _ in 0..<2000 {
      var settings = Settings()
      do {
        try settings.apply(text: String(decoding: mutator.next(), as: UTF8.self), file: "x")
      } catch { #expect(!"\(error)".isEmpty) }
    }
  }

  @Test("what the merchant sets counts, the device's own file has the last word, and the rest is not the merchant's")
  func merchant() throws {
    let merchant = try MerchantSettings("[sound]\nvolume = 40\n[listening]\nmode = \"hold\"\n", file: "settings.toml")
    #expect(merchant.set == ["sound.volume", "listening.mode"])
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("settings-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let own = folder.appendingPathComponent("shoptalk.toml").path
    try "[sound]\nvolume = 70\n".write(toFile: own, atomically: true, encoding: .utf8)
    let settings = try Settings.load(merchant: merchant, file: own, environment: [:])
    #expect(settings.sound.volume == 70 && settings.listening.mode == .hold)
    for text in [
      "journal.privacy = \"full\"", "sync.endpoint = \"https://elsewhere\"", "models.folder = \"/tmp\"",
      "answers.writer = \"model\"", "answers.model = \"x.gguf\"", "sound.speaker = \"x\"",
    ] {
      #expect { try MerchantSettings(text, file: "settings.toml") } throws: {
        "\($0)".hasPrefix("settings.toml:1: ") && "\($0)".contains("not for the merchant")
      }
    }
    #expect(throws: SettingsError.self) { try MerchantSettings("[sound]\nvolume = 400", file: "settings.toml") }
  }

  @Test("what is written of the merchant's settings is read again the same") func written() throws {
    let values = [
      "answers.style": "formal", "sound.volume": "35", "listening.mode": "press", "listening.pause": " 900 ",
      "listening.forget": "",
    ]
    let merchant = try MerchantSettings(MerchantSettings.written(values), file: "settings.toml")
    #expect(
      merchant.values == [
        "answers.style": "formal", "sound.volume": "35", "listening.mode": "press", "listening.pause": "900",
      ])
    #expect(throws: SettingsError.self) { try MerchantSettings.written(["sound.volume": "loud"]) }
    #expect(throws: SettingsError.self) { try MerchantSettings.written(["listening.mode": "\"]\nx = 1"]) }
  }
}
