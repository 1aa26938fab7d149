import Foundation
import NIOSSL
import Sync
import Testing

/// Whom the device trusts with what shoppers asked: the built program against real TLS.
@Suite("The way to the merchant is encrypted", .serialized) final class EncryptionTests {
  private let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("shoptalk-tls-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try openssl(
      "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out ca.pem -days 30 -subj /CN=ours")
    try openssl(
      "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout other.key -out other.pem -days 30 -subj /CN=another"
    )
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  private func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

  private func openssl(_ arguments: String) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
    process.arguments = arguments.split(separator: " ").map(String.init)
    process.currentDirectoryURL = folder
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0, "openssl \(arguments)")
  }

  /// A certificate by our authority, for these names, from now on for so many days.
  private func certificate(_ name: String, names: String = "IP:127.0.0.1", days: Int = 5) throws {
    try openssl(
      "req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout \(name).key -out \(name).csr -subj /CN=\(name)")
    try Data("subjectAltName=\(names)\n".utf8).write(to: folder.appendingPathComponent("\(name).ext"))
    try openssl(
      "x509 -req -in \(name).csr -CA ca.pem -CAkey ca.key -CAcreateserial -out \(name).pem -extfile \(name).ext -days \(days)"
    )
  }

  private func server(_ name: String, clientCA: String? = nil) throws -> Receiver {
    var tls = TLSConfiguration.makeServerConfiguration(
      certificateChain: try NIOSSLCertificate.fromPEMFile(path("\(name).pem")).map { .certificate($0) },
      privateKey: .privateKey(try NIOSSLPrivateKey(file: path("\(name).key"), format: .pem)))
    if let clientCA {
      tls.certificateVerification = .noHostnameVerification
      tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMFile(path(clientCA)))
    }
    return try Receiver(tls: try NIOSSLContext(configuration: tls)) { _, _ in .taken() }
  }

  /// Pushes three records; gives the exit status and what the program said.
  private func push(_ receiver: Receiver, _ settings: [String]) throws -> (Int32, String) {
    defer { receiver.end() }
    let device = try Device()
    try device.ask(3)
    let status = try device.push("https://127.0.0.1:\(receiver.port)", settings)
    #expect((status == 0) == (receiver.state.uids.count == 3), "it says that it sent what arrived, and nothing else")
    #expect((status == 0) == (device.position == 3))
    return (status, device.log)
  }

  @Test("a receiver with a certificate of the pinned authority is trusted, and no other")
  func authority() throws {
    try certificate("good")
    #expect(try push(server("good"), ["sync.ca_file=\(path("ca.pem"))"]).0 == 0)
    for settings in [["sync.ca_file=\(path("other.pem"))"], []] {
      let (status, log) = try push(server("good"), settings)
      #expect(status == 69, "\(log)")
      #expect(log.contains("could not be encrypted") && log.contains("https://127.0.0.1"), "\(log)")
    }
  }

  @Test("nor is one with another's name, or whose time is over")
  func names() throws {
    try certificate("elsewhere", names: "DNS:shop.example")
    // A time that is over before it begins is refused by newer versions of OpenSSL.
    try certificate("old", days: 0)
    Thread.sleep(forTimeInterval: 1.5)
    for name in ["elsewhere", "old"] {
      let (status, log) = try push(server(name), ["sync.ca_file=\(path("ca.pem"))"])
      #expect(status == 69, "\(name): \(log)")
    }
  }

  @Test("a receiver that asks for the device's certificate gets it")
  func clientCertificate() throws {
    try certificate("good")
    try certificate("device", names: "DNS:counter-1")
    let trusted = "sync.ca_file=\(path("ca.pem"))"
    let own = ["sync.certificate_file=\(path("device.pem"))", "sync.key_file=\(path("device.key"))"]
    #expect(try push(server("good", clientCA: "ca.pem"), [trusted] + own).0 == 0)
    #expect(try push(server("good", clientCA: "ca.pem"), [trusted]).0 == 69)
    #expect(try push(server("good", clientCA: "other.pem"), [trusted] + own).0 == 69)
    #expect(try push(server("good"), [trusted, own[0]]).0 == 78, "half a certificate")
  }
}
