/// What people avoid in food, clothes and jewellery, and what belongs to it: "nuts" are almonds, cashews, walnuts.
package struct SubstanceClass: Sendable {
  /// As it is said: "nuts".
  package let name: String
  /// Words by which a shopper asks for it, as stems.
  let asked: Set<String>
  /// Words by which a label shows it, as stems or stems joined by a space.
  let shown: [String]
  /// Phrases that hold one of `shown` and yet are not it ("cocoa butter" is no dairy).
  let not: [String]
}

package enum Substances {
  @inline(never) private static func make(
    _ name: String, asked: String, shown: String, not: String = ""
  ) -> SubstanceClass {
    func list(_ text: String) -> [String] {
      text.split(separator: ",").map { phrase in
        phrase.split(separator: " ").map { Stemmer.stem(String($0)) }.joined(separator: " ")
      }
    }
    return SubstanceClass(name: name, asked: Set(list(asked)), shown: list(shown), not: list(not))
  }

  package static let classes: [SubstanceClass] = [
    make("peanuts", asked: "peanut,groundnut", shown: "peanut,groundnut,arachis"),
    make(
      "nuts", asked: "nut,tree nut",
      shown:
        "nut,tree nut,almond,cashew,walnut,hazelnut,pecan,pistachio,macadamia,brazil nut,peanut,praline,marzipan,nougat,gianduja,frangipane"
    ),
    make(
      "dairy", asked: "dairy,milk,lactose,cow milk",
      shown:
        "milk,dairy,butter,cream,cheese,yogurt,whey,casein,lactose,buttermilk,ghee,curd,mozzarella,cheddar,parmesan,feta,ricotta,mascarpone,caseinate,kefir,milkfat",
      not:
        "cocoa butter,peanut butter,almond butter,nut butter,cashew butter,shea butter,apple butter,body butter,almond milk,oat milk,soy milk,coconut milk,rice milk,cashew milk,hazelnut milk,plant milk,coconut cream,coconut yogurt,milk thistle,cream of tartar,ice cream cone,cream cracker,lactic acid"
    ),
    make(
      "gluten", asked: "gluten,coeliac,celiac",
      shown:
        "gluten,wheat,barley,rye,spelt,kamut,semolina,durum,malt,triticale,farro,couscous,bulgur,seitan,einkorn,emmer",
      not: "buckwheat"),
    make(
      "wheat", asked: "wheat", shown: "wheat,spelt,durum,semolina,kamut,farro,couscous,bulgur,einkorn,emmer",
      not: "buckwheat"),
    make("egg", asked: "egg", shown: "egg,albumen,albumin,mayo,meringue,ovalbumin,egg yolk,egg white"),
    make("soy", asked: "soy,soya,soybean", shown: "soy,soya,soybean,tofu,edamame,tempeh,miso,tamari"),
    make("sesame", asked: "sesame", shown: "sesame,tahini"),
    make(
      "fish", asked: "fish",
      shown: "fish,anchovy,tuna,salmon,cod,haddock,sardine,mackerel,pollock,trout,halibut,tilapia,bonito",
      not: "shellfish,starfish"),
    make(
      "shellfish", asked: "shellfish,crustacean,seafood,mollusc,mollusk",
      shown: "shellfish,crustacean,shrimp,prawn,crab,lobster,mollusc,mollusk,oyster,mussel,clam,scallop,squid,crayfish"),
    make("mustard", asked: "mustard", shown: "mustard"),
    make("celery", asked: "celery", shown: "celery,celeriac"),
    make("sulfites", asked: "sulfite,sulphite,sulfur", shown: "sulfite,sulphite,sulfur dioxide,metabisulfite"),
    make("lupin", asked: "lupin", shown: "lupin"),
    make(
      "sugar", asked: "sugar,sugary",
      shown: "sugar,glucose,fructose,sucrose,dextrose,syrup,honey,molasses,agave,maltose", not: "sugar free"),
    make(
      "alcohol", asked: "alcohol,alcoholic", shown: "alcohol,ethanol,wine,rum,brandy,liqueur,whiskey,beer,vodka",
      not: "alcohol free,cetyl alcohol,cetearyl alcohol,stearyl alcohol"),
    make(
      "meat", asked: "meat",
      shown:
        "meat,beef,pork,chicken,turkey,lamb,bacon,ham,gelatin,lard,veal,duck,venison,chorizo,salami,prosciutto,sausage,pastrami,brisket,mortadella,pepperoni,capicola,bologna,meatball"
    ),
    make("pork", asked: "pork", shown: "pork,bacon,ham,lard,gelatin,prosciutto,salami,chorizo,pancetta"),
    make("nickel", asked: "nickel", shown: "nickel"),
    make("latex", asked: "latex", shown: "latex,rubber"),
    make(
      "wool", asked: "wool", shown: "wool,merino,cashmere,lambswool,mohair,alpaca",
      not: "wool free,steel wool,cotton wool"),
    make(
      "leather", asked: "leather", shown: "leather,suede,nubuck,calfskin,cowhide,sheepskin",
      not: "vegan leather,faux leather,artificial leather,pleather"),
    make(
      "fragrance", asked: "fragrance,perfume,scent", shown: "fragrance,parfum,perfume,scented",
      not: "fragrance free,unscented"),
  ]

  private static let animals: Set<String> = ["cow", "goat", "sheep", "ewe", "buffalo"]

  /// The classes that a word or two words of a question name.
  static func asked(_ tokens: [Token]) -> [(range: Range<Int>, substance: SubstanceClass)] {
    var found: [(Range<Int>, SubstanceClass)] = []
    for i in tokens.indices {
      if i + 1 < tokens.count {
        // "Cow's milk": the milk of one animal, and no other.
        if animals.contains(tokens[i].stem), tokens[i + 1].stem == "milk" {
          let own = SubstanceClass(
            name: tokens[i].stem + "'s milk", asked: [tokens[i].stem + " milk"], shown: [tokens[i].stem], not: [])
          found.append((i..<i + 2, own))
          continue
        }
        let two = tokens[i].stem + " " + tokens[i + 1].stem
        if let c = classes.first(where: { $0.asked.contains(two) }) {
          found.append((i..<i + 2, c))
          continue
        }
      }
      if let c = classes.first(where: { $0.asked.contains(tokens[i].stem) }),
        !found.contains(where: { $0.0.contains(i) })
      {
        found.append((i..<i + 1, c))
      }
    }
    return found
  }

  /// The class for any other word ("almonds", "parabens"): itself.
  static func single(_ tokens: some Collection<Token>) -> SubstanceClass {
    let stems = tokens.map(\.stem).joined(separator: " ")
    return SubstanceClass(name: tokens.map(\.text).joined(separator: " "), asked: [stems], shown: [stems], not: [])
  }
}

