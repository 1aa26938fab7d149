import CALSA

/// What can go wrong with hardware, each with its place and its remedy.
public enum BoardError: Error, Sendable, Equatable, CustomStringConvertible {
  /// A sound device that cannot be opened or set up; `code` is a negative errno.
  case sound(device: String, doing: String, code: Int32)
  /// A mixer control that is missing.
  case mixer(device: String, reason: String)
  /// A GPIO chip or line that cannot be had; `code` is a negative errno.
  case line(name: String, code: Int32)
  /// No GPIO chip has one of these labels; `found` are those that the machine has.
  case noChip(wanted: [String], found: [String])
  /// A preset that does not exist.
  case preset(name: String, known: [String])
  /// A thread or descriptor that the system refused.
  case system(what: String, code: Int32)

  public var description: String {
    switch self {
    case .sound(let device, let doing, let code):
      "sound device '\(device)': \(doing): \(Self.reason(code)); \(Self.soundRemedy(code))"
    case .mixer(let device, let reason):
      "mixer of '\(device)': \(reason); 'amixer -c CARD scontrols' lists what can be set"
    case .line(let name, let code): "GPIO \(name): \(Self.reason(code)); \(Self.lineRemedy(code))"
    case .noChip(let wanted, let found):
      "no GPIO chip is called \(wanted.joined(separator: " or ")) "
        + "(\(found.isEmpty ? "this machine has none that can be opened" : "there are \(found.joined(separator: ", "))")); "
        + "set board.chip to a label that 'gpiodetect' shows, or board.preset to \"none\""
    case .preset(let name, let known):
      "there is no board preset '\(name)'; take one of \(known.joined(separator: ", "))"
    case .system(let what, let code): "\(what): \(Self.reason(code)); close what else runs and start again"
    }
  }

  /// A code in words.
  static func reason(_ code: Int32) -> String { String(cString: snd_strerror(code)) }

  private static func soundRemedy(_ code: Int32) -> String {
    switch -code {
    case ENOENT, ENODEV, ENXIO: "plug it in, or name another ('arecord -L' and 'aplay -L' list them)"
    case EBUSY: "another program uses it: stop that one ('fuser -v /dev/snd/*' names it)"
    case EACCES, EPERM: "let this user join the group audio"
    case EINVAL: "it cannot do what is asked of it; name it as plughw:CARD=…, which converts"
    default: "'dmesg' may say more"
    }
  }

  private static func lineRemedy(_ code: Int32) -> String {
    switch -code {
    case EBUSY: "another program or driver has the line: 'gpioinfo' names it"
    case EACCES, EPERM: "let this user join the group gpio"
    case ENOENT, EINVAL: "the chip has no such line: check board.button, board.led and board.mute_switch"
    default: "'dmesg' may say more"
    }
  }
}
