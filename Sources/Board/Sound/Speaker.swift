public import Audio
import CALSA
import Glibc
import Synchronization

/// The speaker: a thread that moves samples from a ring to ALSA, and stops at once when it is told to.
///
/// One utterance at a time: ``begin()``, ``write(_:)`` from one thread, ``finish()``. ``stop()`` may come from any thread:
/// what the device still holds is dropped (`snd_pcm_drop`), and nothing more of that utterance is heard. Between
/// utterances the device is prepared and silent, and the thread asleep.
public final class Speaker: Sendable {
  /// The device, e.g. `plughw:CARD=seeed2micvoicec`.
  public let device: String
  /// What is being played, for an echo canceller: mono, at ``rate``; written only while ``keepsReference`` is set.
  public let reference = SampleRing<Int16>(capacity: 1 << 17, silence: 0)

  private let ring = SampleRing<Int16>(capacity: 1 << 15, silence: 0)
  private let wake: Wake
  private let thread = Mutex<OwnThread?>(nil)
  private let shared = Shared()

  private final class Shared: Sendable {
    let ending = Atomic<Bool>(false)
    let rate = Atomic<Int>(0)
    let generation = Atomic<Int>(0)
    let underruns = Atomic<Int>(0)
    /// The utterance that may sound, from 1; where in the ring it begins; whether all of it is in the ring.
    let utterance = Atomic<Int>(0)
    let first = Atomic<Int>(0)
    let complete = Atomic<Bool>(true)
    /// Utterances up to this one are not to be heard any more.
    let stopped = Atomic<Int>(0)
    /// Utterances up to this one are over; when the last one sounded, was cut, and fell silent (monotonic ns).
    let over = Atomic<Int>(0)
    let soundedSince = Atomic<UInt64>(0)
    let cutSince = Atomic<UInt64>(0)
    let silentSince = Atomic<UInt64>(0)
    let keepsReference = Atomic<Bool>(false)
    let failure = Mutex<BoardError?>(nil)
  }

  /// Opens nothing yet: ``start()`` does.
  public init(device: String) throws(BoardError) {
    self.device = device
    wake = try Wake()
    calsa_silence_errors()
  }

  /// Samples a second that the device plays, or nil while there is none.
  public var rate: Double? {
    let rate = shared.rate.load(ordering: .acquiring)
    return rate > 0 ? Double(rate) : nil
  }

  /// Counts up each time that the device was opened.
  public var generation: Int { shared.generation.load(ordering: .acquiring) }
  public var underruns: Int { shared.underruns.load(ordering: .relaxed) }
  /// When the first sound of the last utterance was handed to the device, in monotonic nanoseconds; 0: it was not yet.
  public var soundedSince: UInt64 { shared.soundedSince.load(ordering: .acquiring) }
  /// When the device was told to drop the last utterance that was stopped, in monotonic nanoseconds; what it takes from
  /// there to silence is the device's own time.
  public var cutSince: UInt64 { shared.cutSince.load(ordering: .acquiring) }
  /// When the last utterance that was stopped fell silent, in monotonic nanoseconds.
  public var silentSince: UInt64 { shared.silentSince.load(ordering: .acquiring) }

  /// Whether what is played is kept for an echo canceller.
  public var keepsReference: Bool {
    get { shared.keepsReference.load(ordering: .relaxed) }
    set { shared.keepsReference.store(newValue, ordering: .relaxed) }
  }

  /// What the device is up to.
  public var status: SoundStatus {
    if rate != nil { return .running }
    return shared.failure.withLock { $0.map { .lost(reason: $0.description) } ?? .opening }
  }

  /// Starts the thread, which opens the device.
  public func start() throws(BoardError) {
    let (shared, ring, reference, wake, device) = (shared, ring, reference, wake, device)
    let started = try OwnThread(name: "speaker", realtime: true) {
      Self.keepOpen(device, shared, ring, reference, wake)
    }
    thread.withLock { $0 = started }
  }

