import FoundationEssentials
import TOML

/// The folder that a merchant drops in.
struct ShopFolder {
  let root: String

  static let fileNames = [ShopTOML.fileName] + CatalogImport.fileNames + [FAQFile.fileName, PromotionsFile.fileName]

  init(_ root: String) throws(ShopError) {
    var isFolder = false
    guard FileManager.default.fileExists(atPath: root, isDirectory: &isFolder) else {
      throw .missing(file: root, remedy: "name a folder that has a shop.toml and a catalog.csv")
    }
    guard isFolder else {
      throw .unreadable(file: root, reason: "is a file, not a shop folder")
    }
    self.root = root
  }

  func path(_ name: String) -> String { root.hasSuffix("/") ? root + name : root + "/" + name }

  func has(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }

  /// A small file as bytes.
  func contents(_ name: String) throws(ShopError) -> [UInt8] {
    guard has(name) else {
      throw .missing(
        file: path(name), remedy: "write one with at least: [shop], name = \"My Shop\", currency = \"USD\"")
    }
    return try FileSource.contents(of: path(name), limit: TOMLDocument.sizeLimit + 1)
  }

  /// A table file as UTF-8, or nil where it is not there; says so where it is written in something else.
  func text(_ name: String, report: inout ImportReport) throws(ShopError) -> (any ByteSource)? {
    guard has(name) else { return nil }
    try refuseOtherFormats(name)
    var probe = try FileSource(path: path(name))
    let encoding = try TextEncoding.detect(&probe)
    switch encoding {
    case .windows1252(let line):
      report.warn(
        name, line: line, "is not UTF-8; it is read as Windows-1252",
        remedy: "if letters with accents come out wrong, save the file as \"CSV UTF-8\"")
    case .utf8(_, let line?):
      report.warn(
        name, line: line, "has bytes that are not UTF-8; they are replaced", remedy: "export the file again as UTF-8")
    case .utf8, .utf16: break
    }
    return UTF8Source(try FileSource(path: path(name)), encoding: encoding)
  }

  /// What is often dropped in under the name of a table: a workbook, an archive, a web page.
  private func refuseOtherFormats(_ name: String) throws(ShopError) {
    let head = try FileSource(path: path(name)).next()
    let refusal = { (what: String, remedy: String) in
      ShopError.invalid(file: name, line: nil, column: nil, reason: "is \(what), not text", remedy: remedy)
    }
    if head.starts(with: [0x50, 0x4B, 3, 4]) || head.starts(with: [0xD0, 0xCF, 0x11, 0xE0]) {
      throw refusal("an Excel workbook or a ZIP archive", "save the sheet as \"CSV UTF-8\", or unpack the archive")
    }
    if head.starts(with: [0x1F, 0x8B]) { throw refusal("a compressed file", "unpack it with gunzip") }
    if head.starts(with: Array("%PDF".utf8)) { throw refusal("a PDF document", "export the products as CSV") }
    let text = String(decoding: head.prefix(200), as: UTF8.self).lowercased()
    if !name.hasSuffix(".xml"), text.contains("<!doctype html") || text.contains("<html") {
      throw refusal("a web page", "download the export itself, not the page it is on")
    }
  }

  /// Table files that have none of the names that are read.
  func otherTables() -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
    return names.filter { name in
      [".csv", ".tsv", ".xml"].contains { name.lowercased().hasSuffix($0) } && !Self.fileNames.contains(name)
    }.sorted()
  }

  /// A digest of everything that an import would read.
  func digest() throws(ShopError) -> String {
    var hash = ContentHash()
    for name in Self.fileNames where has(name) {
      hash.feed(name)
      let source = try FileSource(path: path(name))
      while true {
        let chunk = try source.next()
        if chunk.isEmpty { break }
        hash.feed(chunk)
      }
      hash.feed("end")
    }
    return hash.digest()
  }
}
