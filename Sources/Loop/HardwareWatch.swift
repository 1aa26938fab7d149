import Board

/// Looks at the sound hardware from outside its threads, and makes events of what has changed, each kind of trouble at
/// most every ten seconds: they would fill the log otherwise.
struct HardwareWatch {
  let microphone: Microphone
  let speaker: Speaker
  /// Whether frames come too slowly.
  private(set) var isStalled = false

  private static let window: UInt64 = 1_000_000_000
  private static let quiet: UInt64 = 10_000_000_000
  private static let leastShare = 0.7
  /// Frames of nothing but zeros after which a microphone counts as dead: half a minute.
  private static let deadFrames = 30 * Ear.rate

  private var since: UInt64 = 0
  private var frames = 0
  private var overruns = 0
  private var underruns = 0
  private var stalls = 0
  private var overrunsTold: UInt64 = 0
  private var underrunsTold: UInt64 = 0
  private var isDead = false
  private var lost: [String: Bool] = [:]
  private var slowWindows = 0

  init(microphone: Microphone, speaker: Speaker) {
    self.microphone = microphone
    self.speaker = speaker
  }

  /// What has happened since the last look.
  mutating func look(_ ear: Ear, now: UInt64, dead isDeaf: Bool) -> [LoopEvent] {
    var events: [LoopEvent] = []
    for (device, status) in [
      ("microphone \(microphone.device)", microphone.status), ("speaker \(speaker.device)", speaker.status),
    ] {
      switch status {
      case .lost(let reason):
        if lost[device] != true { events.append(.device(.lost(device: device, reason: reason))) }
        lost[device] = true
      case .running:
        if lost[device] == true { events.append(.device(.found(device: device))) }
        lost[device] = false
      case .opening: break
      }
    }
    if microphone.overruns > overruns, now &- overrunsTold > Self.quiet {
      events.append(.device(.overrun(count: microphone.overruns - overruns)))
      overruns = microphone.overruns
      overrunsTold = now
    }
    if speaker.underruns > underruns, now &- underrunsTold > Self.quiet {
      events.append(.device(.underrun(count: speaker.underruns - underruns)))
      underruns = speaker.underruns
      underrunsTold = now
    }
    let dead = ear.silentFrames > Self.deadFrames && !isDeaf
    if dead != isDead {
      isDead = dead
      events.append(.device(.deadMicrophone(dead)))
    }
    if now &- since >= Self.window { events += secondly(ear, now) }
    return events
  }

  private mutating func secondly(_ ear: Ear, _ now: UInt64) -> [LoopEvent] {
    let isFirst = since == 0
    let seconds = Double(now &- since) / 1e9
    var health = LoopHealth()
    health.framesPerSecond = isFirst ? 0 : Double(microphone.frames - frames) / seconds
    health.expectedFramesPerSecond = microphone.rate ?? 0
    health.progress = UInt64(max(0, ear.frames))
    health.noise = ear.noise
    health.peak = ear.peak
    since = now
    frames = microphone.frames
    guard !isFirst else { return [] }
    var events: [LoopEvent] = []
    let isSlow = microphone.rate.map { health.framesPerSecond < Self.leastShare * $0 } ?? false
    slowWindows = isSlow ? slowWindows + 1 : 0
    health.isHearing = microphone.rate != nil && !isSlow
    let wasStalled = isStalled
    if slowWindows >= 2 || microphone.stalls > stalls { isStalled = true }
    if health.isHearing { isStalled = false }
    stalls = microphone.stalls
    if isStalled, !wasStalled { events.append(.device(.stalled(framesPerSecond: health.framesPerSecond))) }
    if !isStalled, wasStalled { events.append(.device(.recovered)) }
    events.append(.health(health))
    return events
  }
}