  /// Ends the thread and closes the device.
  public func end() {
    shared.ending.store(true, ordering: .releasing)
    stop()
    let running = thread.withLock { thread in
      defer { thread = nil }
      return thread
    }
    running?.join()
  }

  // MARK: Utterances

  /// Begins an utterance; the one before it must have ended or been stopped.
  /// - Returns: its number.
  public func begin() -> Int {
    let utterance = shared.utterance.load(ordering: .relaxed) + 1
    shared.complete.store(false, ordering: .relaxed)
    shared.soundedSince.store(0, ordering: .relaxed)
    shared.first.store(ring.written, ordering: .relaxed)
    shared.utterance.store(utterance, ordering: .releasing)
    return utterance
  }

  /// Adds samples at ``rate`` to an utterance, and waits where the speaker has enough of them for now (0.3 to 0.7 s).
  /// - Returns: false where nothing more of it will be heard: it was stopped, or there is no device.
  public func write(_ samples: UnsafeBufferPointer<Int16>, to utterance: Int) -> Bool {
    var rest = samples
    while !rest.isEmpty {
      guard shared.stopped.load(ordering: .acquiring) < utterance, rate != nil else { return false }
      let count = ring.write(rest)
      rest = UnsafeBufferPointer(rebasing: rest[count...])
      wake.signal()
      if !rest.isEmpty { usleep(5_000) }
    }
    return shared.stopped.load(ordering: .acquiring) < utterance
  }

  /// Says that an utterance is complete.
  public func finish(_ utterance: Int) {
    guard shared.utterance.load(ordering: .relaxed) == utterance else { return }
    shared.complete.store(true, ordering: .releasing)
    wake.signal()
  }

  /// Cuts off what is being said, within a few milliseconds.
  public func stop() {
    shared.stopped.store(shared.utterance.load(ordering: .acquiring), ordering: .releasing)
    wake.signal()
  }

  /// Whether an utterance was heard to its end, or cut off, or could not be played.
  public func isOver(_ utterance: Int) -> Bool { shared.over.load(ordering: .acquiring) >= utterance }

  // MARK: The thread

  private static func keepOpen(
    _ device: String, _ shared: Shared, _ ring: SampleRing<Int16>, _ reference: SampleRing<Int16>, _ wake: Wake
  ) {
    var pause: Int32 = 250
    while !shared.ending.load(ordering: .acquiring) {
      do throws(BoardError) {
        let pcm = try PCM(device: device, direction: .playback, periodSeconds: 0.01, bufferSeconds: 0.08)
        shared.failure.withLock { $0 = nil }
        shared.generation.add(1, ordering: .releasing)
        shared.rate.store(pcm.rate, ordering: .releasing)
        pause = 250
        let code = play(pcm, shared, ring, reference, wake)
        shared.rate.store(0, ordering: .releasing)
        throw .sound(device: device, doing: "went away", code: code)
      } catch {
        shared.failure.withLock { $0 = error }
      }
      // Without a device an utterance is over as soon as it begins.
      if shared.ending.load(ordering: .acquiring) { break }
      let utterance = shared.utterance.load(ordering: .acquiring)
      shared.stopped.store(utterance, ordering: .releasing)
      shared.over.store(utterance, ordering: .releasing)
      wake.wait(milliseconds: pause)
      pause = min(2_000, pause * 2)
      forgetCards()
    }
    shared.over.store(.max, ordering: .releasing)
  }

