import Clerk
import Foundation
import TestSupport
import Testing

/// For development: answers the files named in SHOPTALK_QUESTIONS (joined by ":") with shops from SHOPTALK_SHOPS, and
/// writes one file of answers per file of questions beside SHOPTALK_ANSWERS.
@Suite struct QuestionFiles {
  @Test(.enabled(if: ProcessInfo.processInfo.environment["SHOPTALK_ANSWERS"] != nil))
  func answersFiles() throws {
    let environment = ProcessInfo.processInfo.environment
    let out = environment["SHOPTALK_ANSWERS"] ?? "."
    let shops = (environment["SHOPTALK_SHOPS"] ?? Fixtures.path("Firmware/examples")).split(separator: ":").map(
      String.init)
    for file in (environment["SHOPTALK_QUESTIONS"] ?? "").split(separator: ":").map(String.init) {
      let answers = try Answering.run(file, shops: shops)
      let name = URL(fileURLWithPath: file).lastPathComponent
      try (answers.joined(separator: "\n") + "\n").write(toFile: out + "/" + name, atomically: true, encoding: .utf8)
    }
  }
}
