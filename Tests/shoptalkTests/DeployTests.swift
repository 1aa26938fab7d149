import Foundation
import TestSupport
import Testing

@Suite("deploy.sh")
struct DeployTests {
  private func deploy(_ arguments: [String]) throws -> (status: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Fixtures.path("deploy.sh"))
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: "/")
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: output, as: UTF8.self))
  }

  @Test("help lists the commands that there are, from any folder") func help() throws {
    let help = try deploy(["help"])
    #expect(help.status == 0)
    for command in ["try", "test"] { #expect(help.output.contains("\n  \(command) ")) }
  }

  @Test(
    "what it does not know it says, and does nothing", arguments: [[], ["fly"], ["try", "hard"], ["test", "a", "b"]])
  func usage(arguments: [String]) throws {
    let run = try deploy(arguments)
    #expect(run.status == 64)
    #expect(run.output.contains("usage:"))
  }
}
