/// Finds where a question begins and ends in what ``VoiceActivity`` says, frame by frame.
///
/// Speech begins with a burst of likely frames, and ends when no such burst has come for the length of a pause. A burst
/// is longer than a clink of cups.
public struct QuestionEnd: Sendable {
  /// What is to be set.
  public struct Settings: Sendable, Equatable {
    /// Silence that ends a question, in seconds.
    public var pause = 0.62
    /// Silence after which it is worth beginning to recognise.
    public var firstPause = 0.2
    /// How long a shopper may take to begin, in seconds.
    public var patience = 6.0
    /// The longest question, in seconds.
    public var longest = 15.0

    public init() {}
  }

  /// What has just become known; frames are counted from the first that was taken.
  public enum Event: Sendable, Equatable {
    /// Somebody speaks, since this frame.
    case began(frame: Int)
    /// A pause: this was the last frame of speech so far.
    case paused(lastSpeech: Int)
    /// The shopper goes on after a pause.
    case resumed
    /// The question has ended.
    case ended(lastSpeech: Int)
    /// Nobody spoke.
    case nothing
    /// The question is as long as is listened to; it is taken as it is.
    case tooLong
  }

  public var settings: Settings
  /// Frames since the beginning.
  public private(set) var frame = 0
  /// Whether somebody has spoken.
  public var hasBegun: Bool { began != nil }

  /// A frame is speech from this smoothed likelihood on; the share of a new frame in it; and the frames of a burst that
  /// begins a question, and of one that goes on with it.
  private static let threshold: Float = 0.5, share: Float = 0.35, firstBurst = 8, burst = 2

  private var began: Int?
  private var lastSpeech = 0
  private var paused = false
  private var over = false
  private var smooth: Float = 0
  private var run = 0

  public init(_ settings: Settings = Settings()) { self.settings = settings }

  /// Frames of a second.
  private static let rate = Double(VoiceActivity.sampleRate / VoiceActivity.hop)

  /// Takes the likelihood that the next frame is speech.
  public mutating func process(speech: Float) -> Event? {
    guard !over else { return nil }
    let now = frame
    frame += 1
    smooth += Self.share * (speech - smooth)
    run = smooth > Self.threshold ? run + 1 : 0
    if run >= (began == nil ? Self.firstBurst : Self.burst) {
      lastSpeech = max(0, now - VoiceActivity.delay)
      guard began != nil else {
        let start = max(0, now - run - VoiceActivity.delay)
        began = start
        return .began(frame: start)
      }
      if paused {
        paused = false
        return .resumed
      }
    }
    return silence(now)
  }

  private mutating func silence(_ now: Int) -> Event? {
    guard began != nil else {
      guard Double(now) >= settings.patience * Self.rate else { return nil }
      over = true
      return .nothing
    }
    let silence = Double(now - lastSpeech)
    if silence >= settings.pause * Self.rate {
      over = true
      return .ended(lastSpeech: lastSpeech)
    }
    if Double(now) >= settings.longest * Self.rate {
      over = true
      return .tooLong
    }
    if !paused, silence >= settings.firstPause * Self.rate {
      paused = true
      return .paused(lastSpeech: lastSpeech)
    }
    return nil
  }
}
