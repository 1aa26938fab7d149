/// Reads WAV files: RIFF, RF64 and BW64; PCM of 8 to 32 bit, float of 32 and 64 bit, A-law and µ-law, also inside
/// WAVE_FORMAT_EXTENSIBLE; any number of channels (mixed down) and any rate from 4 to 384 kHz.
///
/// A file whose header was never completed (size 0 or "endless", as written to a pipe) is taken up to its end. A file
/// that says how long it is and is shorter was not copied whole: that is an error, because half a question is heard
/// as another question.
public enum WAVFile {
  /// The most frames that are taken at once: 256 MB as samples, 70 minutes at 16 kHz, 23 at 48 kHz.
  public static let maximumFrames = 1 << 26
  /// The most that is taken from a pipe, in bytes; a file is read piece by piece.
  public static let maximumPipedBytes = 1 << 28

  /// The sound in the file at `path`.
  public static func read(path: String) throws(AudioError) -> AudioClip {
    try read(try WAVSource.open(path: path, limit: maximumPipedBytes), name: path)
  }

  /// The sound in `bytes`, a whole WAV file; `name` stands for it in errors.
  public static func read(bytes: [UInt8], name: String = "audio") throws(AudioError) -> AudioClip {
    try read(WAVSource(bytes), name: name)
  }

  private static func read(_ source: WAVSource, name: String) throws(AudioError) -> AudioClip {
    let layout = try WAVLayout(source, name: name)
    let format = layout.format
    let seconds = Double(layout.frames) / format.rate
    guard layout.frames <= maximumFrames else {
      throw .tooLong(file: name, seconds: seconds, limit: Double(maximumFrames) / format.rate)
    }
    var samples = [Float](repeating: 0, count: layout.frames)
    let piece = max(1, 65_536 / format.frameBytes)
    for first in stride(from: 0, to: layout.frames, by: piece) {
      let frames = min(piece, layout.frames - first)
      let start = layout.data.lowerBound + first * format.frameBytes
      let bytes = source.bytes(start..<start + frames * format.frameBytes)
      guard bytes.count == frames * format.frameBytes else {
        throw .damaged(
          file: name, byte: start + bytes.count, reason: "the file cannot be read from here on",
          remedy: "copy it again")
      }
      bytes.withUnsafeBytes { data in
        samples.withUnsafeMutableBufferPointer { samples in
          format.decode(
            data, frames: frames, into: UnsafeMutableBufferPointer(rebasing: samples[first..<first + frames]))
        }
      }
    }
    return AudioClip(samples: samples, sampleRate: format.rate)
  }
}
