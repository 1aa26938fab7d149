import AsyncHTTPClient
import Foundation
import GRDB
import NIOCore
import NIOHTTP1
import TestSupport
import Testing

/// The built hub, running in a folder of its own.
final class HubProcess {
  let folder: String
  private(set) var port = 0
  private var process: Process?

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("hub-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  deinit {
    kill()
    try? FileManager.default.removeItem(atPath: folder)
  }

  var address: String { "http://127.0.0.1:\(port)" }
  var data: String { "\(folder)/data" }

  /// Starts it and waits until it listens; after the first time at the same port.
  func start(_ options: [String] = []) throws {
    let process = Process()
    process.executableURL = URL(filePath: try Self.program("shoptalk-hub"))
    process.arguments = ["serve", "--data", data, "--port", "\(port)"] + options
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle(forWritingAtPath: "/dev/null")
    try process.run()
    self.process = process
    var text = ""
    while !text.contains("listening at ") || !text.hasSuffix("\n") {
      let bytes = pipe.fileHandleForReading.availableData
      try #require(!bytes.isEmpty, "the hub ended: \(text)")
      text += String(decoding: bytes, as: UTF8.self)
    }
    let last = try #require(text.split(separator: "\n").last?.split(separator: ":").last)
    port = try #require(Int(last))
  }

  func kill() {
    guard let process else { return }
    Foundation.kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    self.process = nil
  }

  /// Another command beside the running hub: its output, status and errors.
  @discardableResult
  func run(_ arguments: [String], input: String = "") throws -> (output: String, status: Int32, errors: String) {
    let process = Process()
    process.executableURL = URL(filePath: try Self.program("shoptalk-hub"))
    process.arguments = arguments + ["--data", data]
    let (output, errors, given) = (Pipe(), Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = errors
    process.standardInput = given
    try process.run()
    given.fileHandleForWriting.write(Data(input.utf8))
    try given.fileHandleForWriting.close()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    let complaint = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (text.trimmingCharacters(in: .whitespacesAndNewlines), process.terminationStatus, complaint)
  }

  func enrol(_ name: String) throws -> String {
    let run = try run(["enrol", name])
    try #require(run.status == 0, "\(run.errors)")
    return run.output
  }

  /// The identities of a device's records, in the order in which they were written.
  func records(of device: String) throws -> [String] {
    var configuration = Configuration()
    configuration.readonly = true
    return try DatabaseQueue(path: "\(data)/hub.sqlite", configuration: configuration).read { db in
      try String.fetchAll(
        db,
        sql: "SELECT uid FROM record JOIN device ON device.id = record.device WHERE device.name = ? ORDER BY record.id",
        arguments: [device])
    }
  }

  /// Beside the tests: the build puts all programs into one folder.
  static func program(_ name: String) throws -> String {
    let tests = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    let beside = URL(filePath: tests).deletingLastPathComponent().appendingPathComponent(name).path
    if FileManager.default.isExecutableFile(atPath: beside) { return beside }
    let built = Fixtures.path(".build/release/\(name)")
    return try #require(FileManager.default.isExecutableFile(atPath: built) ? built : nil, "\(name) was not built")
  }
}

/// A browser, as far as tests need one: it keeps the cookie, and follows nothing by itself.
struct Browser {
  struct Page {
    var status: Int
    var headers: HTTPHeaders
    var bytes: [UInt8]
    var text: String { String(decoding: bytes, as: UTF8.self) }
  }

  private static let client: HTTPClient = {
    var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
    configuration.httpVersion = .http1Only
    return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
  }()

  let address: String
  var cookie: String?
  var token: String?

  func send(
    _ method: HTTPMethod, _ path: String, _ headers: [(String, String)] = [], body: [UInt8]? = nil
  ) async throws -> Page {
    var request = HTTPClientRequest(url: address + path)
    request.method = method
    for (name, value) in headers { request.headers.add(name: name, value: value) }
    if let cookie { request.headers.add(name: "Cookie", value: cookie) }
    if let token { request.headers.add(name: "Authorization", value: "Bearer \(token)") }
    if let body { request.body = .bytes(ByteBuffer(bytes: body)) }
    let response = try await Self.client.execute(request, timeout: .seconds(60))
    let bytes = try await response.body.collect(upTo: 64 << 20)
    return Page(status: Int(response.status.code), headers: response.headers, bytes: Array(bytes.readableBytesView))
  }

  func get(_ path: String) async throws -> Page { try await send(.GET, path) }

  func post(_ path: String, _ fields: [String: String]) async throws -> Page {
    var allowed = CharacterSet.alphanumerics
    allowed.insert(charactersIn: "-._")
    let text = fields.map { "\($0)=\($1.addingPercentEncoding(withAllowedCharacters: allowed) ?? "")" }
      .joined(separator: "&")
    return try await send(.POST, path, [("Content-Type", "application/x-www-form-urlencoded")], body: Array(text.utf8))
  }

  /// Sends files as a browser does.
  func upload(_ path: String, csrf: String, _ files: [(String, String)]) async throws -> Page {
    var body = "--xyz\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n\(csrf)\r\n"
    for (name, text) in files {
      body += "--xyz\r\nContent-Disposition: form-data; name=\"files\"; filename=\"\(name)\"\r\n"
      body += "Content-Type: text/csv\r\n\r\n\(text)\r\n"
    }
    body += "--xyz--\r\n"
    return try await send(.POST, path, [("Content-Type", "multipart/form-data; boundary=xyz")], body: Array(body.utf8))
  }

  /// Signs in, and keeps the cookie.
  mutating func signIn(_ name: String, _ password: String) async throws -> Page {
    let page = try await post("/sign-in", ["name": name, "password": password])
    if let cookie = page.headers.first(name: "Set-Cookie") { self.cookie = String(cookie.split(separator: ";")[0]) }
    return page
  }

  /// What a form of this page must bring back.
  func csrf(_ path: String = "/") async throws -> String {
    let text = try await get(path).text
    let rest = try #require(text.split(separator: "name=\"csrf\" value=\"", maxSplits: 1).dropFirst().first)
    return String(rest.prefix { $0 != "\"" })
  }
}
