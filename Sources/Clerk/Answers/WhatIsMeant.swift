import Shop
import Transformer

/// What the question is about.
extension Turn {
  /// Finds the products that are meant: named, heard, or spoken of before.
  mutating func resolve() {
    setAside()
    reading.used.formUnion(portions)
    let used = reading.used
    // Words for what is avoided may be part of a name ("gluten free bread"): the name first.
    let whole = clerk.resolver.resolve(question, ignored: used.union(ownPositions))
    resolution = servedIn(whole) ?? whole
    if !reading.substancePositions.isEmpty {
      let without = clerk.resolver.resolve(question, ignored: used.union(reading.substancePositions))
      let inName = !whole.found.cards.isEmpty && !reading.avoids && nameHolds(whole)
      if inName { dropSubstancesInName(whole) } else { resolution = without }
    }
    kindBeforeModifier()
    readWithoutName()
    passages = clerk.passages.matches(question, ignored: reading.used).filter {
      !tellsNumberUnasked(clerk.passages.all[$0.passage])
    }
    if case .nothing(let missing, _) = resolution.found, !missing.isEmpty { resolveByMeaning(missing) }
    if case .nothing(let missing, _) = resolution.found, !missing.isEmpty {
      // Named by its kind: "pastries" are what the merchant calls pastry.
      if let kind = clerk.resolver.category(question, ignored: reading.used.union(reading.substancePositions)),
        Set(missing.filter { question.roles[$0] == .content }).isSubset(of: kind.positions)
      {
        resolution = Resolution(
          found: kind.cards.count == 1 ? .one(kind.cards[0]) : .several(kind.cards), positions: kind.positions,
          certainty: 0.8)
      }
    }
    if resolution.found.cards.isEmpty, reading.intent == .location || resolution.found.isEmptyHanded,
      let kind = clerk.resolver.category(
        question,
        ignored: (reading.intent == .location ? reading.used : reading.used.union(theirs)).union(
          reading.substancePositions),
        lenient: reading.intent == .location)
    {
      resolution = Resolution(
        found: kind.cards.count == 1 ? .one(kind.cards[0]) : .several(kind.cards), positions: kind.positions,
        certainty: 0.7)
    }
    if case .nothing(let missing, _) = resolution.found {
      let named = missing.filter { question.roles[$0] == .content }
      let made = clerk.resolver.byVendor(question, named)
      if made.isEmpty, let one = clerk.resolver.made(question, named) {
        resolution = Resolution(found: .one(one), positions: Set(named), certainty: 0.7)
      } else if !made.isEmpty {
        resolution = Resolution(
          found: made.count == 1 ? .one(made[0]) : .several(made), positions: Set(named), certainty: 0.8)
      }
    }
    theOnes()
    byOption()
    followUp()
    heardBetter()
    understood = .now
  }

  /// "Two scoops of vanilla": what says how much of it names no scoop.
  private var portions: Set<Int> {
    Set(
      words.indices.filter { i in
        i > 0 && i + 2 < words.count && words[i + 1] == "of"
          && (question.tokens[i - 1].number != nil || ["a", "an"].contains(words[i - 1]))
          && catalogue.optionWords.contains(question.tokens[i].stem)
      })
  }

  /// "A soft serve in a waffle cone": what it comes in is an option of it, though it is sold by itself too.
  private func servedIn(_ whole: Resolution) -> Resolution? {
    guard case .one(let card) = whole.found, let first = whole.positions.min(), first >= 3,
      ["a", "an", "the"].contains(words[first - 1]), ["in", "on"].contains(words[first - 2])
    else { return nil }
    let inside = whole.positions.filter { question.roles[$0] != .function }
    let rest = clerk.resolver.resolve(question, ignored: reading.used.union(ownPositions).union(whole.positions))
    guard case .one(let other) = rest.found, other != card, optionPositions(other).isSuperset(of: inside) else {
      return nil
    }
    return rest
  }

