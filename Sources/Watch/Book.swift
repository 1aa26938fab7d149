// What stands around the loop and watches it: the watchdog, the book of what happened for journal and status, and the
// routes of the control socket. Knows the loop by its events and commands alone.
import Clerk
package import Control
package import Journal
package import Loop
import Shop
import Synchronization

/// Keeps the book of what the loop tells: for the status, for those who watch live, and for the journal.
package final class Book: Sendable {
  fileprivate struct Pages {
    var status = DeviceStatus()
    var firstSounds: [Double] = []
    var lastQuestion: ContinuousClock.Instant?
    var stateSince = ContinuousClock.now
    var progress: UInt64 = 0
    var lastHealth: ContinuousClock.Instant?
    var lastCall: ContinuousClock.Instant?
    var watchers: [Int: AsyncStream<LiveEvent>.Continuation] = [:]
    var nextWatcher = 0
  }

  /// How the loop gets on, for the watchdog.
  package struct Pulse: Sendable, Equatable {
    package var state = "starting"
    package var isHearing = false
    /// Counts up with sound that went through the loop.
    package var progress: UInt64 = 0
    /// How long ago the loop said anything about its health.
    package var silence: Duration = .zero
    package var stateAge: Duration = .zero

    package init() {}
  }

  private let pages: Mutex<Pages>
  private let start = ContinuousClock.now
  private let journal: Journal?
  private let scribe: Scribe

  package init(version: String, journal: Journal?, scribe: Scribe) {
    var pages = Pages()
    pages.status.version = version
    self.pages = Mutex(pages)
    self.journal = journal
    self.scribe = scribe
  }

  /// Takes an event of the loop. Returns at once.
  package func observe(_ event: LoopEvent) {
    if let record = scribe.record(of: event) { journal?.append(record) }
    let live = Self.live(event)
    pages.withLock { pages in
      switch event {
      case .state(let state, let reason):
        if pages.status.state != state.rawValue { pages.stateSince = .now }
        pages.status.state = state.rawValue
        pages.status.reason = reason
      case .question(let question): pages.note(question)
      case .health(let health):
        pages.status.hearing = DeviceStatus.Hearing(health)
        pages.progress = health.progress
        pages.lastHealth = .now
      case .staffCalled(let why, _):
        pages.status.calls.count += 1
        pages.status.calls.last = why.rawValue
        pages.lastCall = .now
      case .promotion, .device, .silenced: break
      }
      for watcher in pages.watchers.values { watcher.yield(live) }
    }
  }

  /// Writes something into the journal that the loop does not know of.
  package func note(_ event: Event) { journal?.append(event) }

  /// What is known of the device; `fill` adds what others know.
  package func status() -> DeviceStatus {
    pages.withLock { pages in
      var status = pages.status
      status.uptime = start.duration(to: .now) / .seconds(1)
      status.questions.last?.secondsAgo = pages.lastQuestion.map { $0.duration(to: .now) / .seconds(1) } ?? 0
      status.calls.secondsAgo = pages.lastCall.map { $0.duration(to: .now) / .seconds(1) }
      // A loop that has fallen silent hears nothing, whatever it last said.
      if let last = pages.lastHealth, last.duration(to: .now) > .seconds(5) {
        status.hearing.isHearing = false
        status.hearing.framesPerSecond = 0
      }
      return status
    }
  }

  package func pulse() -> Pulse {
    pages.withLock { pages in
      var pulse = Pulse()
      pulse.state = pages.status.state
      pulse.isHearing = pages.status.hearing.isHearing
      pulse.progress = pages.progress
      pulse.silence = pages.lastHealth.map { $0.duration(to: .now) } ?? start.duration(to: .now)
      pulse.stateAge = pages.stateSince.duration(to: .now)
      return pulse
    }
  }

  /// Notes why there is no journal at all.
  package func set(journal folder: String, problem: String) {
    pages.withLock { ($0.status.journal.folder, $0.status.journal.problem) = (folder, problem) }
  }

  /// Notes what is known of shop, models and configuration.
  package func set(shop: DeviceStatus.Shop) { pages.withLock { $0.status.shop = shop } }
  package func set(models: [DeviceStatus.Model]) { pages.withLock { $0.status.models = models } }
  package func set(configurationProblem: String?) {
    pages.withLock { $0.status.configurationProblem = configurationProblem }
  }

  /// Events as they happen, from now on.
  package func watch() -> AsyncStream<LiveEvent> {
    let (stream, out) = AsyncStream.makeStream(of: LiveEvent.self, bufferingPolicy: .bufferingNewest(100))
    let number = pages.withLock { pages in
      pages.nextWatcher += 1
      pages.watchers[pages.nextWatcher] = out
      // Who comes in the middle is told where things stand.
      out.yield(LiveEvent(kind: "state", what: pages.status.state, reason: pages.status.reason))
      return pages.nextWatcher
    }
    out.onTermination = { [weak self] _ in self?.pages.withLock { _ = $0.watchers.removeValue(forKey: number) } }
    return stream
  }

  private static func live(_ event: LoopEvent) -> LiveEvent {
    switch event {
    case .state(let state, let reason): LiveEvent(kind: "state", what: state.rawValue, reason: reason)
    case .question(let question):
      LiveEvent(kind: "question", what: question.outcome.rawValue, reason: question.failure)
    case .promotion(let promotion, _): LiveEvent(kind: "promotion", what: promotion.title)
    case .device(let event):
      LiveEvent(kind: "device", what: Scribe.words(event).what, reason: Scribe.words(event).sentence)
    case .staffCalled(let why, _): LiveEvent(kind: "staff", what: why.rawValue, reason: Scribe.words(why))
    case .silenced(let milliseconds, _):
      LiveEvent(kind: "silenced", what: "\((milliseconds * 10).rounded() / 10) ms")
    case .health(let health):
      LiveEvent(
        kind: "health", what: health.isHearing ? "hearing" : "deaf", hearing: DeviceStatus.Hearing(health))
    }
  }
}

extension Book.Pages {
  mutating func note(_ question: HeardQuestion) {
    switch question.outcome {
    case .answered: status.questions.answered += 1
    case .nothingHeard: status.questions.nothingHeard += 1
    case .interrupted: status.questions.interrupted += 1
    case .failed: status.questions.failed += 1
    }
    var last = DeviceStatus.LastQuestion()
    last.outcome = question.outcome.rawValue
    last.intent = question.answer?.intent.rawValue
    last.firstSound = question.timings.firstSound
    status.questions.last = last
    lastQuestion = .now
    guard let first = question.timings.firstSound else { return }
    firstSounds.append(first)
    if firstSounds.count > 200 { firstSounds.removeFirst() }
    let sorted = firstSounds.sorted()
    status.questions.firstSoundMedian = sorted[sorted.count / 2]
    status.questions.firstSound95 = sorted[min(sorted.count - 1, sorted.count * 95 / 100)]
  }
}

extension DeviceStatus.Hearing {
  init(_ health: LoopHealth) {
    self.init()
    isHearing = health.isHearing
    framesPerSecond = health.framesPerSecond
    expectedFramesPerSecond = health.expectedFramesPerSecond
    noise = health.noise
    peak = health.peak
  }
}
