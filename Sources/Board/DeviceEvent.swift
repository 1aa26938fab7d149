/// Something that happened to the hardware.
public enum DeviceEvent: Sendable, Equatable {
  /// Sound was lost on its way in, so many times since the last such event (they are gathered for ten seconds).
  case overrun(count: Int)
  /// The speaker ran dry, likewise.
  case underrun(count: Int)
  /// The microphone gave fewer frames than it should, and is opened anew.
  case stalled(framesPerSecond: Double)
  /// Sound arrives at its rate again.
  case recovered
  /// A device went away or cannot be opened; it is tried again and again.
  case lost(device: String, reason: String)
  /// A device that was lost is back.
  case found(device: String)
  /// The microphone gives no sound at all, not even noise, or gives some again.
  case deadMicrophone(Bool)
  /// A question was clipped: the gain is too high.
  case clipping(share: Double)
  /// A line of the GPIO chip is used by another program or cannot be had, and is tried again.
  case lineUnavailable(line: String, reason: String)
  case lineAvailable(line: String)
  /// The mixer could not be set.
  case mixer(reason: String)
}