/// What a merchant's text says of a substance.
package enum SubstanceFinding: Sendable, Equatable {
  /// Contains it; the words that show it, as written.
  case contains(String)
  case mayContain(String)
  /// Said to be free of it; the claim as written.
  case claimedFree(String)
  case notListed
}

extension SubstanceClass {
  /// Reads a label: what it says about this substance. "May contain" holds until the end of its sentence; "free" and
  /// "without" turn what they belong to around.
  package func find(in text: String) -> SubstanceFinding {
    var result = SubstanceFinding.notListed
    var contained: [String] = []
    for sentence in Self.sentences(text) {
      var tokens = Tokenizer.tokens(sentence)
      // What looks like it and is not ("cocoa butter") is taken out first.
      for phrase in not where !phrase.hasSuffix("free") {
        let parts = phrase.split(separator: " ").map(String.init)
        var i = 0
        while i + parts.count <= tokens.count {
          if tokens[i..<i + parts.count].map(\.stem).elementsEqual(parts) {
            for j in i..<i + parts.count { tokens[j] = Token(text: "_", stem: "_") }
          }
          i += 1
        }
      }
      let words = tokens.map(\.text)
      let may = Self.may.find(in: words)?.lowerBound
      for phrase in shown {
        let parts = phrase.split(separator: " ").map(String.init)
        guard parts.count <= tokens.count else { continue }
        for i in 0...(tokens.count - parts.count)
        where tokens[i..<i + parts.count].map(\.stem).elementsEqual(parts) {
          let written = words[i..<i + parts.count].joined(separator: " ")
          let next = i + parts.count < words.count ? words[i + parts.count] : ""
          let before = Set(words[max(0, i - 4)..<i])
          if next == "free" || !before.isDisjoint(with: Self.without) && may == nil {
            // "without nuts", "free from gluten, wheat": a claim, unless the label also lists it.
            if case .notListed = result { result = .claimedFree(sentence) }
          } else if let may, may < i {
            if case .contains = result { continue }
            result = .mayContain(written)
          } else {
            if !contained.contains(where: { $0.hasSuffix(written) }) { contained.append(written) }
          }
        }
      }
    }
    if !contained.isEmpty {
      // The telling words: "cashew" rather than "nuts" where both stand.
      let telling = contained.filter { word in
        !asked.contains(Tokenizer.tokens(word).map(\.stem).joined(separator: " "))
      }
      return .contains(Wording.list(Array((telling.isEmpty ? contained : telling).prefix(3))))
    }
    return result
  }

  private static let may = Pattern("may|trace|traces|facility|kitchen|shared|handles|equipment|cross")
  private static let without: Set<String> = [
    "without", "free", "no", "not", "never", "zero", "non", "avoid", "instead",
  ]

  private static func sentences(_ text: String) -> [String] {
    text.split(whereSeparator: { ".;!\n".contains($0) }).map { String($0) }.filter { !$0.isEmpty }
  }
}
