import Glibc
import Session

/// Another process, run to its end, with what it printed and what it took.
struct ChildProcess {
  /// The exit status, or 128 + the signal that ended it.
  let status: Int32
  let output: String
  let milliseconds: Double
  /// The most memory that was resident at any time, in megabytes (10^6 bytes).
  let peakMegabytes: Double

  /// Runs `arguments` (the first is the program's path); its standard error is ours.
  static func run(_ arguments: [String]) throws(Failure) -> ChildProcess {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { throw failure("a pipe cannot be made", errno) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO)
    var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
    defer { for word in words { free(word) } }

    let clock = ContinuousClock()
    let start = clock.now
    var child: pid_t = 0
    let code = posix_spawn(&child, arguments[0], &actions, nil, &words, environ)
    close(ends[1])
    defer { close(ends[0]) }
    guard code == 0 else { throw failure("\(arguments[0]) cannot be started", code) }

    var output: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(ends[0], &buffer, buffer.count)
      if count > 0 {
        output += buffer[..<count]
      } else if count == 0 || errno != EINTR {
        break
      }
    }
    var status: Int32 = 0
    var usage = rusage()
    while wait4(child, &status, 0, &usage) < 0 && errno == EINTR {}
    let elapsed = start.duration(to: clock.now)
    let signal = status & 0x7F
    return ChildProcess(
      status: signal == 0 ? (status >> 8) & 0xFF : 128 + signal, output: String(decoding: output, as: UTF8.self),
      milliseconds: elapsed / .milliseconds(1), peakMegabytes: Double(usage.ru_maxrss) * 1024 / 1e6)
  }

  private static func failure(_ what: String, _ code: Int32) -> Failure {
    Failure(.internal, "\(what) (\(String(cString: strerror(code))))")
  }
}
