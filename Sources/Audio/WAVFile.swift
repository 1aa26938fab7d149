/// Reads WAV files: RIFF, RF64 and BW64; PCM of 8 to 32 bit, float of 32 and 64 bit, A-law and µ-law, also inside
/// WAVE_FORMAT_EXTENSIBLE; any number of channels (mixed down) and any rate from 4 to 384 kHz.
///
/// A file whose header was never completed (size 0 or "endless", as written to a pipe) is taken up to its end. A file
/// that says how long it is and is shorter was not copied whole: that is an error, because half a question is heard
/// as another question.
public enum WAVFile {
  /// The most frames that are taken at once: 256 MB as samples, 70 minutes at 16 kHz, 23 at 48 kHz.
  public static let maximumFrames = 1 << 26
  /// The largest file that is read, in bytes.
  public static let maximumBytes = 1 << 30

  /// The sound in the file at `path`.
  public static func read(path: String) throws(AudioError) -> AudioClip {
    let bytes = try readWhole(path: path, limit: maximumBytes)
    return try read(bytes: bytes, name: path)
  }

  /// The sound in `bytes`, a whole WAV file; `name` stands for it in errors.
  public static func read(bytes: [UInt8], name: String = "audio") throws(AudioError) -> AudioClip {
    let layout = try WAVLayout(bytes: bytes, name: name)
    let seconds = Double(layout.frames) / layout.format.rate
    guard layout.frames <= maximumFrames else {
      throw .tooLong(file: name, seconds: seconds, limit: Double(maximumFrames) / layout.format.rate)
    }
    var samples = [Float](repeating: 0, count: layout.frames)
    bytes.withUnsafeBytes { all in
      let data = UnsafeRawBufferPointer(rebasing: all[layout.data])
      samples.withUnsafeMutableBufferPointer { layout.format.decode(data, frames: layout.frames, into: $0) }
    }
    return AudioClip(samples: samples, sampleRate: layout.format.rate)
  }
}
