/// What a thing is made or called that answers to a wish: who wants something warm is shown wool and fleece. Everyday
/// English, and no shop's own.
enum Wishes {
  /// Stems of words that say of a thing that it is what `stem` asks for.
  static func met(by stem: String) -> [String] { table[stem] ?? [] }

  private static let table: [String: [String]] = {
    let lines = """
      warm cozy cosy snug winter: wool merino lambswool cashmere fleece down flannel thermal insulated lined sherpa knit
      dry waterproof rainproof rain wet: waterproof rain raincoat goretex umbrella waterproofing
      soft comfy comfortable: cashmere lambswool velvet plush cushioned padded
      smart formal elegant office: suit blazer oxford silk tie shirt
      summer hot beach: linen shorts swim sun
      sweet: honey chocolate caramel cake cookie muffin vanilla jam
      spicy: chili cayenne hot jalapeno pepper
      refreshing cool: iced lemon sparkling mint lime
      shade shady: shade shady
      sun sunny: sun sunny
      dark night: headlamp lantern torch flashlight lamp
      travel travelling traveling trip: travel pocket compact foldable universal
      outdoors outside outdoor: outdoor weatherproof hiking camping
      sleep sleeping bedtime: pillow sleep lavender chamomile
      eco green sustainable: recycled organic bamboo
      clean cleaning: soap cleaner brush cloth
      cook cooking: pan pot stove knife cookware
      """
    var table: [String: [String]] = [:]
    for line in lines.split(separator: "\n") {
      let sides = line.split(separator: ":")
      guard sides.count == 2 else { continue }
      let words = sides[1].split(separator: " ").map { Stemmer.stem(String($0)) }
      for wish in sides[0].split(separator: " ") { table[Stemmer.stem(String(wish)), default: []] += words }
    }
    return table
  }()
}
