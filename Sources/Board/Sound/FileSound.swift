package import Audio
import Glibc
import Synchronization

/// Sound hardware made of pipes, through alsa-lib's own `file` and `null` plugins: real `snd_pcm_*` calls at the pace of
/// real hardware, for tests and measurements on machines without a sound card.
///
/// The microphone hears silence until ``shout(_:)``; what the speaker gets is kept. alsa-lib takes its configuration from
/// the environment, once for the process: the devices of each one are told apart by their pipes.
///
/// One thing is unlike a card: what the device still holds when it is dropped is written into the pipe, not thrown away.
package final class FileSound: Sendable {
  /// What stands between the program and the pipes.
  package enum Hardware: String, Sendable, CaseIterable {
    /// 48 kHz, one channel.
    case plain = ""
    /// A card of 16 kHz and two channels, of which a converter gives what is asked for as far as it can.
    case narrow

    /// Samples a second in its pipes, all channels together.
    var pace: Int { self == .plain ? 48_000 : 32_000 }
  }

  /// The devices' names.
  package let microphone: String
  package let speaker: String
  /// Samples a second of the pipes of plain hardware.
  package static let rate = 48_000

  /// Samples that the speaker's pipe loses at a time (10 ms), and a period of the microphone: alsa-lib fills what is
  /// missing of one with silence.
  private let piece: Int
  private let heardPiece: Int

  private struct State {
    var waiting: [Int16] = []
    var given = 0
    var heard: [Int16] = []
    var lastSound: UInt64 = 0
    var firstSound: UInt64 = 0
  }

  private let folder: String
  private let state = Mutex(State())
  private let ending = Atomic<Bool>(false)
  private let threads = Mutex<[OwnThread]>([])

  /// The devices by what their pipes are called; nil where it could not be written.
  private static let configuration: String? = {
    let text = """
      pcm.shopper {
        @args [ PIPE ] @args.PIPE { type string }
        type file slave.pcm { type null } file "/dev/null" infile $PIPE format "raw"
      }
      pcm.counter {
        @args [ PIPE ] @args.PIPE { type string }
        type file slave.pcm { type null } file $PIPE format "raw"
      }
      pcm.shoppernarrow {
        @args [ PIPE ] @args.PIPE { type string }
        type plug slave { rate 16000 channels 2 pcm {
          type file slave.pcm { type null } file "/dev/null" infile $PIPE format "raw"
        } }
      }
      pcm.counternarrow {
        @args [ PIPE ] @args.PIPE { type string }
        type plug slave { rate 16000 channels 2 pcm {
          type file slave.pcm { type null } file $PIPE format "raw"
        } }
      }
      """
    var template = Array("/tmp/shoptalk-alsa-XXXXXX".utf8CString)
    let descriptor = mkstemp(&template)
    guard descriptor >= 0, let file = fdopen(descriptor, "w") else { return nil }
    fputs(text, file)
    fclose(file)
    let path = String(decoding: template.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    setenv("ALSA_CONFIG_PATH", path, 1)
    // alsa-lib looks at it again with each device that is opened, until the end.
    atexit { _ = FileSound.configuration.map { unlink($0) } }
    return path
  }()

  /// Makes the pipes in a folder of its own, and starts to feed and to drain them.
  package init(_ hardware: Hardware = .plain) throws(BoardError) {
    guard Self.configuration != nil else { throw .system(what: "alsa-lib's configuration in /tmp", code: -errno) }
    var template = Array("/tmp/shoptalk-sound-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw .system(what: "a folder for pipes", code: -errno) }
    folder = String(decoding: template.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let (input, output) = ("\(folder)/in", "\(folder)/out")
    piece = hardware.pace / 100
    heardPiece = hardware.pace / 50
    microphone = "shopper\(hardware.rawValue):PIPE=\(input)"
    speaker = "counter\(hardware.rawValue):PIPE=\(output)"
    guard mkfifo(input, 0o600) == 0, mkfifo(output, 0o600) == 0 else {
      throw .system(what: "pipes in \(folder)", code: -errno)
    }
    // Opened for both directions, so that neither side waits for the other; small, as a device's buffer is.
    let (feed, drain) = (open(input, O_RDWR | O_CLOEXEC), open(output, O_RDWR | O_CLOEXEC | O_NONBLOCK))
    guard feed >= 0, drain >= 0 else { throw .system(what: "pipes in \(folder)", code: -errno) }
    for pipe in [feed, drain] { _ = fcntl(pipe, 1031, 4_096) }  // F_SETPIPE_SZ
    try start("shopper") { $0.feed(feed) }
    try start("counter") { $0.drain(drain) }
  }

  private func start(_ name: String, _ body: @escaping @Sendable (FileSound) -> Void) throws(BoardError) {
    let thread = try OwnThread(name: name) { [self] in body(self) }
    threads.withLock { $0.append(thread) }
  }

  /// Ends both threads; the devices must have been closed.
  package func end() {
    ending.store(true, ordering: .releasing)
    let running = threads.withLock { threads in
      defer { threads = [] }
      return threads
    }
    for thread in running { thread.join() }
    for name in ["in", "out"] { unlink("\(folder)/\(name)") }
    rmdir(folder)
  }

  /// Lets the microphone hear `clip`, after what it is still hearing.
  package func shout(_ clip: AudioClip) throws(AudioError) {
    let samples = try clip.resampled(to: Double(Self.rate)).samples.map { value in
      Int16(max(-32_768, min(32_767, (value * 32_767).rounded())))
    }
    state.withLock { $0.waiting += samples }
  }

  /// Lets the microphone hear these samples as they are, at the rate and with the channels of the pipe.
  package func shout(_ samples: [Int16]) { state.withLock { $0.waiting += samples } }

  /// Whether the microphone has heard everything.
  package var isSilent: Bool { state.withLock { $0.given >= $0.waiting.count } }

  /// What the speaker got since the last time, 48 kHz.
  package func takeHeard() -> [Int16] {
    state.withLock { state in
      defer {
        state.heard = []
        state.firstSound = 0
      }
      return state.heard
    }
  }

  /// When the speaker last got anything but silence, in monotonic nanoseconds.
  package var lastSound: UInt64 { state.withLock { $0.lastSound } }
  /// When it first did so since ``takeHeard()``; 0: not yet.
  package var firstSound: UInt64 { state.withLock { $0.firstSound } }

  private func feed(_ pipe: Int32) {
    defer { close(pipe) }
    var next = monotonicNanoseconds()
    while !ending.load(ordering: .acquiring) {
      next += 20_000_000
      let now = monotonicNanoseconds()
      if next > now { usleep(useconds_t((next - now) / 1_000)) }
      // A reader that has gone away must not hold this up, and one that is late loses nothing.
      var descriptor = pollfd(fd: pipe, events: Int16(POLLOUT), revents: 0)
      guard poll(&descriptor, 1, 0) > 0 else { continue }
      let samples = state.withLock { state in
        let end = min(state.given + heardPiece, state.waiting.count)
        var piece = Array(state.waiting[state.given..<end])
        state.given = end
        if end == state.waiting.count {
          state.waiting.removeAll(keepingCapacity: true)
          state.given = 0
        }
        piece += repeatElement(0, count: heardPiece - piece.count)
        return piece
      }
      _ = samples.withUnsafeBytes { write(pipe, $0.baseAddress, $0.count) }
    }
  }

  private func drain(_ pipe: Int32) {
    defer { close(pipe) }
    var next = monotonicNanoseconds()
    var piece = [Int16](repeating: 0, count: piece)
    while !ending.load(ordering: .acquiring) {
      next += 10_000_000
      let now = monotonicNanoseconds()
      if next > now { usleep(useconds_t((next - now) / 1_000)) } else { next = now }
      let count = piece.withUnsafeMutableBytes { read(pipe, $0.baseAddress, $0.count) }
      guard count > 1 else { continue }
      let sounds = piece[..<(count / 2)].contains { abs(Int32($0)) > 32 }
      state.withLock { state in
        state.heard += piece[..<(count / 2)]
        if sounds {
          state.lastSound = monotonicNanoseconds()
          if state.firstSound == 0 { state.firstSound = state.lastSound }
        }
      }
    }
  }
}
