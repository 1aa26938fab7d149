/// What is soldered to which line, and which card hears and speaks: data, one entry for each board that is known.
public struct BoardPreset: Sendable, Equatable {
  /// One line of the header.
  public struct Line: Sendable, Equatable {
    /// The offset on the chip: for Raspberry Pis the BCM number.
    public var offset: Int
    /// Whether a low level means pressed, or lit.
    public var isActiveLow: Bool
    public var bias: Bias

    public init(_ offset: Int, isActiveLow: Bool, bias: Bias = .none) {
      self.offset = offset
      self.isActiveLow = isActiveLow
      self.bias = bias
    }
  }

  public enum Bias: Sendable { case none, pullUp, pullDown }

  public var name: String
  /// Labels of the chip that carries the header, the newest first: Pi 5, Pi 4, and those before.
  public var chips = Self.raspberryPi
  public var button: Line?
  public var led: Line?
  public var muteSwitch: Line?
  /// ALSA devices for hearing and speaking.
  public var microphone = "default"
  public var speaker = "default"
  /// For how long a button's contacts bounce, in milliseconds.
  public var debounce = 30

  /// Header chips by label, so that a Pi 4 and a Pi 5 need the same configuration.
  public static let raspberryPi = ["pinctrl-rp1", "pinctrl-bcm2711", "pinctrl-bcm2835"]

  /// A button between GPIO 17 and ground, a LED with its resistor from GPIO 22 to ground; sound as the system has it.
  public static let plain = BoardPreset(
    name: "plain", button: Line(17, isActiveLow: true, bias: .pullUp), led: Line(22, isActiveLow: false))
  /// Google AIY Voice bonnet (v2): the button on GPIO 23, its lamp on GPIO 25.
  public static let aiy = BoardPreset(
    name: "aiy", button: Line(23, isActiveLow: true, bias: .pullUp), led: Line(25, isActiveLow: false),
    microphone: "plughw:CARD=aiyvoicebonnet", speaker: "plughw:CARD=aiyvoicebonnet")
  /// Seeed ReSpeaker 2-Mic HAT: the button on GPIO 17 (its LEDs hang on SPI and stay dark); a LED may be added on
  /// GPIO 12, which is on its Grove socket.
  public static let respeaker = BoardPreset(
    name: "respeaker", button: Line(17, isActiveLow: true, bias: .pullUp), led: Line(12, isActiveLow: false),
    microphone: "plughw:CARD=seeed2micvoicec", speaker: "plughw:CARD=seeed2micvoicec")
  /// No button and no LED: the device is asked through its socket.
  public static let none = BoardPreset(name: "none")

  public static let all = [plain, aiy, respeaker, none]

  /// The preset of that name.
  public static func named(_ name: String) throws(BoardError) -> BoardPreset {
    guard let preset = all.first(where: { $0.name == name }) else {
      throw .preset(name: name, known: all.map(\.name))
    }
    return preset
  }
}
