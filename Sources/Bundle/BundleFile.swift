import Crypto
import FoundationEssentials
import Glibc

/// The form of a bundle's file:
///
///     "SHOPTALK" | 1 (u32) | bytes of the manifest (u32) | signature (64) | manifest (JSON) | the files, one after another
///
/// Numbers are little-endian. The signature (Ed25519) is over "shoptalk bundle 1" and the manifest.
public enum BundleFile {
  static let magic = Array("SHOPTALK".utf8)
  static let version: UInt32 = 1
  static let context = Array("shoptalk bundle 1\u{0}".utf8)
  static let headSize = 8 + 4 + 4 + 64
  private static let piece = 64 << 10

  /// Packs the plain files of a folder whose names `isWanted` knows, in the order of their names.
  /// - Returns: the manifest, and the whole bundle written to `path`, there whole or not at all.
  @discardableResult
  public static func pack(
    folder: String, to path: String, serial: UInt64, shop: String, created: Int, signer: BundleSigner,
    isWanted: (String) -> Bool
  ) throws(BundleError) -> BundleManifest {
    let names: [String]
    do { names = try FileManager.default.contentsOfDirectory(atPath: folder) } catch {
      throw .file(path: folder, reason: "cannot be read; name the folder with the shop's files")
    }
    var files: [BundleManifest.File] = []
    for name in names.filter(isWanted).sorted() {
      var hash = SHA256()
      let size = try read("\(folder)/\(name)") { hash.update(data: $0) }
      files.append(.init(name: name, size: size, sha256: hex(hash.finalize())))
    }
    let manifest = BundleManifest(serial: serial, shop: shop, created: created, files: files)
    try manifest.check(path: folder)
    let bytes = manifest.encoded()
    guard bytes.count <= BundleManifest.longestManifest else {
      throw .tooLarge(path: folder, reason: "its names are too long")
    }
    try Output.write(path) { (out) throws(BundleError) in
      try out.put(signed(bytes, by: signer))
      for file in files {
        var hash = SHA256()
        var failure: BundleError?
        try read("\(folder)/\(file.name)") { piece in
          hash.update(data: piece)
          do throws(BundleError) { try out.put(piece) } catch { failure = failure ?? error }
        }
        if let failure { throw failure }
        guard hex(hash.finalize()) == file.sha256 else {
          throw .file(path: "\(folder)/\(file.name)", reason: "changed while it was packed; pack it again")
        }
      }
    }
    return manifest
  }

  /// The manifest of a bundle that somebody in `trust` has signed; the files are not looked at.
  public static func manifest(of path: String, trust: BundleTrust) throws(BundleError) -> BundleManifest {
    let input = try Input(path)
    return try head(input, trust)
  }

  /// Checks a bundle and writes its files into `folder`, which is made; where anything is wrong it is removed again.
  @discardableResult
  public static func unpack(_ path: String, into folder: String, trust: BundleTrust) throws(BundleError)
    -> BundleManifest
  {
    let input = try Input(path)
    let manifest = try head(input, trust)
    do { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false) } catch {
      throw .file(path: folder, reason: "cannot be made: \(String(cString: strerror(errno)))")
    }
    do throws(BundleError) {
      for file in manifest.files {
        try Output.write("\(folder)/\(file.name)") { (out) throws(BundleError) in
          var hash = SHA256()
          var rest = file.size
          while rest > 0 {
            let bytes = try input.take(min(rest, piece))
            hash.update(data: bytes)
            try out.put(bytes)
            rest -= bytes.count
          }
          guard hex(hash.finalize()) == file.sha256 else {
            throw .damaged(path: path, reason: "\(file.name) is not what was signed")
          }
        }
      }
      guard try input.isAtEnd() else { throw .damaged(path: path, reason: "goes on after its last file") }
      try Output.sync(folder)
    } catch {
      try? FileManager.default.removeItem(atPath: folder)
      throw error
    }
    return manifest
  }

  private static func head(_ input: Input, _ trust: BundleTrust) throws(BundleError) -> BundleManifest {
    let head = try input.take(headSize)
    guard Array(head[..<8]) == magic else { throw .damaged(path: input.path, reason: "is no bundle of a shop") }
    guard number(head[8..<12]) == version else {
      throw .damaged(
        path: input.path, reason: "is a bundle of version \(number(head[8..<12])), and only 1 is known here")
    }
    let length = Int(number(head[12..<16]))
    guard (2...BundleManifest.longestManifest).contains(length) else {
      throw .damaged(path: input.path, reason: "its manifest has \(length) bytes")
    }
    let bytes = try input.take(length)
    // Nothing of what is inside is read before it is known who wrote it.
    guard trust.holds(Array(head[16...]), of: bytes) else { throw .untrusted(path: input.path) }
    return try BundleManifest(bytes, path: input.path)
  }

  /// What stands before the files: a manifest, whatever it says, with its signature.
  package static func signed(_ manifest: [UInt8], by signer: BundleSigner) throws(BundleError) -> [UInt8] {
    try magic + little(version) + little(UInt32(manifest.count)) + signer.signature(of: manifest) + manifest
  }

  private static func number(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt32($1) }
  }

  private static func little(_ value: UInt32) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  static func hex(_ digest: SHA256Digest) -> String {
    String(decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }

  private static let digits = Array("0123456789abcdef".utf8)

  /// Hands over a file in pieces; its size.
  @discardableResult
  private static func read(_ path: String, _ body: ([UInt8]) -> Void) throws(BundleError) -> Int {
    let input = try Input(path)
    var size = 0
    while true {
      let bytes = try input.upTo(piece)
      if bytes.isEmpty { return size }
      size += bytes.count
      guard size <= BundleManifest.mostBytes else {
        throw .tooLarge(path: path, reason: "has more than \(BundleManifest.mostBytes >> 20) MiB")
      }
      body(bytes)
    }
  }
}
