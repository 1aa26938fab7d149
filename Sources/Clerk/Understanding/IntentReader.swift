/// Reads what is wanted from the words of a question, by rules of general English.
package enum IntentReader {
  package static func read(_ question: Question) -> Reading {
    let words = question.words
    var reading = Reading(intent: .unclear, confidence: 0)
    if let first = words.first { reading.yesNo = openers.contains(first) }
    if let (limit, range) = Amounts.limit(question.tokens) {
      reading.limit = limit
      reading.used.formUnion(range)
    }
    reading.quantity = quantity(question)
    if let social = social(question, words) { return social }
    readHealth(question, words, &reading)
    readSubstances(question, words, &reading)
    reading.moment = Moments.read(words)
    if let (superlative, position) = Superlatives.read(words) {
      reading.superlative = superlative
      reading.used.insert(position)
    }
    let thing =
      Cues.have.matches(words) || Cues.location.matches(words) || Cues.price.matches(words) || Cues.stock.matches(words)
    reading.asksForThing = thing

    decide(question, words, &reading)
    return reading
  }

  private static let openers: Set<String> = Set(
    words: """
      is are do does did can could will would has have am was were should may
      """)

  private static func decide(_ question: Question, _ words: [String], _ reading: inout Reading) {
    func set(_ intent: Intent, _ confidence: Double) {
      reading.intent = intent
      reading.confidence = confidence
    }
    if isHours(words, reading.moment) || comesOnDay(words, reading.moment) { return set(.hours, 0.9) }
    if words.suffix(2) == ["how", "much"], words.count <= 4 { return set(.price, 0.9) }
    if reading.health, !reading.substances.isEmpty || unsafe.matches(words) { return set(.unsafe, 0.9) }
    if allergens.matches(words), !Pattern("allergy|allergic ~ free").matches(words) { return set(.allergen, 0.9) }
    if !reading.substances.isEmpty {
      return set(reading.substances.contains { !isFood($0) } ? .ingredient : .allergen, 0.85)
    }
    if Cues.compare.matches(words) || comparesByWord(words) { return set(.compare, 0.85) }
    if howMuchToDo(words) { return set(.detail, 0.7) }
    if ingredients.matches(words) { return set(.ingredient, 0.85) }
    if Cues.promotion.matches(words) { return set(.promotion, 0.85) }
    if reading.superlative != nil { return set(.superlative, 0.85) }
    if Cues.options.matches(words), !Cues.priceStrong.matches(words) { return set(.options, 0.85) }
    // "How much caffeine is in it" asks for no price; "how much is it" does.
    let price = Cues.price.matches(words) && !quantityOfSomething(question)
    let property = property(question)
    if wherePut.matches(words), !Pattern("where ~ from|made").matches(words) { return set(.location, 0.85) }
    if let property,
      !(price && Cues.priceStrong.matches(words))
        || amounts.contains(property.name) && !words.contains(where: money.contains)
    {
      reading.property = property
      return set(.detail, 0.8)
    }
    if price { return set(.price, 0.9) }
    if Cues.location.matches(words), !Pattern("where ~ from").matches(words) { return set(.location, 0.85) }
    if DetailCues.about.matches(words) { return set(.detail, 0.75) }
    // "What kind of gold is the locket" asks about the locket.
    if kindOfThis.matches(words) { return set(.detail, 0.75) }
    if kinds.matches(words), !Pattern("best|recommend|suggest|good").matches(words) { return set(.list, 0.8) }
    if Cues.recommend.matches(words) { return set(.recommend, 0.75) }
    if Cues.count.matches(words) {
      reading.wantsCount = true
      return set(.stock, 0.85)
    }
    if Cues.list.matches(words) { return set(.list, 0.75) }
    if Cues.have.matches(words) { return set(.stock, 0.85) }
    if Cues.stock.matches(words) { return set(.stock, 0.7) }
    if quantityOfSomething(question) || howMany.matches(words) { return set(.detail, 0.6) }
    if DetailCues.whatIs.matches(words) { return set(.detail, 0.5) }
    if reading.yesNo { return set(.detail, 0.45) }
    set(.unclear, 0.2)
  }

  /// "Is the brie milder than the blue": any comparative before "than".
  private static func comparesByWord(_ words: [String]) -> Bool {
    guard let than = words.firstIndex(of: "than"), than > 0 else { return false }
    return words[..<than].suffix(4).contains {
      $0.hasSuffix("er") && $0.utf8.count > 4 && !["under", "other", "rather", "over"].contains($0)
    }
  }

  /// "How much should I feed him": an amount that is used, and no price.
  private static func howMuchToDo(_ words: [String]) -> Bool {
    guard let range = amountUsed.find(in: words), range.upperBound < words.count else { return false }
    return !["pay", "owe", "spend", "cost", "be", "get", "save", "have", "want", "need"].contains(
      words[range.upperBound])
      && range.upperBound + 1 < words.count
  }
  private static let amountUsed = Pattern("how much|often should|do|can|must i|we|you|one|he|she|they")

  /// "When can I come in Saturday": a visit on a day asks for the hours of that day.
  private static func comesOnDay(_ words: [String], _ moment: Moment?) -> Bool {
    guard let moment, moment != .now else { return false }
    return visit.matches(words)
  }
  private static let wherePut = Patterns(
    "where|whereabouts do|can|could|would i|we|you ~ find|get|keep|see", "where|whereabouts is|are the|your")
  private static let visit = Patterns(
    "when|time ~ i|we|one come|visit|pop|drop|arrive|stop|swing", "come|visit|pop|drop ~ when|time")

  private static let amounts: Set<String> = ["capacity", "weight", "coverage", "caffeine", "nutrition"]
  private static let money: Set<String> = ["cost", "costs", "price", "dollars", "pay", "is", "are", "for"]
  private static let kindOfThis = Pattern(
    "what|which kind|sort|type of * is|are|was|does|do the|this|that|it|they|these|those|your")
  private static let kinds = Patterns("what|which ~ kind|kinds|sort|sorts|type|types|brand|brands|varieties of")
  static let howMany = Patterns("how many|long|big|old|far|fast|hot|well|hard|soft|strong|thick")

  /// "How much caffeine", "how much weight can it hold": an amount of something is asked for.
  static func quantityOfSomething(_ question: Question) -> Bool {
    let words = question.words
    guard let range = Cues.howMuch.find(in: words), range.upperBound < words.count else { return false }
    let next = range.upperBound
    if ["extra", "more", "money", "cheaper", "off", "less"].contains(words[next]) { return false }
    if question.roles[next] == .function { return false }
    if question.tokens[next].number != nil { return false }
    // "How much caffeine is in", "how much weight does": a verb or preposition follows the noun. With "is" and nothing
    // behind it, it was the price ("how much oat milk is").
    guard next + 1 < words.count else { return false }
    let tail = words[(next + 1)...]
    if ["weight", "space", "room", "power", "memory", "storage", "water", "sugar", "caffeine", "protein"].contains(
      words[next])
    {
      return true
    }
    return tail.contains("in") || tail.contains("does") || tail.contains("has") || tail.contains("have")
      || tail.contains("per")
  }

  private static func property(_ question: Question) -> Property? {
    let words = question.words
    for property in DetailCues.properties where property.patterns.matches(words) {
      switch property.name {
      case "count":
        // "How many are left" is stock.
        if Cues.count.matches(words) { continue }
      case "power":
        // "Do you sell batteries" asks for a thing.
        if Cues.have.matches(words) && !Pattern("does|do|is it|they|the|this").matches(words) { continue }
      case "use", "capacity", "care", "fit", "nutrition", "caffeine", "strength":
        if Cues.have.matches(words), !Pattern("does|is|are|can the|it|this|that|they|these|i").matches(words) {
          continue
        }
      default: break
      }
      return property
    }
    return nil
  }

  private static func isFood(_ substance: SubstanceClass) -> Bool {
    !["nickel", "latex", "wool", "leather", "fragrance", "sugar", "alcohol", "meat", "pork"].contains(substance.name)
  }

  private static let allergens = Patterns(
    "allergen|allergens", "allergy|allergic|allergies information|info|warning", "allergic to", "allergy|allergies")
  private static let ingredients = Patterns(
    lines: """
      ingredient|ingredients
      what|what's is|are actually|exactly|really? in|inside the|a|an|your|it|this|that|these|those|them|one|my
      what is|are in|inside ~
      what goes|went|go in|into
      what does it|they|the|that|this|a|an ~ contain
      what do|does ~ contain|have in
      what ~ made with|out
      what ~ made of
      """)

  /// What is asked to be in a thing: "is there celery in", "does it contain parabens", "without lactose".
  private static func readSubstances(_ question: Question, _ words: [String], _ reading: inout Reading) {
    let asked = Substances.asked(question.tokens)
    for (range, substance) in asked {
      guard let first = range.first, let last = range.last else { continue }
      let before = words[..<first]
      let after = last + 1 < words.count ? words[last + 1] : ""
      // "Nut free", "free of nuts", "without wheat", "have nuts in it", "contain gluten", "allergic to nuts".
      let freeOf =
        after == "free" || after == "allergy" || after == "allergies" || after == "intolerance" || after == "allergic"
        || after == "intolerant"
      let near = before.suffix(4)
      let within = near.contains { contains.contains($0) }
      let inIt =
        ["in", "inside"].contains(after)
        && (near.contains { ["there", "any", "have", "has", "got"].contains($0) })
      let haveIt =
        near.contains { ["have", "has", "got", "use", "uses"].contains($0) } && words.first != "have"
        && (!Pattern("do|did|have you").matches(words)) && !(words.first == "i" || words.first == "we")
      let avoid = near.contains { ["not", "without", "avoid", "avoiding", "no"].contains($0) }
      if freeOf || within || inIt || haveIt || avoid {
        reading.substances.append(substance)
        reading.substancePositions.formUnion(range)
        if freeOf { reading.substancePositions.insert(last + 1) }
      }
    }
    // A list goes on: "does it have nuts or dairy".
    if !reading.substances.isEmpty {
      for (range, substance) in asked where !reading.substancePositions.contains(range.lowerBound) {
        if let first = range.first, first >= 2, ["or", "and"].contains(words[first - 1]),
          reading.substancePositions.contains(first - 2)
        {
          reading.substances.append(substance)
          reading.substancePositions.formUnion(range)
        }
      }
      return
    }
    // "Grain free": any word before "free" that is no service ("is parking free").
    if let free = words.firstIndex(of: "free"), free > 0, question.roles[free - 1] == .content,
      Topics.of(question.tokens[free - 1].stem).isEmpty,
      !(free + 1 < words.count && ["range", "delivery", "shipping", "parking", "sample"].contains(words[free + 1]))
    {
      reading.substances = [Substances.single(question.tokens[(free - 1)...(free - 1)])]
      reading.substancePositions.formUnion([free - 1, free])
      return
    }
    // Any other thing asked to be in it.
    for pattern in singles {
      guard let range = pattern.find(in: words) else { continue }
      var at = range.upperBound
      var taken: [Int] = []
      while at < words.count, question.roles[at] != .function || ["any", "added"].contains(words[at]), taken.count < 3 {
        if !["any", "added"].contains(words[at]) { taken.append(at) }
        at += 1
      }
      guard let first = taken.first, let last = taken.last else { continue }
      if question.roles[first] == .soft && taken.count == 1 { continue }
      reading.substances = [Substances.single(question.tokens[first...last])]
      reading.substancePositions.formUnion(first...last)
      return
    }
  }

  private static let contains: Set<String> = Set(
    words: """
      contain contains containing without allergic free avoid avoiding include includes intolerant sensitive made trace
      traces
      """)
  private static let singles = [
    Pattern("contain|contains|containing any?"), Pattern("allergic to"), Pattern("free of|from"), Pattern("traces of"),
    Pattern("is|are there any?"),
  ].dropLast().map { $0 }

  static let unsafe = Patterns(
    lines: """
      safe for|to|with|if|when|while|during|on|around
      is|are it|they|this|that|these|those safe
      ok|okay|fine|alright|good|bad|dangerous|harmful|suitable for me|him|her|us|them|someone|people|my|babies|a|diabetics|pregnant
      can i|he|she|we|they|you|someone|my|a|pregnant|kids|children|babies ~ take|eat|have|drink|use|give|wear|mix|swallow
      side effects
      interact|interacts|interaction
      overdose|poisonous|toxic
      how many|much ~ take|safe
      """)

  private static let healthWords: Set<String> = Set(
    words: """
      allergy allergic allergies intolerant intolerance coeliac celiac diabetic diabetes pregnant pregnancy
      breastfeeding medication medications medicine medicines pills tablets antibiotics doctor asthma asthmatic epilepsy
      epipen anaphylaxis anaphylactic reaction rash eczema insulin cholesterol overdose poison poisonous toxic swallow
      swallowed dose dosage symptoms disease illness surgery pacemaker seizure thinner thinners warfarin chemo kidney
      liver ulcer blood heart interact newborn toddler infant unborn hypertension prescription dangerous harmful
      hazardous vomiting fever bleach ammonia fumes
      """)

  private static func readHealth(_ question: Question, _ words: [String], _ reading: inout Reading) {
    let aboutSafety =
      words.contains("safe") || words.contains("dangerous") || words.contains("toxic") || words.contains("harmful")
      || words.contains("poisonous")
    if aboutSafety, let i = words.firstIndex(of: "safe"), i > 0,
      ["dishwasher", "microwave", "oven", "freezer", "food", "color"].contains(words[i - 1])
        || words.contains("dishwasher") || words.contains("microwave")
    {
      return
    }
    if aboutSafety
      || Pattern("how many|much|often ~ can|should|may|do i|he|she|we|you|they|kids|children take|swallow").matches(
        words)
    {
      reading.health = true
      return
    }
    reading.health =
      words.contains(where: healthWords.contains)
      && (unsafe.matches(words)
        || Pattern("i|he|she|son|daughter|husband|wife|kid|child|friend|mom|mother|dad am|is|are|have|has|take|takes")
          .matches(words))
  }

  static func isHours(_ words: [String], _ moment: Moment?) -> Bool {
    guard Cues.hours.matches(words) else {
      return false
    }
    // "Does the box open from the top": something else opens. Who opens is you, the shop, or nobody named.
    if let i = words.firstIndex(where: {
      ["open", "close", "closed", "shut", "opens", "closes", "opened"].contains($0)
    }), i > 0 {
      let before = words[i - 1]
      let subject: Set<String> = Set(
        words: """
          you shop store is are still it we they place be do usually normally guys ever not also even time when to late
          early market cafe today tomorrow doors department counter folks yall all stay and or the sunday monday tuesday
          wednesday thursday friday saturday there does everything here gonna will sundays open both now actually days
          day christmas easter thanksgiving already weekends
          """)
      if !subject.contains(before), moment == nil { return false }
    }
    return true
  }

  /// Greetings, thanks, good-byes, a wish for staff, a wish to hear it again.
  private static func social(_ question: Question, _ words: [String]) -> Reading? {
    if words.isEmpty { return nil }
    if Cues.repeating.matches(words), words.count <= 9 { return Reading(intent: .repeat, confidence: 0.9) }
    let content = question.roles.indices.filter { question.roles[$0] == .content && !pleasant.contains(words[$0]) }
    let asks =
      Cues.price.matches(words) || Cues.location.matches(words) || Cues.have.matches(words)
      || words.contains("what") && words.count > 4
      || Cues.list.matches(words)
    if Cues.staff.matches(words),
      !Pattern("what|which|how much|many").matches(words) || Pattern("speak|talk to|with").matches(words)
    {
      return Reading(intent: .staff, confidence: 0.9)
    }
    guard content.isEmpty, !asks else { return nil }
    if Cues.goodbye.matches(words) { return Reading(intent: .goodbye, confidence: 0.95) }
    if Cues.thanks.matches(words) { return Reading(intent: .thanks, confidence: 0.95) }
    let soft = question.roles.indices.filter { question.roles[$0] == .soft && !pleasant.contains(words[$0]) }
    if Cues.greeting.matches(words), soft.isEmpty || words.contains("help") {
      return Reading(intent: .greeting, confidence: 0.95)
    }
    return nil
  }

  private static let pleasant: Set<String> = Set(
    words: """
      morning afternoon evening day greetings hiya howdy yo cheers ta bye goodbye farewell cya appreciate thankyou
      grateful night weekend time rest helpful much kindly bunch care later wonderful awesome today lovely super
      excellent brilliant fantastic meet up
      """)

  /// "Three of those", "two jars of": how many are meant. An amount with a unit is a size, not a number of things.
  private static func quantity(_ question: Question) -> Int? {
    let tokens = question.tokens
    for (i, token) in tokens.enumerated() {
      guard let number = token.number, let whole = Int(exactly: number), whole >= 2, whole <= 100 else { continue }
      if i + 1 == tokens.count {
        // "How much are two", "how much for a dozen".
        if i > 0, ["are", "for", "is", "of", "do", "be", "get", "a"].contains(tokens[i - 1].text),
          Cues.price.matches(question.words) || Cues.howMuch.matches(question.words)
        {
          return whole
        }
        continue
      }
      let next = tokens[i + 1]
      if next.isUnit && next.text != "pack"
        || ["percent", "inch", "dollars", "dollar", "cents", "bucks", "$", "year", "years"].contains(next.text)
      {
        continue
      }
      if i > 0, ["size", "$", "under", "over", "below", "number", "than", "between"].contains(tokens[i - 1].text) {
        continue
      }
      let previous = i > 0 ? tokens[i - 1].text : ""
      if [
        "for", "buy", "get", "take", "want", "need", "of", "are", "is", "would", "and", "i", "do", "cost", "have",
        "order",
      ].contains(previous) || i == 0 || next.text == "of" {
        if Words.containers.contains(next.stem) || next.text == "pack" && whole <= 12 || next.text == "of"
          || previous == "for" || previous == "are"
          || previous == "and" || previous == "do" || previous == "would" || previous == "cost" || previous == "get"
          || previous == "buy" || previous == "of" && Cues.price.matches(question.words)
        {
          return whole
        }
      }
    }
    return nil
  }
}
