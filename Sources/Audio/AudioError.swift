/// What can go wrong with sound files, each with its place and its remedy.
public enum AudioError: Error, Sendable, Equatable, CustomStringConvertible {
  /// A file that is missing or cannot be read.
  case unreadable(file: String, reason: String)
  /// A file that is not WAV; `looksLike` says what it seems to be.
  case notWAV(file: String, looksLike: String)
  /// A WAV file that is damaged at `byte`.
  case damaged(file: String, byte: Int, reason: String, remedy: String)
  /// A WAV file of a kind that is not read, e.g. compressed.
  case unsupported(file: String, reason: String)
  /// More sound than is taken at once.
  case tooLong(file: String, seconds: Double, limit: Double)
  /// A sample rate outside what can be converted.
  case rate(Double)
  /// A file that cannot be written.
  case unwritable(file: String, reason: String)

  public var description: String {
    switch self {
    case .unreadable(let file, let reason): "\(file): cannot be read (\(reason)); check the path and its permissions"
    case .notWAV(let file, let looksLike): "\(file): is not a WAV file but \(looksLike); \(Self.convert)"
    case .damaged(let file, let byte, let reason, let remedy): "\(file): byte \(byte): \(reason); \(remedy)"
    case .unsupported(let file, let reason): "\(file): \(reason); \(Self.convert)"
    case .tooLong(let file, let seconds, let limit):
      "\(file): holds \(Self.time(seconds)) of sound, and at most \(Self.time(limit)) at this rate are taken; cut it into "
        + "shorter files"
    case .rate(let rate):
      "a sample rate of \(rate) a second cannot be converted; use one from 1000 to 768000, best 16000"
    case .unwritable(let file, let reason):
      "\(file): cannot be written (\(reason)); check the folder, its permissions and the space left"
    }
  }

  private static let convert = "convert it with 'ffmpeg -i IN -ar 16000 -ac 1 -c:a pcm_s16le OUT.wav'"

  private static func time(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds < 1e9 else { return "far too much" }
    return seconds < 120 ? "\(Int(seconds)) seconds" : "\(Int(seconds / 60)) minutes"
  }
}
