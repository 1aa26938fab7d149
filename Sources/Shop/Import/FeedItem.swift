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

  /// A feed's text is far shorter; longer values are cut.
  static let detailLimit = 200

  init(line: Int) { self.line = line }

  package subscript(_ name: String) -> String { fields[name] ?? "" }

  /// Sets an attribute. One in Google's namespace beats one without (`g:id` and Atom's `id`); otherwise the first stays.
  mutating func set(_ name: String, _ value: String, isGoogle: Bool) {
    guard !value.isEmpty else { return }
    if name == "product_highlight" {
      if highlights.count < Self.detailLimit { highlights.append(value.oneLine) }
      return
    }
    if fields[name] != nil, strong.contains(name) || !isGoogle { return }
    fields[name] = value
    if isGoogle { strong.insert(name) }
  }

  mutating func addDetail(_ name: String, _ value: String) {
    let (name, value) = (name.oneLine, value.oneLine)
    guard !name.isEmpty, !value.isEmpty, details.count < Self.detailLimit else { return }
    details.append(Detail(name: name, value: value))
  }

  // MARK: On disk

  private static let record: Character = "\u{1E}"
  private static let unit: Character = "\u{1F}"

  /// All of it in one text, to be put aside until its whole group is known.
  var packed: String {
    let clean = { (text: String) in text.filter { $0 != Self.record && $0 != Self.unit } }
    var parts = fields.map { "f\(Self.unit)\($0.key)\(Self.unit)\(clean($0.value))" }
    parts += details.map { "d\(Self.unit)\(clean($0.name))\(Self.unit)\(clean($0.value))" }
    parts += highlights.map { "h\(Self.unit)\(Self.unit)\(clean($0))" }
    return parts.joined(separator: String(Self.record))
  }

  init(packed: String, line: Int) {
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
