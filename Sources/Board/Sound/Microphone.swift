public import Audio
import CALSA
import Glibc
import Synchronization

/// The microphone: a thread that moves frames from ALSA into a ring, and brings the device back whatever happens to it.
///
/// The thread neither allocates, locks nor logs while it runs; what happens is counted, and ``Listener`` reads it. After
/// an overrun capture is prepared and started again, for it never starts by itself. A device that is gone (ENODEV) is
/// closed and opened anew, with pauses of a quarter to two seconds between; one that gives fewer frames than time passes
/// is closed, too.
public final class Microphone: Sendable {
  /// Mono samples at ``rate``, full scale ±1.
  public let ring = SampleRing<Float>(capacity: 1 << 17, silence: 0)
  /// The device, e.g. `plughw:CARD=seeed2micvoicec`.
  public let device: String

  /// Less than this share of the frames that should come is a stall.
  private static let leastShare = 0.7
  /// Seconds after which a stalled device is opened anew.
  private static let patience = 2.0

  private let wake: Wake
  private let thread = Mutex<OwnThread?>(nil)
  private let shared = Shared()

  /// What the thread tells, without locks.
  final class Shared: Sendable {
    let ending = Atomic<Bool>(false)
    /// Samples a second; 0 while no device is open.
    let rate = Atomic<Int>(0)
    /// Counts up with each opening.
    let generation = Atomic<Int>(0)
    let frames = Atomic<Int>(0)
    let dropped = Atomic<Int>(0)
    let overruns = Atomic<Int>(0)
    let stalls = Atomic<Int>(0)
    /// 0, or the negative errno why no device is open.
    let code = Atomic<Int>(0)
    /// What could not be done, as an index into `BoardError`'s words; the text is kept aside.
    let failure = Mutex<BoardError?>(nil)
    /// For tests: the thread then takes nothing from the device.
    let held = Atomic<Bool>(false)
  }

  /// Opens nothing yet: ``start()`` does.
  public init(device: String) throws(BoardError) {
    self.device = device
    wake = try Wake()
    calsa_silence_errors()
  }

  /// Samples a second of what the ring holds, or nil while there is no device.
  public var rate: Double? {
    let rate = shared.rate.load(ordering: .acquiring)
    return rate > 0 ? Double(rate) : nil
  }

  /// Counts up each time that the device was opened: samples of different generations do not belong together.
  public var generation: Int { shared.generation.load(ordering: .acquiring) }
  /// Frames taken since the beginning, those included that found no room.
  public var frames: Int { shared.frames.load(ordering: .relaxed) }
  /// Frames that found no room in the ring: the reader was asleep.
  public var dropped: Int { shared.dropped.load(ordering: .relaxed) }
  public var overruns: Int { shared.overruns.load(ordering: .relaxed) }
  public var stalls: Int { shared.stalls.load(ordering: .relaxed) }

  /// What the device is up to.
  public var status: SoundStatus {
    if rate != nil { return .running }
    return shared.failure.withLock { $0.map { .lost(reason: $0.description) } ?? .opening }
  }

  /// Starts to hear.
  public func start() throws(BoardError) {
    let (shared, ring, wake, device) = (shared, ring, wake, device)
    let started = try OwnThread(name: "microphone", realtime: true) {
      Self.keepOpen(device, shared, ring, wake)
    }
    thread.withLock { $0 = started }
  }

  /// Ends the thread and closes the device.
  public func stop() {
    shared.ending.store(true, ordering: .releasing)
    wake.signal()
    let running = thread.withLock { thread in
      defer { thread = nil }
      return thread
    }
    running?.join()
  }

  /// Holds the thread up, as a driver does that has gone astray. For tests.
  package func hold(_ held: Bool) { shared.held.store(held, ordering: .releasing) }

  // MARK: The thread

