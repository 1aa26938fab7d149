import Control
import Foundation
import TestSupport
import Testing

@Suite("What is printed into a pipe") struct PipeTests {
  private struct Line: Codable, Sendable { var number: Int }

  @Test("a reader that has enough ends the program quietly, by the signal that says so")
  func readerLeaves() async throws {
    let scratch = try Scratch()
    let (socket, complaints) = (scratch.path("s"), scratch.path("errors"))
    let server = ControlServer(socket: socket) { _ in
      .lines(
        AsyncStream { out in
          for number in 0..<20_000 { out.yield(Line(number: number)) }
          // As with -f: it would go on for ever.
        })
    }
    let (ready, isReady) = AsyncStream.makeStream(of: Void.self)
    let running = Task { try await server.run { isReady.finish() } }
    defer { running.cancel() }
    for await _ in ready {}
    let run = await withCheckedContinuation { (next: CheckedContinuation<Result<(String, String), any Error>, Never>) in
      Thread.detachNewThread { next.resume(returning: Result { try self.firstLine(socket, complaints) }) }
    }
    let (output, errors) = try run.get()
    // 141 is what a shell makes of SIGPIPE.
    #expect(output == "{\"number\":0}\n141\n")
    #expect(errors.isEmpty, "\(errors)")
  }

  private func firstLine(_ socket: String, _ complaints: String) throws -> (output: String, errors: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    process.arguments = [
      "-c", #"timeout 60 "$0" logs -f --json --socket "$1" 2>"$2" | head -n 1; echo "${PIPESTATUS[0]}""#, Program.path,
      socket, complaints,
    ]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (
      String(decoding: output, as: UTF8.self),
      String(decoding: try Data(contentsOf: URL(fileURLWithPath: complaints)), as: UTF8.self)
    )
  }
}
