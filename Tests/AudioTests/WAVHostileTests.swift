import Audio
import Foundation
import TestSupport
import Testing

/// Damaged files: sound or a clear error, never a crash.
struct WAVHostileTests {
  private static var corpus: [[UInt8]] {
    let tone = (0..<400).map { Int16(8_000 * sin(Double($0) / 5)) }.flatMap(WAVBuilder.le)
    var chunks = WAVBuilder(data: tone)
    chunks.extra = [("LIST", [UInt8](repeating: 65, count: 33)), ("fact", [0, 1, 0, 0])]
    chunks.after = [("id3 ", [1, 2, 3])]
    return [
      WAVBuilder(data: tone).bytes, WAVBuilder(channels: 2, rate: 44_100, data: tone).bytes, chunks.bytes,
      WAVBuilder(code: 3, bits: 32, extensible: true, data: tone).bytes,
      WAVBuilder(code: 7, rate: 8_000, bits: 8, data: tone).bytes,
      WAVBuilder(channels: 6, bits: 24, extensible: true, data: tone).bytes,
      WAVBuilder(magic: "RF64", data: tone, claimedSize: .max, longSize: UInt64(tone.count)).bytes,
      WAVBuilder(data: tone, claimedSize: .max).bytes, WAVBuilder(data: tone, claimedSize: 0).bytes,
    ]
  }

  @Test func damagedFiles() {
    let words = ["RIFF", "WAVE", "fmt ", "data", "ds64", "RF64", "BW64", "LIST"].map { Array($0.utf8) }
    let counts = Fuzzing.run(
      "WAV", corpus: Self.corpus, dictionary: words + [[0xFE, 0xFF], [255, 255, 255, 255], [0, 0, 0, 0]], seed: 3
    ) { bytes in
      do throws(AudioError) {
        let clip = try WAVFile.read(bytes: bytes, name: "t.wav")
        if clip.samples.count > bytes.count || !(4_000...384_000).contains(clip.sampleRate) {
          Issue.record("\(clip.samples.count) samples at \(clip.sampleRate) out of \(bytes.count) bytes")
        }
        if let odd = clip.samples.first(where: { !($0 >= -1 && $0 <= 1) }) { Issue.record("a sample of \(odd)") }
      } catch {
        if !"\(error)".hasPrefix("t.wav: ") { Issue.record("\(error)") }
        throw error
      }
    }
    // Not everything is refused.
    #expect(counts.accepted > counts.refused / 19)
  }
}
