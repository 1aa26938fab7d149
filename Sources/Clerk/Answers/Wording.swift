package import Shop

/// How things are put in words: lists, verbs, amounts, names of variants.
package enum Wording {
  /// "a", "a and b", "a, b and c".
  package static func list(_ items: [String], _ joiner: String = "and") -> String {
    switch items.count {
    case 0: return ""
    case 1: return items[0]
    default: return items.dropLast().joined(separator: ", ") + " " + joiner + " " + items[items.count - 1]
    }
  }

  /// The first `limit` items and how many more there are.
  package static func list(_ items: [String], limit: Int) -> String {
    items.count <= limit + 1
      ? list(items) : items.prefix(limit).joined(separator: ", ") + " and \(items.count - limit) more"
  }

  /// Whether a name is of several things ("Jeans", "Free-Range Eggs") and takes "are".
  package static func isPlural(_ name: String) -> Bool {
    let (core, head) = Card.core(of: name)
    guard core.indices.contains(head) else { return false }
    let word = core[head].text
    if alwaysPlural.contains(word) { return true }
    if singularInS.contains(word) || word.hasSuffix("ss") || word.hasSuffix("us") || word.hasSuffix("is")
      || word.hasSuffix("ics")
    {
      return false
    }
    return word.hasSuffix("s") && word.utf8.count > 3
  }

  private static let alwaysPlural: Set<String> = ["men", "women", "children", "people", "feet", "teeth", "mice"]
  private static let singularInS: Set<String> = Set(
    words: """
      gas lens canvas series atlas christmas molasses hummus swiss chess news bus mars texas kansas dallas adidas
      species always yes pancreas citrus schnapps alias bias madras
      """)

  package static func isAre(_ name: String) -> String { isPlural(name) ? "are" : "is" }
  package static func itThey(_ name: String) -> String { isPlural(name) ? "they" : "it" }
  package static func doesDo(_ name: String) -> String { isPlural(name) ? "don't" : "doesn't" }

  /// A sentence: capital at the start, a full stop at the end.
  package static func sentence(_ text: String) -> String {
    var text = text.trimmed
    guard let first = text.first, let last = text.last else { return text }
    if first.isLowercase { text = first.uppercased() + text.dropFirst() }
    return ".!?".contains(last) ? text : text + "."
  }

  /// With the first letter small, unless the word is an abbreviation or a name ("WiFi", "USA", "I").
  package static func lowerFirst(_ text: String) -> String {
    guard let first = text.first, first.isUppercase else { return text }
    let word = text.prefix { $0.isLetter }
    if word.dropFirst().contains(where: \.isUppercase) || word == "I" { return text }
    return first.lowercased() + text.dropFirst()
  }

  /// An option value as it is said in a sentence: "half gallon", "XL", "Light Roast" as "light roast".
  package static func value(_ value: String) -> String {
    value.split(separator: " ", omittingEmptySubsequences: false).map { word in
      let letters = word.filter(\.isLetter)
      if letters.count > 1, letters.dropFirst().allSatisfy(\.isLowercase) { return word.lowercased() }
      return String(word)
    }.joined(separator: " ")
  }

  /// The option values of a variant as one says them after a price: "for the quart", "in blue, size M".
  package static func options(_ product: Product, _ variant: Variant, only: Set<Int>? = nil) -> String {
    var within: [String] = []
    var rest: [String] = []
    for (i, value) in variant.optionValues.enumerated() where i < product.options.count {
      if let only, !only.contains(i) { continue }
      let kind = OptionKind(product.options[i], value)
      switch kind {
      case .within: within.append(Wording.value(value))
      case .size: rest.append("size " + value)
      case .plain: rest.append(Wording.value(value))
      }
    }
    var parts: [String] = []
    if !within.isEmpty { parts.append("in " + within.joined(separator: " and ")) }
    parts.append(contentsOf: rest)
    return parts.joined(separator: ", ")
  }

  enum OptionKind {
    /// Said with "in": colours, materials.
    case within
    /// Said with "size".
    case size
    case plain

    init(_ option: ProductOption, _ value: String) {
      let name = option.name.lowercased()
      if [
        "color", "colour", "finish", "material", "wood", "fabric", "metal", "shade", "leather", "upholstery", "stain",
        "pattern",
      ].contains(where: name.contains) {
        self = .within
      } else if ["size", "waist", "length", "inseam", "width"].contains(where: name.contains) {
        let tokens = Tokenizer.tokens(value)
        let bare = tokens.count == 1 && tokens[0].number != nil
        let letters = value.count <= 4 && value.allSatisfy { $0.isUppercase || $0.isNumber } && !value.isEmpty
        self = (bare || letters) && name.contains("size") ? .size : .plain
      } else {
        self = .plain
      }
    }
  }

  /// A product with the options that were chosen: "Linen Shirt in blue, size M", "Whole Milk (half gallon)".
  package static func name(_ name: String, _ product: Product, _ variant: Variant, only: Set<Int>? = nil) -> String {
    let words = options(product, variant, only: only)
    if words.isEmpty { return name }
    return words.hasPrefix("in ") ? name + " " + words : name + " (" + words + ")"
  }

  /// The clock on the wall: 7 AM, 6:30 PM, noon as 12 PM.
  package static func time(_ minutes: Int) -> String {
    let minutes = ((minutes % 1440) + 1440) % 1440
    let hour = minutes / 60
    let rest = minutes % 60
    let shown = hour % 12 == 0 ? 12 : hour % 12
    let half = hour < 12 ? "AM" : "PM"
    return rest == 0 ? "\(shown) \(half)" : "\(shown):\(rest < 10 ? "0" : "")\(rest) \(half)"
  }
}
