/// Makes presses out of the edges of a line: pure, driven by the times of the edges.
public struct ButtonReader: Sendable {
  /// From which a press is long (calls a person) and very long (mutes), in milliseconds.
  public struct Times: Sendable, Equatable {
    public var long = 2_000
    public var veryLong = 6_000
    /// Shorter pulses are bounces, where the kernel does not filter them.
    public var debounce = 30

    public init() {}
  }

  public enum Event: Sendable, Equatable {
    /// The button went down.
    case pressed
    /// It is held for the long, or the very long time.
    case heldLong
    case heldVeryLong
    /// It came up, so many milliseconds after it went down.
    case released(milliseconds: Int)
  }

  public var times: Times
  private var level = false
  private var downAt = 0
  private var told = 0
  /// A level that has not yet lasted for the debounce time, and since when.
  private var candidate: (level: Bool, since: Int)?

  public init(_ times: Times = Times()) { self.times = times }

  /// Whether the button is down.
  public var isDown: Bool { level }

  /// Takes an edge: the line is active or not since `milliseconds`. Pass `settled` where bounces have been filtered.
  public mutating func edge(active: Bool, at milliseconds: Int, settled: Bool) -> [Event] {
    var events = advance(to: milliseconds)
    if settled || times.debounce == 0 {
      events += change(active, milliseconds)
      return events
    }
    if active == level {
      candidate = nil
    } else if candidate?.level != active {
      candidate = (active, milliseconds)
    }
    // A button that was up for long is believed at once: a press must not wait, and bounces follow it.
    if active, !level, milliseconds - downAt > 4 * times.debounce {
      candidate = nil
      events += change(true, milliseconds)
    }
    return events
  }

  /// Lets time pass: what is held becomes long, what has settled becomes true.
  public mutating func advance(to milliseconds: Int) -> [Event] {
    var events: [Event] = []
    if let candidate, milliseconds - candidate.since >= times.debounce {
      self.candidate = nil
      events += change(candidate.level, candidate.since)
    }
    if level {
      let held = milliseconds - downAt
      if told < 1, held >= times.long {
        told = 1
        events.append(.heldLong)
      }
      if told < 2, held >= times.veryLong {
        told = 2
        events.append(.heldVeryLong)
      }
    }
    return events
  }

  /// Milliseconds from now until ``advance(to:)`` may have something to say, or nil.
  public func nextDeadline(after milliseconds: Int) -> Int? {
    var next: Int?
    if let candidate { next = candidate.since + times.debounce }
    if level, told < 2 {
      let mark = downAt + (told < 1 ? times.long : times.veryLong)
      next = min(next ?? mark, mark)
    }
    return next.map { max(1, $0 - milliseconds) }
  }

  private mutating func change(_ active: Bool, _ at: Int) -> [Event] {
    guard active != level else { return [] }
    level = active
    if active {
      downAt = at
      told = 0
      return [.pressed]
    }
    let held = max(0, at - downAt)
    downAt = at
    return [.released(milliseconds: held)]
  }
}