  /// "The sheepskin ones", of nothing that was spoken of: what has the word anywhere, in its attributes before its
  /// description.
  private mutating func theOnes() {
    guard case .nothing(let missing, _) = resolution.found, dialogue.focus.isEmpty,
      words.contains("ones") || words.contains("one")
    else { return }
    let named = missing.filter { question.roles[$0] == .content }
    guard !named.isEmpty, named.count <= 3 else { return }
    func having(_ least: Float) -> [Int] {
      catalogue.cards.indices.filter { card in
        named.allSatisfy { position in
          catalogue.postings[question.tokens[position].stem]?.contains {
            Int($0.card) == card && $0.weight >= least
          } ?? false
        }
      }
    }
    let told = having(0.61)
    let fitting = told.isEmpty ? having(0) : told
    guard let first = fitting.first, fitting.count <= 3 else { return }
    resolution = Resolution(
      found: fitting.count == 1 ? .one(first) : .several(fitting), positions: Set(named), certainty: 0.7)
  }

  /// "Any ultramarine left": what alone comes in just that.
  private mutating func byOption() {
    guard case .nothing(let missing, _) = resolution.found, dialogue.focus.isEmpty,
      [.price, .stock, .location].contains(reading.intent)
    else { return }
    let named = missing.filter { question.roles[$0] == .content }
    guard !named.isEmpty, named.allSatisfy({ catalogue.optionWords.contains(question.tokens[$0].stem) }) else { return }
    let having = catalogue.cards.indices.filter { card in
      named.allSatisfy { position in
        catalogue.postings[question.tokens[position].stem]?.contains {
          Int($0.card) == card && $0.weight > 0.94
        } ?? false
      }
    }
    guard let only = having.first, having.count == 1 else { return }
    resolution = Resolution(found: .one(only), positions: Set(named), certainty: 0.75)
  }

  /// "Cheese" means the cheeses, and not the cheese knife that has the word before its own noun.
  private mutating func kindBeforeModifier() {
    let cards = resolution.found.cards
    guard !cards.isEmpty, !resolution.exact else { return }
    let said = Set(resolution.positions.flatMap { [question.tokens[$0].stem] + Synonyms.of(question.tokens[$0].stem) })
    guard cards.allSatisfy({ !said.contains(catalogue.cards[$0].headStem) }),
      let kind = clerk.resolver.category(question, ignored: reading.used.union(reading.substancePositions)),
      kind.cards.count > 1, !Set(kind.cards).isSubset(of: cards), kind.positions.isSuperset(of: resolution.positions)
    else { return }
    resolution = Resolution(found: .several(kind.cards), positions: kind.positions, certainty: 0.8)
  }

  /// What is the shopper's own where something is done with it: "leave my dog with you".
  private var theirs: Set<Int> {
    guard asksService else { return [] }
    return Set(
      question.tokens.indices.filter {
        $0 > 0 && ["my", "our"].contains(words[$0 - 1]) && question.roles[$0] == .content
      })
  }

  /// What belongs to the shopper ("my dog's nails", "my old bike") and is no goods, unless it is all that is asked for.
  var ownPositions: Set<Int> {
    var own: Set<Int> = []
    for i in words.indices where ["my", "our", "his", "her", "their"].contains(words[i]) {
      var j = i + 1
      while j < words.count, question.roles[j] != .function || words[j] == "old" {
        own.insert(j)
        j += 1
      }
    }
    guard !own.isEmpty else { return [] }
    let others = question.tokens.indices.contains { question.roles[$0] == .content && !own.contains($0) }
    let wants =
      !Verbs.hasWorkDone(question)
      && (Cues.have.matches(words) || reading.intent == .price || reading.intent == .location)
    return others || !wants ? own : []
  }

  /// Words of a product's name say nothing of what is wanted: "the allergy tablets" asks for no allergens.
  private mutating func readWithoutName() {
    guard let card = resolution.found.cards.first, resolution.found.cards.count <= 3 else { return }
    let name = Set(catalogue.cards[card].core.map(\.stem))
    let named = resolution.positions.filter {
      question.roles[$0] != .function && question.tokens[$0].number == nil && name.contains(question.tokens[$0].stem)
    }
    guard resolution.exact || named.count >= 2, !named.isEmpty else { return }
    var bare = question
    for i in named {
      bare.tokens[i] = Token(text: "item", stem: "item")
      bare.roles[i] = .soft
    }
    let again = IntentReader.read(bare)
    guard again.intent != reading.intent, again.confidence >= 0.5 || reading.intent == .allergen,
      again.intent != .unclear
    else { return }
    var changed = again
    changed.used.formUnion(reading.used)
    changed.limit = reading.limit
    if [.allergen, .ingredient, .unsafe].contains(reading.intent), !reading.substances.isEmpty { return }
    reading = changed
  }

