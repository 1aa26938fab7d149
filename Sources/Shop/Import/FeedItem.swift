/// One item of a Google product feed, by the attribute names of the Merchant Center specification.
package struct FeedItem {
  package struct Detail: Equatable {
    package var name: String
    package var value: String
  }

  /// The line on which it begins.
  package var line: Int
  /// The first value of each attribute, e.g. `price`.
  private(set) var fields: [String: String] = [:]
  /// Facts with a name of their own: `product_detail` and the shop's custom `c:` attributes.
  package var details: [Detail] = []
  /// `product_highlight`.
  package var highlights: [String] = []
  /// Every `product_type` beyond the first.
  private var strong: Set<String> = []

  /// No shop gives an item more details, or more text in all; what is beyond is left off.
  static let detailLimit = 200
  static let textLimit = 1 << 18
  private var textCount = 0

  init(line: Int) { self.line = line }

  package subscript(_ name: String) -> String { fields[name] ?? "" }

  /// Sets an attribute. One in Google's namespace beats one without (`g:id` and Atom's `id`); otherwise the first stays.
  mutating func set(_ name: String, _ value: String, isGoogle: Bool) {
    guard !value.isEmpty else { return }
    if name == "product_highlight" {
      if highlights.count < Self.detailLimit, hasRoom(for: value) { highlights.append(value.oneLine) }
      return
    }
    if fields[name] != nil, strong.contains(name) || !isGoogle { return }
    guard hasRoom(for: name, value) else { return }
    fields[name] = value
    if isGoogle { strong.insert(name) }
  }

  mutating func addDetail(_ name: String, _ value: String) {
    let (name, value) = (name.oneLine, value.oneLine)
    guard !name.isEmpty, !value.isEmpty, details.count < Self.detailLimit, hasRoom(for: name, value) else { return }
    details.append(Detail(name: name, value: value))
  }

  /// Whether `texts` fit beside what is there, and counts them if so.
  private mutating func hasRoom(for texts: String...) -> Bool {
    // Each takes some memory whatever its length.
    let more = texts.reduce(64) { $0 + $1.utf8.count }
    guard textCount + more <= Self.textLimit else { return false }
    textCount += more
    return true
  }

  // MARK: On disk

  private static let record: Character = "\u{1E}"
  private static let unit: Character = "\u{1F}"

  /// All of it in one text, to be put aside until its whole group is known.
  package var packed: String {
    let clean = { (text: String) in text.filter { $0 != Self.record && $0 != Self.unit } }
    var parts = fields.map { "f\(Self.unit)\($0.key)\(Self.unit)\(clean($0.value))" }
    parts += details.map { "d\(Self.unit)\(clean($0.name))\(Self.unit)\(clean($0.value))" }
    parts += highlights.map { "h\(Self.unit)\(Self.unit)\(clean($0))" }
    return parts.joined(separator: String(Self.record))
  }

  package init(packed: String, line: Int) {
    self.line = line
    for part in packed.split(separator: Self.record) {
      let pieces = part.split(separator: Self.unit, maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
      guard pieces.count == 3 else { continue }
      switch pieces[0] {
      case "f": fields[pieces[1]] = pieces[2]
      case "d": details.append(Detail(name: pieces[1], value: pieces[2]))
      default: highlights.append(pieces[2])
      }
    }
  }
}
