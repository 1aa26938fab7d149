/// What is of a kind: a shopper asks for shoes where the merchant's names say sneakers and boots. Everyday English, and
/// no shop's own.
package enum Kinds {
  /// Stems of the things that are of the kind named by `stem`.
  package static func of(_ stem: String) -> [String] { table[stem] ?? [] }

  /// Words for kinds that hold most of what a shop sells: in a shoe shop "shoes" tells nothing apart.
  package static func general(heads: [String]) -> Set<String> {
    Set(
      table.filter { kind, members in
        heads.contains(kind) && heads.count { $0 == kind || members.contains($0) } * 5 >= heads.count * 2
      }.keys)
  }

  private static let table: [String: [String]] = Dictionary(
    lines: """
      shoe footwear: sneaker trainer boot sandal loafer heel slipper clog oxford moccasin espadrille wellington brogue plimsoll derby mule flip
      coat outerwear: jacket raincoat parka overcoat anorak trench
      top: shirt tee blouse sweater jumper cardigan hoodie polo
      knitwear: sweater jumper cardigan
      clothe clothing: shirt tee trouser jean jacket coat dress skirt sweater short sock
      jewelry jewel: ring necklace bracelet earring pendant bangle brooch chain locket hoop stud
      instrument: guitar ukulele violin piano keyboard cajon bass drum flute cello trumpet harmonica
      tool: hammer saw drill screwdriver wrench plier spade shovel pruner rake level mallet
      furniture: sofa chair table desk bed shelf bookcase wardrobe cabinet stool armchair
      seat seating: sofa chair stool bench armchair
      fruit: apple banana lemon lime orange berry pear grape avocado mango peach plum cherry strawberry
      vegetable veg: potato onion carrot pepper spinach tomato garlic lettuce cabbage broccoli
      herb: basil mint parsley thyme rosemary cilantro coriander dill
      spice: pepper paprika cinnamon cumin turmeric
      bread: loaf bagel baguette roll bun sourdough focaccia
      drink: juice water soda coffee tea milk wine beer cider
      wine: chardonnay riesling syrah merlot prosecco rosso rioja
      plant: rose hydrangea lavender hosta tree fern cactus
      light: lamp lantern headlamp torch bulb
      makeup cosmetic: lipstick mascara foundation gloss
      painkiller: ibuprofen acetaminophen paracetamol aspirin naproxen
      antihistamine: cetirizine loratadine
      sweetener: sugar honey stevia syrup agave
      """)
}

extension Dictionary where Key == String, Value == [String] {
  /// Lines of "names: members", each word by its stem.
  fileprivate init(lines: String) {
    self.init()
    for line in lines.split(separator: "\n") {
      let sides = line.split(separator: ":")
      guard sides.count == 2 else { continue }
      let members = sides[1].split(separator: " ").map { Stemmer.stem(String($0)) }
      for name in sides[0].split(separator: " ") { self[Stemmer.stem(String(name))] = members }
    }
  }
}
