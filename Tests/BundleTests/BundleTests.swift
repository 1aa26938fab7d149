import Bundle
import Foundation
import TestSupport
import Testing

@Suite("A shop folder as one signed file") struct BundleTests {
  private let scratch = FileManager.default.temporaryDirectory.appendingPathComponent("bundle-\(UUID().uuidString)")
    .path
  private let signer = BundleSigner()
  private let files: [String: [UInt8]] = [
    "shop.toml": Array("[shop]\nname = \"Corner\"\ncurrency = \"EUR\"\n".utf8),
    "catalog.csv": (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 7) },
    "faq.csv": [],
  ]

  init() throws {
    try FileManager.default.createDirectory(atPath: "\(scratch)/shop", withIntermediateDirectories: true)
    for (name, bytes) in files { try Data(bytes).write(to: URL(filePath: "\(scratch)/shop/\(name)")) }
    try Data("not for devices".utf8).write(to: URL(filePath: "\(scratch)/shop/notes.txt"))
  }

  private var bundle: String { "\(scratch)/shop.bundle" }

  private func pack() throws -> BundleManifest {
    try BundleFile.pack(
      folder: "\(scratch)/shop", to: bundle, serial: 7, shop: "Corner", created: 1_700_000_000, signer: signer,
      isWanted: { $0 != "notes.txt" })
  }

  private func names(_ folder: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
  }

  /// Writes bytes as a bundle and says what opening it throws; nothing may be left of it.
  private func failure(_ bytes: [UInt8], trust: BundleTrust? = nil) throws -> BundleError? {
    let path = "\(scratch)/other.bundle"
    try Data(bytes).write(to: URL(filePath: path))
    let folder = "\(scratch)/out"
    var failure: BundleError?
    do throws(BundleError) { _ = try BundleFile.unpack(path, into: folder, trust: trust ?? signer.trust) } catch {
      failure = error
    }
    #expect(failure == nil || !FileManager.default.fileExists(atPath: folder), "\(names(folder))")
    try? FileManager.default.removeItem(atPath: folder)
    return failure
  }

  @Test("what was packed comes out, byte for byte, and nothing else")
  func whole() throws {
    defer { try? FileManager.default.removeItem(atPath: scratch) }
    let manifest = try pack()
    #expect(manifest.serial == 7)
    #expect(manifest.files.map(\.name) == ["catalog.csv", "faq.csv", "shop.toml"])
    #expect(try BundleFile.manifest(of: bundle, trust: signer.trust) == manifest)
    let out = "\(scratch)/out"
    #expect(try BundleFile.unpack(bundle, into: out, trust: signer.trust) == manifest)
    #expect(names(out) == ["catalog.csv", "faq.csv", "shop.toml"])
    for (name, bytes) in files {
      #expect(try Array(Data(contentsOf: URL(filePath: "\(out)/\(name)"))) == bytes, "\(name)")
    }
  }

  @Test("a key goes through text, two keys are trusted side by side, another is not")
  func keys() throws {
    defer { try? FileManager.default.removeItem(atPath: scratch) }
    let again = try BundleSigner(signer.text, place: "test")
    #expect(again.trust.text == signer.trust.text)
    _ = try pack()
    let bytes = try Array(Data(contentsOf: URL(filePath: bundle)))
    let other = BundleSigner()
    #expect(try failure(bytes, trust: other.trust) == .untrusted(path: "\(scratch)/other.bundle"))
    let both = try BundleTrust("\(other.trust.text), \(signer.trust.text)", place: "test")
    #expect(try failure(bytes, trust: both) == nil)
    for text in ["", " , ", "abc", signer.trust.text + "A", String(signer.trust.text.dropLast(4))] {
      #expect(throws: BundleError.self, "\(text)") { try BundleTrust(text, place: "test") }
    }
  }

  @Test("a bundle that was changed anywhere, cut off or made longer is refused, and nothing of it stays")
  func changed() throws {
    defer { try? FileManager.default.removeItem(atPath: scratch) }
    let manifest = try pack()
    let bytes = try Array(Data(contentsOf: URL(filePath: bundle)))
    var random = SplitMix64(seed: 5)
    let headEnd = bytes.count - manifest.files.reduce(0) { $0 + $1.size }
    // Each byte of the head, and bytes of the files here and there.
    for place in Array(0..<headEnd) + (0..<100).map({ _ in headEnd + random.below(bytes.count - headEnd) }) {
      var bad = bytes
      bad[place] ^= 1 << UInt8(random.below(8))
      #expect(try failure(bad) != nil, "byte \(place)")
    }
    for _ in 0..<60 {
      #expect(try failure(Array(bytes.prefix(random.below(bytes.count)))) != nil)
    }
    #expect(try failure(bytes + [0]) != nil)
    #expect(try failure([]) != nil)
    #expect(try failure(bytes) == nil)
  }

  @Test("a manifest that is signed and says something impossible writes nothing outside its folder")
  func hostileManifest() throws {
    defer { try? FileManager.default.removeItem(atPath: scratch) }
    let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    func manifest(_ files: String, serial: String = "3") -> [UInt8] {
      Array("{\"created\":1,\"files\":[\(files)],\"serial\":\(serial),\"shop\":\"x\"}".utf8)
    }
    func file(_ name: String, _ size: String = "0") -> String {
      "{\"name\":\"\(name)\",\"sha256\":\"\(empty)\",\"size\":\(size)}"
    }
    let good = manifest(file("shop.toml"))
    #expect(try failure(BundleFile.signed(good, by: signer)) == nil)
    let names = [
      "../x", "/etc/x", "a/b", "..", ".hidden", "", "-rf", "a b", "caf\u{e9}", "x\\u0000y",
      String(repeating: "n", count: 65),
    ]
    var hostile = names.map { manifest(file($0)) }
    hostile += [
      manifest(""), manifest(file("a") + "," + file("a")), manifest(file("a", "-1")), manifest(file("a", "1e30")),
      manifest(file("a", "9223372036854775807") + "," + file("b", "9223372036854775807")),
      manifest((0..<17).map { file("f\($0)") }.joined(separator: ",")), manifest(file("a"), serial: "0"),
      manifest(file("a"), serial: "-4"), manifest(file("a"), serial: "9007199254740993"), Array("[]".utf8),
      Array("{}".utf8), Array(repeating: UInt8(ascii: "["), count: 16_000),
    ]
    for bytes in hostile {
      #expect(
        try failure(BundleFile.signed(bytes, by: signer)) != nil,
        "\(String(decoding: bytes.prefix(120), as: UTF8.self))")
    }
    #expect(names.allSatisfy { !FileManager.default.fileExists(atPath: "\(scratch)/\($0)/x") })
    #expect(!FileManager.default.fileExists(atPath: "\(scratch)/x"))
  }

  @Test("a pipe, a link and a folder in a bundle's place are refused and not waited for")
  func odd() throws {
    defer { try? FileManager.default.removeItem(atPath: scratch) }
    _ = try pack()
    #expect(mkfifo("\(scratch)/pipe", 0o600) == 0)
    try FileManager.default.createSymbolicLink(atPath: "\(scratch)/link", withDestinationPath: bundle)
    for name in ["pipe", "link", "shop", "missing"] {
      #expect(throws: BundleError.self, "\(name)") {
        try BundleFile.manifest(of: "\(scratch)/\(name)", trust: signer.trust)
      }
    }
  }
}
