/// Takes plural and inflection endings off English words, lightly: what is left is for comparison only.
package enum Stemmer {
  package static func stem(_ word: String) -> String {
    var w = Array(word.utf8)
    guard w.count > 3, w.allSatisfy({ $0 >= 97 && $0 <= 122 }) else { return word }
    if let whole = irregular[word] { return whole }
    if ends(w, "ies") {
      w.removeLast(3)
      w.append(w.count > 1 ? 121 : 105)
      if w.count == 2 { w = Array((word.dropLast(1)).utf8) }  // ties, pies
    } else if ends(w, "sses") || ends(w, "shes") || ends(w, "ches") || ends(w, "xes") || ends(w, "zzes") {
      w.removeLast(2)
    } else if ends(w, "oes") && w.count > 4 {
      w.removeLast(2)
    } else if ends(w, "s"), !ends(w, "ss"), !ends(w, "us"), !ends(w, "is") {
      w.removeLast(1)
    }
    return String(decoding: w, as: UTF8.self)
  }

  /// Also without -ing, -ed, -er, -ly and the like, for free text such as a merchant's answers.
  package static func deepStem(_ word: String) -> String {
    var w = Array(stem(word).utf8)
    guard w.count > 4, w.allSatisfy({ $0 >= 97 && $0 <= 122 }) else { return String(decoding: w, as: UTF8.self) }
    for (ending, left) in endings where ends(w, ending) && w.count - ending.utf8.count >= left {
      w.removeLast(ending.utf8.count)
      if w.count > 3, w[w.count - 1] == w[w.count - 2], !"ls".utf8.contains(w[w.count - 1]) { w.removeLast() }
      break
    }
    if w.count > 3, w.last == 101 { w.removeLast() }  // final e
    if w.count > 3, w.last == 121 { w[w.count - 1] = 105 }  // y as i
    return String(decoding: w, as: UTF8.self)
  }

  private static let endings: [(String, Int)] = [
    ("ization", 3), ("ations", 3), ("ation", 3), ("ments", 3), ("ment", 3), ("ness", 3), ("able", 3), ("ible", 3),
    ("ings", 3), ("ing", 3), ("ions", 4), ("ion", 4), ("edly", 3), ("ery", 4), ("ied", 2), ("ed", 3), ("ly", 3),
    ("age", 4), ("al", 4), ("er", 4), ("or", 4), ("en", 4), ("ful", 3),
  ]

  private static func ends(_ w: [UInt8], _ ending: String) -> Bool {
    let e = ending.utf8
    return w.count > e.count && w.suffix(e.count).elementsEqual(e)
  }

  private static let irregular: [String: String] = Dictionary(
    pairs: """
      knives=knife loaves=loaf leaves=leaf shelves=shelf scarves=scarf halves=half wives=wife wolves=wolf children=child childrens=child
      kids=kid mens=men womens=women mice=mouse geese=goose feet=foot teeth=tooth people=person glasses=glass
      dresses=dress shoes=shoe toes=toe canoes=canoe bus=bus gas=gas lens=lens lenses=lens axes=axe movies=movie
      cookies=cookie brownies=brownie smoothies=smoothie hoodies=hoodie selfies=selfie zombies=zombie genies=genie
      beanies=beanie veggies=veggie doggies=doggie birdies=birdie onesies=onesie calories=calorie pies=pie ties=tie
      series=series species=species does=does this=this yes=yes has=has was=was its=its always=always news=news
      headaches=headache aches=ache toothaches=toothache stomachaches=stomachache backaches=backache earaches=earache
      mustaches=mustache caches=cache quiches=quiche buses=bus gases=gas batteries=battery women=women men=men
      cheddars=cheddar wool=wool woolen=wool woollen=wool wooden=wood golden=gold oaken=oak leathers=leather
      yogurts=yogurt yoghurt=yogurt yoghurts=yogurt colour=color colours=color flavour=flavor flavours=flavor grey=gray
      fibre=fiber tyre=tire tyres=tire jewellery=jewelry aluminium=aluminum pyjamas=pajama pajamas=pajama doughnut=donut
      doughnuts=donut mould=mold plough=plow catalogue=catalog centre=center litre=l metre=meter whisky=whiskey whiskies=whiskey whiskeys=whiskey
      chilli=chili chillies=chili chilies=chili omelette=omelet tumeric=turmeric tzatziki=tzatziki barbecue=bbq
      barbeque=bbq mayonnaise=mayo aeroplane=airplane sulphate=sulfate sulphite=sulfite sulphites=sulfite
      moisturiser=moisturizer organiser=organizer tranquilliser=tranquilizer dishes=dish
      """)
}