  /// A word that the shop does not use may stand near one that it does: "sunscreen" for a sun lotion.
  private mutating func resolveByMeaning(_ missing: [Int]) {
    guard let encoder = clerk.encoder else { return }
    let unknown = missing.filter {
      question.roles[$0] == .content && !catalogue.knows(question.tokens[$0].stem) && words[$0].utf8.count > 3
    }
    // The head of what is asked for stands last.
    guard let at = unknown.last, missing.last == at, let vector = try? encoder.encode(words[at]) else { return }
    var phrases: [(text: String, card: Int)] = []
    for hit in clerk.shop.nearestProducts(to: vector, limit: 12) {
      guard let card = catalogue.index(id: hit.id) else { continue }
      phrases.append((catalogue.cards[card].headPhrase, card))
    }
    guard let rows = try? encoder.encode(phrases.map(\.text)) else { return }
    var close: [String: Float] = [:]
    for (row, phrase) in zip(rows, phrases) where row.count == vector.count {
      var sum: Float = 0
      for i in vector.indices { sum += row[i] * vector[i] }
      if sum > 0.68 { close[catalogue.cards[phrase.card].headPhrase] = sum }
    }
    let ignored = reading.used.union(reading.substancePositions)
    for phrase in close.sorted(by: { $0.value > $1.value }).map(\.key).prefix(4) {
      guard let head = Tokenizer.tokens(phrase).last else { continue }
      var changed = question
      changed.tokens[at] = head
      changed.roles[at] = .content
      let found = clerk.resolver.resolve(changed, ignored: ignored)
      let fitting = found.found.cards.filter { close[catalogue.cards[$0].headPhrase] != nil }
      guard let first = fitting.first else { continue }
      question.tokens[at] = head
      resolution = Resolution(
        found: fitting.count == 1 ? .one(first) : .several(fitting), positions: found.positions, certainty: 0.75)
      return
    }
  }

  /// Whether the substance's words belong to the name of what was found.
  private func nameHolds(_ resolution: Resolution) -> Bool {
    guard let card = resolution.found.cards.first else { return false }
    // What the merchant files it under says nothing: "dairy" is a tag of all milk.
    let stems = Set(catalogue.cards[card].core.map(\.stem))
    let substance = reading.substancePositions.filter {
      resolution.positions.contains($0) && question.tokens[$0].text != "free"
    }
    guard !substance.isEmpty, substance.contains(where: { stems.contains(question.tokens[$0].stem) }) else {
      return false
    }
    // Something else must carry the name too: "does it have milk" is not about the product Milk.
    let others = resolution.positions.subtracting(reading.substancePositions).filter { question.roles[$0] != .function }
    // "Allergic to latex, does the springy pillow have any": the word stands apart from the name.
    let isBeside = substance.contains { at in others.contains { abs($0 - at) <= 2 } }
    return !others.isEmpty && isBeside && reading.intent != .unsafe || resolution.exact && !reading.yesNo
  }

  private mutating func dropSubstancesInName(_ resolution: Resolution) {
    let kinds = resolution.found.cards.first.map { Set(catalogue.cards[$0].core.map(\.stem)) } ?? []
    let positions = resolution.positions.filter { kinds.contains(question.tokens[$0].stem) }
    let kept = Substances.asked(question.tokens).filter { range, s in
      reading.substances.contains { $0.name == s.name } && !range.contains(where: positions.contains)
    }
    let singles = reading.substances.filter { s in !Substances.classes.contains { $0.name == s.name } }
    reading.substances =
      kept.map(\.substance)
      + singles.filter { s in
        !(s.asked.first.map { stem in positions.contains { question.tokens[$0].stem == stem } } ?? false)
      }
    if reading.substances.isEmpty, reading.intent == .allergen || reading.intent == .ingredient {
      var bare = question
      for position in reading.substancePositions where bare.tokens.indices.contains(position) {
        bare.tokens[position] = Token(text: "_", stem: "_")
      }
      let again = IntentReader.read(bare)
      reading.intent = again.intent
      reading.property = again.property
      reading.confidence = again.confidence
    }
    reading.substancePositions.subtract(positions)
  }
}
