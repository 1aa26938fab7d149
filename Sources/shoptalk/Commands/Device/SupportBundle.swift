import ArgumentParser
import Control
import FoundationEssentials
import Session
import Settings

/// `shoptalk support-bundle`: everything that helps from afar, without what was said and without secrets.
struct SupportBundle: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "support-bundle",
    abstract: "Gather what helps from afar into one file: no words that were said, no secrets.")

  @Argument(help: "The file to write (.tar.gz).")
  var file: String

  @OptionGroup var daemon: DaemonOptions

  func run() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "shoptalk-support-\(UUID().uuidString)")
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch { throw Failure(.internal, "\(folder.path): cannot be made (\(error))") }
    defer { try? FileManager.default.removeItem(at: folder) }
    var names: [String] = []
    func put(_ name: String, _ text: String) {
      guard (try? text.write(to: folder.appending(path: name), atomically: true, encoding: .utf8)) != nil else {
        return
      }
      names.append(name)
    }
    let client = daemon.client
    put("status.json", answer { () throws(ControlError) in try client.send("GET", "/v1/status") })
    put("events.jsonl", redacted(answer { () throws(ControlError) in try client.send("GET", "/v1/events?limit=2000") }))
    var examination = Examination(client: client, config: nil)
    examination.run(asks: false) { _ in }
    put("doctor.txt", examination.findings.map(\.text).joined(separator: "\n") + "\n")
    put("settings.toml", withoutSecrets((try? String(contentsOfFile: Settings.usualFile, encoding: .utf8)) ?? ""))
    for (name, command) in Self.commands {
      put(name, (try? ChildProcess.run(["/usr/bin/env"] + command).output) ?? "")
    }
    let status = try ChildProcess.run(["/usr/bin/env", "tar", "-czf", file, "-C", folder.path] + names).status
    guard status == 0 else { throw Failure(.data, "\(file): cannot be written; is the folder there, and yours?") }
    try daemon.tell(Done("\(file): \(names.joined(separator: ", "))"))
  }

  private static let commands: [(String, [String])] = [
    ("service.txt", ["systemctl", "--no-pager", "status", "shoptalkd"]),
    ("log.txt", ["journalctl", "--no-pager", "-u", "shoptalkd", "-n", "2000"]),
    ("sound.txt", ["arecord", "-l"]),
    ("gpio.txt", ["gpiodetect"]),
    ("disk.txt", ["df", "-h"]),
    ("kernel.txt", ["uname", "-a"]),
  ]

  private func answer(_ body: () throws(ControlError) -> [UInt8]) -> String {
    do { return String(decoding: try body(), as: UTF8.self) } catch { return "\(error)\n" }
  }

  /// Events without the words of shopper and clerk, whatever the privacy setting keeps.
  private func redacted(_ lines: String) -> String {
    var out = ""
    for line in lines.split(separator: "\n") {
      guard var entry = try? ControlJSON.value(JournalEntry.self, from: Array(line.utf8)) else { continue }
      for key in ["transcript", "answer", "entities"] { entry.attributes[key] = nil }
      out += String(decoding: ControlJSON.bytes(entry), as: UTF8.self) + "\n"
    }
    return out
  }

  /// Lines whose key speaks of a secret lose their value.
  private func withoutSecrets(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      let key = line.split(separator: "=", maxSplits: 1).first?.lowercased() ?? ""
      let isSecret = ["token", "secret", "password", "key"].contains { key.contains($0) }
      return isSecret && line.contains("=") ? "\(line.prefix { $0 != "=" })= \"(removed)\"" : String(line)
    }.joined(separator: "\n")
  }
}
