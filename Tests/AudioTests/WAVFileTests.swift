import Audio
import Foundation
import Testing

struct WAVFileTests {
  private func samples(_ builder: WAVBuilder) throws -> [Float] {
    try WAVFile.read(bytes: builder.bytes, name: "t.wav").samples
  }

  private func message(_ builder: WAVBuilder) -> String { message(builder.bytes) }

  private func message(_ bytes: [UInt8]) -> String {
    do {
      _ = try WAVFile.read(bytes: bytes, name: "t.wav")
      return "read"
    } catch {
      return "\(error)"
    }
  }

  private func le(_ values: [Int16]) -> [UInt8] { values.flatMap(WAVBuilder.le) }

  @Test func everyWidthGivesTheSameSound() throws {
    let wanted: [Float] = [0, 0.5, -0.5, -1, 0.25]
    #expect(try samples(WAVBuilder(bits: 8, data: [128, 192, 64, 0, 160])) == wanted)
    #expect(try samples(WAVBuilder(data: le([0, 16_384, -16_384, -32_768, 8_192]))) == wanted)
    let wide = wanted.map { Int32($0 * 8_388_608) }
    #expect(try samples(WAVBuilder(bits: 24, data: wide.flatMap { Array(WAVBuilder.le($0)[0..<3]) })) == wanted)
    let full = wanted.map { Int32(truncatingIfNeeded: Int64(Double($0) * 2_147_483_648)) }
    #expect(try samples(WAVBuilder(bits: 32, data: full.flatMap(WAVBuilder.le))) == wanted)
    let single = wanted.flatMap { WAVBuilder.le($0.bitPattern) }
    #expect(try samples(WAVBuilder(code: 3, bits: 32, data: single)) == wanted)
    let double = wanted.flatMap { WAVBuilder.le(Double($0).bitPattern) }
    #expect(try samples(WAVBuilder(code: 3, bits: 64, data: double)) == wanted)
    // 24 bits in four bytes lie at the top.
    #expect(
      try samples(WAVBuilder(bits: 24, frameBytes: 4, extensible: true, data: full.flatMap(WAVBuilder.le))) == wanted)
  }

  /// The extremes and the zero of G.711 as ITU-T's tables give them (at 16 bits).
  @Test func telephoneCodings() throws {
    #expect(
      try samples(WAVBuilder(code: 7, bits: 8, data: [0xFF, 0x80, 0x00, 0xFE]))
        == [0, 32_124, -32_124, 8].map { $0 / 32_768 })
    #expect(
      try samples(WAVBuilder(code: 6, bits: 8, data: [0xD5, 0xAA, 0x2A, 0x55]))
        == [8, 32_256, -32_256, -8].map { $0 / 32_768 })
  }

  @Test func channelsAreMixedDown() throws {
    #expect(try samples(WAVBuilder(channels: 2, data: le([16_384, 0, -16_384, -16_384]))) == [0.25, -0.5])
    let six = [Int16](repeating: 8_192, count: 12)
    #expect(try samples(WAVBuilder(channels: 6, extensible: true, data: le(six))) == [0.25, 0.25])
    // A last frame that is not whole is left out.
    #expect(try samples(WAVBuilder(channels: 2, data: le([16_384, 0, 5]))) == [0.25])
  }

  @Test(arguments: [4_000, 8_000, 11_025, 22_050, 44_100, 48_000, 96_000, 384_000] as [UInt32])
  func rates(_ rate: UInt32) throws {
    let clip = try WAVFile.read(bytes: WAVBuilder(rate: rate, data: le([0, 1, 2])).bytes)
    #expect(clip.sampleRate == Double(rate))
    #expect(clip.samples.count == 3)
  }

  @Test func otherChunksAreSkipped() throws {
    var builder = WAVBuilder(data: le([16_384]))
    builder.extra = [("LIST", Array("odd".utf8)), ("bext", [UInt8](repeating: 7, count: 601)), ("JUNK", [])]
    builder.after = [("id3 ", [1, 2, 3])]
    #expect(try samples(builder) == [0.5])
    // Sound before format.
    let plain = WAVBuilder(data: le([16_384])).bytes
    let turned = Array(plain[0..<12]) + Array(plain[36...]) + Array(plain[12..<36])
    #expect(try WAVFile.read(bytes: turned).samples == [0.5])
  }

  @Test(arguments: [0, 0xFFFF_FFFF, 0x7FFF_FFFF, 0x8000_0000, 0x7FFF_F000] as [UInt32])
  func streamedFilesAreTakenToTheirEnd(_ claimed: UInt32) throws {
    #expect(try samples(WAVBuilder(data: le([16_384, -16_384]), claimedSize: claimed)) == [0.5, -0.5])
  }

  @Test func anEmptyRecordingIsEmpty() throws {
    #expect(try samples(WAVBuilder()) == [])
    var builder = WAVBuilder()
    builder.after = [("LIST", [1, 2, 3, 4])]
    #expect(try samples(builder) == [])
  }

  @Test(arguments: ["RF64", "BW64"]) func longForms(_ magic: String) throws {
    let builder = WAVBuilder(magic: magic, data: le([16_384, 8_192]), claimedSize: .max, longSize: 4)
    #expect(try samples(builder) == [0.5, 0.25])
    var short = builder
    short.longSize = 1 << 40
    #expect(message(short).contains("copy it again"))
  }

  @Test func floatsBeyondTheScaleAreBounded() throws {
    let odd: [Float] = [.nan, .infinity, -.infinity, 3, -1e30, 0.5]
    #expect(
      try samples(WAVBuilder(code: 3, bits: 32, data: odd.flatMap { WAVBuilder.le($0.bitPattern) }))
        == [0, 1, -1, 1, -1, 0.5])
  }

  @Test func damageIsNamedWithItsPlaceAndRemedy() {
    let whole = WAVBuilder(data: le([Int16](repeating: 5, count: 500))).bytes
    #expect(
      message(Array(whole[0..<600]))
        == "t.wav: byte 600: the file ends after 556 of the 1000 bytes of sound that it announces; copy it again, or "
        + "keep what is there with 'ffmpeg -i IN -c:a pcm_s16le OUT.wav'")
    #expect(message([]).contains("empty"))
    #expect(message(Array(whole[0..<3])).contains("ends in its header"))
    #expect(message(Array(whole[0..<20])).contains("'fmt ' chunk"))
    #expect(message(Array(whole[0..<36])).contains("no 'data' chunk"))
    #expect(message(WAVBuilder(channels: 0, frameBytes: 2)).contains("byte 22: the file says that it has no channels"))
    #expect(message(WAVBuilder(rate: 3_999)).contains("byte 24: a rate of 3999"))
    #expect(message(WAVBuilder(rate: 384_001)).contains("not between 4000 and 384000"))
    #expect(message(WAVBuilder(channels: 3, frameBytes: 4)).contains("do not divide"))
    #expect(message(WAVBuilder(bits: 20, frameBytes: 2)).contains("do not fit"))
    #expect(message(WAVBuilder(bits: 0, frameBytes: 2)).contains("do not fit"))
  }

  @Test func otherFormatsAreNamed() {
    #expect(message(WAVBuilder(code: 0x11, bits: 4, frameBytes: 1)).contains("IMA ADPCM"))
    #expect(message(WAVBuilder(code: 0x55)).contains("MP3"))
    #expect(message(WAVBuilder(code: 1, bits: 64)).contains("unusual width"))
    for (head, name) in [
      ("ID3\u{3}", "MP3"), ("OggS", "Ogg"), ("fLaC", "FLAC"), ("\0\0\0 ftypM4A ", "M4A"), ("FORM\0\0\0\0AIFF", "AIFF"),
      ("RIFX\0\0\0\0WAVE", "big-endian"), ("RIFF\0\0\0\0AVI LIST", "AVI"), ("{\"id\": 1}", "text"),
    ] {
      let text = message(Array(head.utf8) + [UInt8](repeating: 0x20, count: 20))
      #expect(text.contains(name) && text.contains("ffmpeg"), "\(text)")
    }
  }

  @Test func tooMuchIsRefusedBeforeItIsHeld() {
    let text = message(WAVBuilder(rate: 4_000, bits: 8, data: [UInt8](repeating: 128, count: (1 << 26) + 1)))
    #expect(
      text
        == "t.wav: holds 279 minutes of sound, and at most 279 minutes at this rate are taken; cut it into shorter files"
    )
  }

  @Test func filesAndFolders() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("shoptalk-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appendingPathComponent("a b.wav").path
    let clip = AudioClip(samples: [0, 0.5, -0.5, 1, -1, 2, .nan], sampleRate: 22_050)
    try WAVWriter.write(clip, to: path)
    let back = try WAVFile.read(path: path)
    #expect(back.sampleRate == 22_050)
    let top: Float = 32_767.0 / 32_768
    #expect(back.samples == [0, 0.5, -0.5, top, -1, top, 0])
    // Written over, and nothing left beside it.
    try WAVWriter.write([1, 2, 3], sampleRate: 16_000, to: path)
    #expect(try WAVFile.read(path: path).samples.count == 3)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["a b.wav"])

    #expect(throws: AudioError.self) { try WAVFile.read(path: folder.path) }
    #expect(throws: AudioError.self) { try WAVFile.read(path: path + ".none") }
    #expect(throws: AudioError.self) { try WAVWriter.write([1], sampleRate: 16_000, to: folder.path) }
    #expect(throws: AudioError.self) { try WAVWriter.write([1], sampleRate: 16_000, to: path + "/x.wav") }
  }
}