  private static func keepOpen(_ device: String, _ shared: Shared, _ ring: SampleRing<Float>, _ wake: Wake) {
    var pause: Int32 = 250
    while !shared.ending.load(ordering: .acquiring) {
      do throws(BoardError) {
        let pcm = try PCM(device: device, direction: .capture, periodSeconds: 0.02, bufferSeconds: 0.4)
        let code = snd_pcm_start(pcm.handle)
        guard code >= 0 else { throw .sound(device: device, doing: "cannot be started", code: code) }
        shared.failure.withLock { $0 = nil }
        shared.generation.add(1, ordering: .releasing)
        shared.rate.store(pcm.rate, ordering: .releasing)
        let before = shared.frames.load(ordering: .relaxed)
        let code2 = capture(pcm, shared, ring, wake)
        shared.rate.store(0, ordering: .releasing)
        if shared.frames.load(ordering: .relaxed) - before > pcm.rate { pause = 250 }
        throw .sound(device: device, doing: code2 == -ETIME ? "gave too few frames" : "went away", code: code2)
      } catch {
        shared.failure.withLock { $0 = error }
      }
      if shared.ending.load(ordering: .acquiring) { break }
      wake.wait(milliseconds: pause)
      pause = min(2_000, pause * 2)
      forgetCards()
    }
  }

  /// Moves frames until the device fails; returns why, as a negative errno (-ETIME: it stalled).
  private static func capture(_ pcm: PCM, _ shared: Shared, _ ring: SampleRing<Float>, _ wake: Wake) -> Int32 {
    let frames = UnsafeMutablePointer<Int16>.allocate(capacity: pcm.period * pcm.channels)
    let mono = UnsafeMutablePointer<Float>.allocate(capacity: pcm.period)
    defer {
      frames.deallocate()
      mono.deallocate()
    }
    let scale = 1 / (32_768 * Float(pcm.channels))
    var windowStart = monotonicNanoseconds()
    var windowFrames = 0
    var quietWindows = 0
    while !shared.ending.load(ordering: .acquiring) {
      // Whatever the device does, progress is judged each second by the clock on the wall.
      let now = monotonicNanoseconds()
      if now &- windowStart >= 1_000_000_000 {
        let seconds = Double(now &- windowStart) / 1e9
        quietWindows = Double(windowFrames) < leastShare * seconds * Double(pcm.rate) ? quietWindows + 1 : 0
        // A machine that slept, or a thread that was held, is no stall of the device: it shows as an overrun.
        if seconds > 3 { quietWindows = 0 }
        windowStart = now
        windowFrames = 0
        if Double(quietWindows) >= patience {
          shared.stalls.add(1, ordering: .relaxed)
          return -ETIME
        }
      }
      switch pcm.wait(wake, milliseconds: 200) {
      case .nothing, .woken: continue
      case .failed(let code):
        if code == -EPIPE { shared.overruns.add(1, ordering: .relaxed) }
        guard pcm.recover(from: code, start: true) else { return code }
        continue
      case .ready: break
      }
      if shared.held.load(ordering: .relaxed) {
        usleep(20_000)
        continue
      }
      let count = snd_pcm_readi(pcm.handle, frames, snd_pcm_uframes_t(pcm.period))
      if count < 0 {
        let code = Int32(count)
        if code == -EAGAIN || code == -EINTR { continue }
        if code == -EPIPE { shared.overruns.add(1, ordering: .relaxed) }
        guard pcm.recover(from: code, start: true) else { return code }
        continue
      }
      let taken = Int(count)
      for index in 0..<taken {
        var sum: Int32 = 0
        for channel in 0..<pcm.channels { sum += Int32(frames[index * pcm.channels + channel]) }
        mono[index] = Float(sum) * scale
      }
      let kept = ring.write(UnsafeBufferPointer(start: mono, count: taken))
      if kept < taken { shared.dropped.add(taken - kept, ordering: .relaxed) }
      shared.frames.add(taken, ordering: .relaxed)
      windowFrames += taken
    }
    return 0
  }
}
