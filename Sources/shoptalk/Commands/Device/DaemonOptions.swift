import ArgumentParser
import Control
import FoundationEssentials
import Session
import Settings

/// How a command reaches the daemon.
struct DaemonOptions: ParsableArguments {
  @Option(name: .long, help: ArgumentHelp("The daemon's socket.", valueName: "path"))
  var socket: String?

  @Flag(name: .long, help: "Print JSON.")
  var json = false

  /// The daemon: as named, else as the configuration says, else the usual place.
  var client: ControlClient {
    ControlClient(socket: socket ?? (try? Settings.load())?.control.socket ?? Settings().control.socket)
  }

  /// Prints what was done.
  func tell(_ done: Done) throws(Failure) {
    try Console.line(json ? String(decoding: ControlJSON.bytes(done), as: UTF8.self) : done.done)
  }
}

extension Failure {
  init(_ error: ControlError) {
    switch error {
    case .notRunning, .forbidden, .socket, .ended: self.init(.unavailable, error.description)
    case .refused(let status, let message): self.init(status == 400 ? .data : .unavailable, message)
    case .garbled: self.init(.internal, error.description)
    }
  }
}

/// Calls the daemon, and turns what goes wrong into the status of the command.
func asking<Value>(_ body: () throws(ControlError) -> Value) throws(Failure) -> Value {
  do { return try body() } catch { throw Failure(error) }
}
