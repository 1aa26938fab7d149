/// Finds where a question begins and ends in what ``VoiceActivity`` says, frame by frame.
///
/// Speech begins with a burst of likely frames, and ends when no such burst has come for the length of a pause. A burst
/// is longer than a clink of cups. What was never surely speech (a voice across the room) is no question as long as the
/// shopper may still begin one; if none follows, it is taken for one after all.
public struct QuestionEnd: Sendable {
  /// What is to be set.
  public struct Settings: Sendable, Equatable {
    /// Silence that ends a question, in seconds.
    public var pause = 0.62
    /// Silence after which it is worth beginning to recognise.
    public var firstPause = 0.2
    /// Silence that ends a question which breaks off; see ``QuestionEnd/goOn()``.
    public var hesitation = 1.6
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
  /// A frame is surely the shopper's from this likelihood on, or where it stands so far (in dB) above the noise; so many
  /// make a question of what may be a voice across the room.
  private static let sure: Float = 0.95, prominent: Float = 26, sureFrames = 8

  private var began: Int?
  private var surelySpeech = 0
  /// The last frame of something that was too faint to be a question.
  private var faint: Int?
  private var hesitates = false
  private var lastSpeech = 0
  private var paused = false
  private var over = false
  private var smooth: Float = 0
  private var run = 0

  public init(_ settings: Settings = Settings()) { self.settings = settings }

  /// Frames of a second.
  private static let rate = Double(VoiceActivity.sampleRate / VoiceActivity.hop)

  /// Takes the likelihood that the next frame is speech, and how far it stands above the noise, in dB.
  public mutating func process(speech: Float, prominence: Float = 0) -> Event? {
    guard !over else { return nil }
    let now = frame
    frame += 1
    smooth += Self.share * (speech - smooth)
    run = smooth > Self.threshold ? run + 1 : 0
    if speech >= Self.sure || speech >= Self.threshold && prominence >= Self.prominent { surelySpeech += 1 }
    if run >= (began == nil ? Self.firstBurst : Self.burst) {
      lastSpeech = max(0, now - VoiceActivity.delay)
      hesitates = false
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

  /// After the end: what was said breaks off in the middle, so that more is likely to come. Listens on until the silence is
  /// as long as ``Settings/hesitation``; false where it already is.
  public mutating func goOn() -> Bool {
    guard over, began != nil, !hesitates, Double(frame - lastSpeech) < settings.hesitation * Self.rate,
      Double(frame) < settings.longest * Self.rate
    else { return false }
    (over, hesitates) = (false, true)
    return true
  }

  private mutating func silence(_ now: Int) -> Event? {
    guard began != nil else {
      guard Double(now) >= settings.patience * Self.rate else { return nil }
      over = true
      return faint.map { .ended(lastSpeech: $0) } ?? .nothing
    }
    let silence = Double(now - lastSpeech)
    if silence >= (hesitates ? max(settings.hesitation, settings.pause) : settings.pause) * Self.rate {
      if surelySpeech < Self.sureFrames, Double(now) < settings.patience * Self.rate {
        (faint, began, paused, surelySpeech) = (lastSpeech, nil, false, 0)
        return nil
      }
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
