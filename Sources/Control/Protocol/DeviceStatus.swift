/// Everything that `shoptalk status` shows, as `GET /v1/status` answers it.
public struct DeviceStatus: Codable, Sendable, Equatable {
  public struct Hearing: Codable, Sendable, Equatable {
    /// Whether sound arrives at its rate: the one thing that "alive" means.
    public var isHearing = false
    public var framesPerSecond = 0.0
    public var expectedFramesPerSecond = 0.0
    /// In dB below full scale.
    public var noise = -120.0
    public var peak = -120.0

    public init() {}
  }

  public struct LastQuestion: Codable, Sendable, Equatable {
    /// `answered`, `nothing-heard`, `interrupted` or `failed`.
    public var outcome = ""
    public var secondsAgo = 0.0
    public var intent: String?
    /// Milliseconds from the end of the question to the first sound of the answer.
    public var firstSound: Double?

    public init() {}
  }

  public struct Questions: Codable, Sendable, Equatable {
    public var answered = 0
    public var nothingHeard = 0
    public var interrupted = 0
    public var failed = 0
    public var last: LastQuestion?
    /// Milliseconds from the end of a question to the first sound, over the last 200 answers.
    public var firstSoundMedian: Double?
    public var firstSound95: Double?

    public init() {}
  }

  /// Calls for a person of the shop since the start.
  public struct Calls: Codable, Sendable, Equatable {
    public var count = 0
    /// Why the last one was made: `button`, `asked`, `emergency` or `unanswered`.
    public var last: String?
    public var secondsAgo: Double?

    public init() {}
  }

  public struct Shop: Codable, Sendable, Equatable {
    public var name: String?
    public var folder = ""
    public var products = 0
    public var language: String?
    /// The number of the merchant's bundle that it comes from.
    public var bundle: UInt64?
    /// Why the last attempt to load it failed, while an older one answers or none does.
    public var problem: String?

    public init() {}
  }

  public struct Model: Codable, Sendable, Equatable {
    public var file = ""
    public var bytes = 0

    public init(file: String, bytes: Int) {
      self.file = file
      self.bytes = bytes
    }
  }

  public struct Journal: Codable, Sendable, Equatable {
    public var folder = ""
    public var bytes = 0
    public var events: UInt64 = 0
    public var pending = 0
    public var dropped: UInt64 = 0
    public var problem: String?
    /// For each reader, the number of events that it has not yet dealt with.
    public var lag: [String: UInt64] = [:]

    public init() {}
  }

  public struct Host: Codable, Sendable, Equatable {
    /// Celsius; nil where the board tells none.
    public var temperature: Double?
    /// What the power supply or the heat costs, in words; empty where all is well.
    public var throttling: [String] = []
    /// Megabytes that may still be written where the journal is; nil where that cannot be told.
    public var freeMegabytes: Int?
    /// Whether nothing can be written there at all, as the kernel decides of a card that fails.
    public var diskIsReadOnly = false
    public var clockSet = false
    public var residentMegabytes = 0.0
    public var threads = 0
    public var descriptors = 0

    public init() {}

    /// Below this the disk counts as nearly full: what comes next may not be kept.
    public static let leastFreeMegabytes = 20

    /// A sentence where the disk is nearly full, or cannot be written.
    public var diskProblem: String? {
      if diskIsReadOnly { return "the disk is read-only, as a worn card becomes" }
      guard let free = freeMegabytes, free < Self.leastFreeMegabytes else { return nil }
      return "the disk is nearly full (\(free) MB free)"
    }
  }

  public var version = ""
  /// `idle`, `listening`, `thinking`, `speaking`, `muted`, `fault`, `no-shop`, `starting` or `stopped`.
  public var state = "starting"
  /// A sentence about the state, where there is something to say.
  public var reason: String?
  public var uptime = 0.0
  public var hearing = Hearing()
  public var questions = Questions()
  public var calls = Calls()
  public var shop = Shop()
  public var models: [Model] = []
  public var journal = Journal()
  public var host = Host()
  /// Why the configuration on the disk is not the one in use.
  public var configurationProblem: String?

  public init() {}
}
