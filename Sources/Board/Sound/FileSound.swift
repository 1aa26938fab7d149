package import Audio
import Glibc
import Synchronization

/// Sound hardware made of pipes, through alsa-lib's own `file` and `null` plugins: real `snd_pcm_*` calls at the pace of
/// real hardware, for tests and measurements on machines without a sound card.
///
/// The microphone hears silence until ``shout(_:)``; what the speaker gets is kept. One for a process: alsa-lib takes its
/// configuration from the environment.
package final class FileSound: Sendable {
  /// The devices' names.
  package let microphone = "shopper"
  package let speaker = "counter"
  /// Samples a second of both.
  package static let rate = 48_000

  private static let piece = rate / 100
  /// A period of the microphone at a time: alsa-lib fills what is missing of one with silence.
  private static let heardPiece = rate / 50

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

  /// Makes the pipes and the configuration in a folder of its own, and starts to feed and to drain them.
  package init() throws(BoardError) {
    var template = Array("/tmp/shoptalk-sound-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw .system(what: "a folder for pipes", code: -errno) }
    folder = String(decoding: template.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let (input, output) = ("\(folder)/in", "\(folder)/out")
    let text = """
      pcm.shopper { type file slave.pcm { type null } file "/dev/null" infile "\(input)" format "raw" }
      pcm.counter { type file slave.pcm { type null } file "\(output)" format "raw" }
      """
    guard mkfifo(input, 0o600) == 0, mkfifo(output, 0o600) == 0, let file = fopen("\(folder)/asound.conf", "w") else {
      throw .system(what: "pipes in \(folder)", code: -errno)
    }
    fputs(text, file)
    fclose(file)
    setenv("ALSA_CONFIG_PATH", "\(folder)/asound.conf", 1)
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
    for name in ["in", "out", "asound.conf"] { unlink("\(folder)/\(name)") }
    rmdir(folder)
  }

  /// Lets the microphone hear `clip`, after what it is still hearing.
  package func shout(_ clip: AudioClip) throws(AudioError) {
    let samples = try clip.resampled(to: Double(Self.rate)).samples.map { value in
      Int16(max(-32_768, min(32_767, (value * 32_767).rounded())))
    }
    state.withLock { $0.waiting += samples }
  }

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
      let samples = state.withLock { state in
        let end = min(state.given + Self.heardPiece, state.waiting.count)
        var piece = Array(state.waiting[state.given..<end])
        state.given = end
        piece += repeatElement(0, count: Self.heardPiece - piece.count)
        return piece
      }
      // A reader that has gone away must not hold this up.
      var descriptor = pollfd(fd: pipe, events: Int16(POLLOUT), revents: 0)
      guard poll(&descriptor, 1, 0) > 0 else { continue }
      _ = samples.withUnsafeBytes { write(pipe, $0.baseAddress, $0.count) }
    }
  }

  private func drain(_ pipe: Int32) {
    defer { close(pipe) }
    var next = monotonicNanoseconds()
    var piece = [Int16](repeating: 0, count: Self.piece)
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
