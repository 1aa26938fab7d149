import ArgumentParser
import FoundationEssentials
import Journal
import Session
import Settings
import Sync

/// `shoptalk sync preview`: the records as they would leave the device, to read or to hand to a receiver.
struct SyncPreview: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "preview", abstract: "Print the journal's records as a merchant would receive them; sends nothing.",
    discussion: """
      What is printed is all that there is to send: journal.privacy decides what was written in the first place, and \
      whether names and figures that tell who asked were taken out. With --format json or protobuf it is the body of one OTLP request:
        shoptalk sync preview --format json | curl --data-binary @- -H 'Content-Type: application/json' \
      http://127.0.0.1:4318/v1/logs
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json, protobuf
  }

  @Option(name: .long, help: "text to read; json or protobuf as OTLP has it.")
  var format = Format.text

  @Flag(name: .long, help: "Compress the body (json and protobuf).")
  var gzip = false

  @Option(name: [.customShort("n"), .long], help: ArgumentHelp("How many of the last records.", valueName: "n"))
  var lines = 20

  @Option(name: .long, help: ArgumentHelp("Records behind this number, oldest first.", valueName: "sequence"))
  var after: UInt64?

  @Option(name: .long, help: ArgumentHelp("The journal's folder; the configuration's if not given.", valueName: "dir"))
  var journal: String?

  @Option(name: .long, help: ArgumentHelp("The device's name for the merchant; its host name if not given."))
  var instance: String?

  func validate() throws {
    guard (1...1000).contains(lines) else { throw ValidationError("--lines takes 1 to 1000") }
    guard !gzip || format != .text else {
      throw ValidationError("--gzip compresses a request; add --format json or --format protobuf")
    }
  }

  func run() throws {
    let folder: String
    if let journal { folder = journal } else { folder = try Self.settings().journal.folder }
    let reader = JournalReader(folder: folder)
    let records: [Record]
    do throws(JournalError) {
      records = if let after { try reader.read(after: after, limit: lines) } else { try reader.last(lines) }
    } catch { throw Failure(.data, error.description) }
    let request = LogRequest(records, instance: instance ?? Host.name, now: Clocks.stamp())
    var body: [UInt8]
    switch format {
    case .text:
      try print(request)
      return
    case .json: body = request.json()
    case .protobuf: body = request.protobuf()
    }
    if gzip { body = try Gzip.compress(body) }
    try Console.bytes(body)
  }

  private func print(_ request: LogRequest) throws(Failure) {
    for attribute in request.resource { try Console.line("\(attribute.key): \(attribute.value)") }
    for record in request.records {
      let date = Date(timeIntervalSince1970: Double(record.time) / 1e9).formatted(.iso8601)
      try Console.line("\n\(record.time == 0 ? "at a time unknown" : date) \(record.eventName)")
      for attribute in record.attributes { try Console.line("  \(attribute.key): \(attribute.value)") }
    }
    if request.records.isEmpty { try Console.line("\nnothing to send: the journal has no such records") }
  }

  private static func settings() throws(Failure) -> Settings {
    do { return try Settings.load() } catch { throw Failure(.data, "\(error)") }
  }
}
