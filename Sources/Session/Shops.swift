import FoundationEssentials

/// The folder that `--shop` names: one shop, or several side by side.
package struct Shops: Sendable {
  /// The shop's own folder, or nil where the folder holds several.
  private let single: String?
  private let several: [String]
  private let folder: String

  package init(folder: String) throws(Failure) {
    self.folder = folder
    var isFolder = false
    guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder else {
      throw Failure(.data, "\(folder): is not a folder; --shop names the folder with the shop's files")
    }
    if Self.isShop(folder) {
      single = folder
      several = []
      return
    }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    several = names.filter { Self.isShop("\(folder)/\($0)") }.sorted()
    single = several.isEmpty ? folder : nil  // An empty folder is left to the import, which says what a shop needs.
  }

  /// The folder of the shop that a question is put to.
  package func folder(named name: String?) throws(Failure) -> String {
    if let single { return single }
    guard let name, several.contains(name) else {
      let which = name.map { "has no shop '\($0)'" } ?? "holds several shops"
      throw Failure(.data, "\(folder): \(which); name one of \(several.joined(separator: ", "))")
    }
    return "\(folder)/\(name)"
  }

  /// Whether a folder holds a shop's files.
  private static func isShop(_ folder: String) -> Bool {
    ["shop.toml", "catalog.csv", "catalog.xml", "catalog.tsv"].contains {
      FileManager.default.fileExists(atPath: "\(folder)/\($0)")
    }
  }
}
