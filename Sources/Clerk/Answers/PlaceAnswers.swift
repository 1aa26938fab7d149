package import Shop

extension Turn {
  /// Keys of attributes that say where a thing stands.
  static let placeKeys = [
    "aisle", "shelf", "location", "bay", "department", "section", "rack", "floor", "row", "counter", "zone", "display",
    "bin", "area", "room", "stand", "wall", "case", "island", "corner", "place", "store_location", "position",
    "shelf_location", "spot", "where", "where_it_is", "find_it", "nook",
  ]

  /// Whether an attribute says where a thing stands.
  func isPlace(_ key: String) -> Bool { Self.placeKeys.contains(key) || catalogue.placeLike.contains(key) }

  /// The attributes of a product that say where it stands.
  func places(_ product: Product) -> [Attribute] {
    let known = Self.placeKeys.compactMap { key in
      product.attributes.first { $0.key == key || $0.key.hasSuffix("_" + key) && !$0.key.hasPrefix("weight") }
    }
    return known.isEmpty ? product.attributes.filter { catalogue.placeLike.contains($0.key) } : known
  }

  /// "in aisle 7", "on shelf B3", "Window display"; nil where nothing is known.
  func placeWords(_ product: Product) -> String? {
    let places = places(product)
    guard !places.isEmpty else { return nil }
    var parts: [String] = []
    for place in places.prefix(3) { parts.append(Self.phrase(place)) }
    return unique(parts).joined(separator: ", ")
  }

  static func phrase(_ place: Attribute) -> String {
    let value = place.value.trimmed
    let key = place.key.split(separator: "_").last.map(String.init) ?? place.key
    let short = !value.contains(" ") && (value.contains(where: \.isNumber) || value.count <= 2)
    let lower = value.lowercased()
    if short {
      let on = ["floor", "shelf", "rack", "wall", "stand", "row"].contains(key) ? "on" : key == "counter" ? "at" : "in"
      let noun = ["location", "place", "position"].contains(key) ? "" : key + " "
      return "\(on) \(noun)\(value)"
    }
    if !lower.contains(key), let phrase = Places.phrase(value) { return phrase }
    for start in [
      "in ", "on ", "at ", "by ", "near ", "behind ", "next ", "under ", "beside ", "opposite ", "upstairs",
      "downstairs", "inside ", "outside ", "to the ", "along ", "above ", "below ", "left ", "right ", "against ",
      "between ",
    ] where lower.hasPrefix(start) {
      return Wording.lowerFirst(value)
    }
    if lower.hasPrefix(key) || lower.hasPrefix("aisle") || lower.hasPrefix("shelf") || lower.hasPrefix("bay")
      || lower.hasPrefix("row")
    {
      if let phrase = Places.phrase(value) { return phrase }
      return (key == "shelf" || key == "rack" || lower.hasPrefix("shelf") ? "on " : "in ") + Wording.lowerFirst(value)
    }
    switch key {
    case "department", "section", "area", "zone", "room":
      return lower.contains(key) ? "in the \(value)" : "in the \(value) \(key)"
    case "floor":
      return lower.contains("floor")
        ? "on the \(Wording.lowerFirst(value))" : "on the \(Wording.lowerFirst(value)) floor"
    case "counter": return lower.contains("counter") ? "at the \(Wording.lowerFirst(value))" : "at the \(value) counter"
    case "shelf", "rack", "wall", "stand", "display":
      return lower.contains(key) ? "on the \(Wording.lowerFirst(value))" : "on the \(Wording.lowerFirst(value)) \(key)"
    case "aisle":
      return lower.contains("aisle") ? "in \(Wording.lowerFirst(value))" : "in the \(Wording.lowerFirst(value)) aisle"
    default: return Places.phrase(value) ?? "here: \(value)"
    }
  }

  func placeAnswer(_ products: [Product]) -> Draft {
    let known = products.compactMap { p in placeWords(p).map { (p, $0) } }
    guard let first = known.first else {
      let shown = Array(products.prefix(2))
      let names = Wording.list(shown.map { theLower(name($0)) })
      var text =
        "I don't have a shelf listed for \(names), but any member of staff can point you to \(products.count > 1 || Wording.isPlural(name(products[0])) ? "them" : "it")."
      if products.count == 1, !products[0].variants.contains(where: \.inventory.isAvailable),
        !products[0].variants.isEmpty
      {
        text = "Sorry, \(names) \(Wording.isAre(name(products[0]))) out of stock right now."
      }
      return draft(text, .location, 0.6, shown)
    }
    let groups = Dictionary(grouping: known, by: \.1)
    if products.count == 1 {
      let product = products[0]
      let name = name(product)
      let pick = pick(product)
      var text = "\(the(name)) \(Wording.isAre(name)) \(first.1)"
      let variants = pick.variants.isEmpty ? product.variants : pick.variants
      if !variants.contains(where: \.inventory.isAvailable), !variants.isEmpty {
        text += ", but out of stock right now"
      }
      return draft(text + ".", .location, 0.93, [product], chosen: pick.chosen)
    }
    let shown = known.prefix(6).map(\.0)
    var text: String
    if groups.count == 1 {
      let label = Wording.list(shown.prefix(3).map(name))
      let more = products.count - min(3, shown.count)
      text =
        more > 0
        ? "\(shown.prefix(3).map(name).joined(separator: ", ")) and \(more) more are \(first.1)."
        : "\(label) are \(first.1)."
      var draft = draft(text, .location, 0.88, Array(shown))
      draft.facts.counts.insert(String(more))
      draft.list = shown.map(\.id)
      return draft
    }
    let ordered = groups.sorted { a, b in a.value.count != b.value.count ? a.value.count > b.value.count : a.key < b.key
    }
    let parts = ordered.prefix(3).map { place, items -> String in
      let names = items.prefix(2).map { name($0.0) }
      let more = items.count - names.count
      let list = more > 0 ? names.joined(separator: ", ") + " and \(more) more" : Wording.list(names)
      return "\(list) \(items.count > 1 || Wording.isPlural(names[0]) ? "are" : "is") \(place)"
    }
    text = Wording.sentence(parts.joined(separator: "; "))
    var draft = draft(text, .location, 0.8, Array(known.map(\.0).prefix(6)))
    for group in ordered.prefix(3) { draft.facts.counts.insert(String(group.value.count - 2)) }
    for (p, _) in known { draft.facts.add(p) }
    draft.list = draft.focus ?? []
    return draft
  }
}