  /// Plays utterances until the device fails; returns why, as a negative errno.
  private static func play(
    _ pcm: PCM, _ shared: Shared, _ ring: SampleRing<Int16>, _ reference: SampleRing<Int16>, _ wake: Wake
  ) -> Int32 {
    let mono = UnsafeMutablePointer<Int16>.allocate(capacity: pcm.period)
    let frames = UnsafeMutablePointer<Int16>.allocate(capacity: pcm.period * pcm.channels)
    defer {
      mono.deallocate()
      frames.deallocate()
    }
    var current = shared.over.load(ordering: .relaxed)
    while !shared.ending.load(ordering: .acquiring) {
      let utterance = shared.utterance.load(ordering: .acquiring)
      guard utterance > current else {
        wake.wait(milliseconds: -1)
        continue
      }
      ring.skip(to: shared.first.load(ordering: .acquiring))
      let code = play(utterance, pcm, shared, ring, reference, wake, mono, frames)
      // Silent and ready for the next one, whatever it was that ended this one.
      shared.cutSince.store(monotonicNanoseconds(), ordering: .releasing)
      snd_pcm_drop(pcm.handle)
      if shared.stopped.load(ordering: .acquiring) >= utterance {
        shared.silentSince.store(monotonicNanoseconds(), ordering: .releasing)
      }
      current = utterance
      if code < 0 { return code }
      let prepared = snd_pcm_prepare(pcm.handle)
      shared.over.store(utterance, ordering: .releasing)
      if prepared < 0 { return prepared }
    }
    return 0
  }

  private static func play(
    _ utterance: Int, _ pcm: PCM, _ shared: Shared, _ ring: SampleRing<Int16>, _ reference: SampleRing<Int16>,
    _ wake: Wake, _ mono: UnsafeMutablePointer<Int16>, _ frames: UnsafeMutablePointer<Int16>
  ) -> Int32 {
    var pending = 0
    var offset = 0
    var sounded = false
    var draining = false
    var stuck = 0
    while shared.stopped.load(ordering: .acquiring) < utterance, !shared.ending.load(ordering: .acquiring) {
      if pending == 0 {
        let complete = shared.complete.load(ordering: .acquiring)
        let count = ring.read(into: UnsafeMutableBufferPointer(start: mono, count: pcm.period))
        if count == 0 {
          if complete {
            if !sounded { return 0 }
            if !draining { snd_pcm_start(pcm.handle) }  // Shorter than a period: it has not begun by itself.
            draining = true
            // Played to its end: nothing left in the device, or an underrun that says so.
            var delay: snd_pcm_sframes_t = 0
            let code = snd_pcm_delay(pcm.handle, &delay)
            let left = snd_pcm_state(pcm.handle) == SND_PCM_STATE_RUNNING && code >= 0 ? delay : 0
            if left <= 0 { return 0 }
            wake.wait(milliseconds: Int32(min(20, max(1, left * 1_000 / snd_pcm_sframes_t(pcm.rate)))))
          } else {
            wake.wait(milliseconds: 100)
          }
          continue
        }
        for index in 0..<count {
          for channel in 0..<pcm.channels { frames[index * pcm.channels + channel] = mono[index] }
        }
        if shared.keepsReference.load(ordering: .relaxed) {
          reference.write(UnsafeBufferPointer(start: mono, count: count))
        }
        pending = count
        offset = 0
      }
      let written = snd_pcm_writei(pcm.handle, frames + offset * pcm.channels, snd_pcm_uframes_t(pending))
      if written >= 0 {
        if !sounded, written > 0 {
          sounded = true
          shared.soundedSince.store(monotonicNanoseconds(), ordering: .releasing)
        }
        pending -= Int(written)
        offset += Int(written)
        stuck = 0
        continue
      }
      let code = Int32(written)
      if code == -EINTR { continue }
      if code == -EAGAIN {
        switch pcm.wait(wake, milliseconds: 200) {
        case .ready, .woken: break
        case .nothing:
          // A device that takes nothing for two seconds has hung.
          stuck += 1
          if stuck > 10 { return -ETIME }
        case .failed(let code):
          if code == -EPIPE { shared.underruns.add(1, ordering: .relaxed) }
          guard pcm.recover(from: code, start: false) else { return code }
        }
        continue
      }
      if code == -EPIPE { shared.underruns.add(1, ordering: .relaxed) }
      guard pcm.recover(from: code, start: false) else { return code }
    }
    return 0
  }
}
