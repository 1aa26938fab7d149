// The merchant's data: importers for the shop folder, the SQLite store that is built from it, and every way in which
// a question can be looked up there. Model/ has the values, Import/ the way in, Store/ the way out.

/// What can go wrong with a shop, each with its place and its remedy.
public enum ShopError: Error, Sendable, Equatable, CustomStringConvertible {
  /// A file or folder that is missing.
  case missing(file: String, remedy: String)
  /// A file or folder that is there and cannot be read or written.
  case unreadable(file: String, reason: String)
  /// A file that makes no shop: `line` and `column` count from 1.
  case invalid(file: String, line: Int?, column: Int?, reason: String, remedy: String)
  /// Sentence vectors that cannot be computed.
  case encoding(reason: String)
  /// A database of the store that is damaged or fails.
  case database(file: String, reason: String)

  public var description: String {
    switch self {
    case .missing(let file, let remedy): "\(file): is not there; \(remedy)"
    case .unreadable(let file, let reason):
      "\(file): \(reason); check that the path is right and that this user may use it"
    case .invalid(let file, let line, let column, let reason, let remedy):
      ([file] + [line, column].compactMap { $0.map(String.init) }).joined(separator: ":") + ": \(reason); \(remedy)"
    case .encoding(let reason): "the sentence encoder fails (\(reason)); see Models/README.md, or go without it"
    case .database(let file, let reason):
      "\(file): the shop's database fails (\(reason)); delete this file and it is built again"
    }
  }
}
