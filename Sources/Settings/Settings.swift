/// Everything that can be set about a device; the values are the defaults.
public struct Settings: Sendable, Equatable {
  public struct Shop: Sendable, Equatable {
    /// The merchant's folder.
    public var folder = "/var/lib/shoptalk/shop"
    /// The keys by which bundles of the merchant are known; empty: the shop is what lies in `folder`.
    public var bundleKey = ""
    /// Where bundles arrive and are kept.
    public var bundles = "/var/lib/shoptalk/bundles"
  }

  public struct Models: Sendable, Equatable {
    public var folder = "/usr/share/shoptalk/models"
    /// Threads that compute; 0 takes one for each core, four at most.
    public var threads = 0
  }

  public struct Answers: Sendable, Equatable {
    public enum Writer: String, Sendable, CaseIterable {
      case rules, model
    }
    public enum Style: String, Sendable, CaseIterable {
      case short, warm, formal
    }

    /// Who puts the facts into words.
    public var writer = Writer.rules
    /// How the model speaks.
    public var style = Style.warm
    /// Another model than the answerer: a file in the models' folder, or a path. Empty: the answerer.
    public var model = ""
  }

  public struct Sound: Sendable, Equatable {
    /// Names of ALSA devices; empty takes the board's own card.
    public var microphone = ""
    public var speaker = ""
    /// In percent of the mixer's range; nil leaves the mixer alone.
    public var volume: Int?
    public var gain: Int?
    /// Whether the shopper may interrupt by voice, which needs echo cancellation.
    public var bargeIn = false
  }

  public struct Board: Sendable, Equatable {
    /// The name of a preset, which brings the lines and the sound card.
    public var preset = "plain"
    /// The label of the GPIO chip; empty finds the header of the Raspberry Pi.
    public var chip = ""
    /// Numbers of lines on that chip, in place of the preset's; -1 is for a board without.
    public var button: Int?
    public var led: Int?
    public var muteSwitch: Int?
  }

  public struct Listening: Sendable, Equatable {
    public enum Mode: String, Sendable, CaseIterable {
      case press, hold, both
    }

    /// How the button is used: pressed once, kept pressed, or either.
    public var mode = Mode.both
    /// Milliseconds of silence that end a question.
    public var pause = 600
    /// The longest question in seconds.
    public var longest = 15
    /// Seconds after which the shopper counts as another one, and what was said before is forgotten.
    public var forget = 45
  }

  public struct Journal: Sendable, Equatable {
    public enum Privacy: String, Sendable, CaseIterable {
      case full, redacted, none
    }

    public var folder = "/var/lib/shoptalk/journal"
    public var privacy = Privacy.redacted
    public var keepDays = 30
    public var keepMegabytes = 32
    /// Seconds for which events are gathered before they are written.
    public var gather = 20
  }

  public struct Control: Sendable, Equatable {
    public var socket = "/run/shoptalk/control.sock"
  }

  public struct Sync: Sendable, Equatable {
    public enum Format: String, Sendable, CaseIterable {
      case protobuf, json
    }
    public enum Compression: String, Sendable, CaseIterable {
      case gzip, none
    }

    /// Empty: nothing is sent.
    public var endpoint = ""
    public var instance = ""
    public var tokenFile = ""
    public var caFile = ""
    public var certificateFile = ""
    public var keyFile = ""
    public var format = Format.protobuf
    public var compression = Compression.gzip
    /// Seconds.
    public var interval = 30
    /// Seconds.
    public var bundleInterval = 300
  }

  public struct Log: Sendable, Equatable {
    public enum Level: String, Sendable, CaseIterable {
      case debug, info, notice, warning, error
    }

    public var level = Level.info
  }

  public var shop = Shop()
  public var models = Models()
  public var answers = Answers()
  public var sound = Sound()
  public var board = Board()
  public var listening = Listening()
  public var journal = Journal()
  public var control = Control()
  public var sync = Sync()
  public var log = Log()

  public init() {}

  /// Where the file is, unless it is named.
  public static let usualFile = "/etc/shoptalk/shoptalk.toml"
}
