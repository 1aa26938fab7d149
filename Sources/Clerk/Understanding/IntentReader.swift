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
    // "Under a hundred" counts nothing.
    reading.quantity = reading.limit == nil ? quantity(question) : nil
    reading.takes = taken(question) != nil
    if let social = social(question, words) { return social }
    readHealth(question, words, &reading)
    readSubstances(question, words, &reading)
    reading.moment = Moments.read(words)
    if let range = idiom.find(in: words) { reading.used.formUnion(range) }
    // "How much does the oxford shirt run".
    if words.count > 3, let last = words.last, ["run", "runs"].contains(last), Cues.price.matches(words) {
      reading.used.insert(words.count - 1)
    }
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

  private static let worksFor = Pattern(
    "would|will|does|do|is|are|can the|this|that|it|they|these|those|your ~ work|suit|do|okay|right|suitable for me|him|her|us|them|my"
  )
  /// "Do I need a hub for the smart bulb".
  private static let needsFor = Pattern("do|would|will|does i|we|one|it need|require a|an|any|to ~ for|with|too")
  private static let asksTotal = Patterns(
    "what is that|it|all", "what is that|it|all come to", "what does that|it make|come",
    "how much then|that|is|altogether|together|for", "what all in"
  )

  /// Turns of speech for a cost whose words name nothing: a set is no set of chairs in "set me back".
  private static let idiom = Patterns("set|sets me|us|you|him|her|one back", "run|runs me|us|you", "ring|rings up")

  private static let openers: Set<String> = Set(
    words: """
      is are do does did can could will would has have am was were should may
      """)

  private static func decide(_ question: Question, _ words: [String], _ reading: inout Reading) {
    func set(_ intent: Intent, _ confidence: Double) {
      reading.intent = intent
      reading.confidence = confidence
    }
    if isHours(words, reading.moment) || comesOnDay(words, reading.moment)
      || comes.matches(words) && ClockTime.read(question) != nil
    {
      return set(.hours, 0.9)
    }
    let spoken = Array(words.prefix(words.count - words.reversed().prefix { closing.contains($0) }.count))
    if spoken.suffix(2) == ["how", "much"], spoken.count <= 12 { return set(.price, 0.9) }
    // "Three cans of balls, what's that", "two of the sets, how much then".
    if reading.quantity != nil, words.count >= 5, asksTotal.matches(Array(words.suffix(4))) { return set(.price, 0.85) }
    if Cues.earlier.matches(words), !Cues.promotion.matches(words) { return set(.price, 0.8) }
    if reading.health,
      !reading.substances.isEmpty || unsafe.matches(words) || takes.matches(words) || tooYoung.matches(words)
        || spoiled.matches(words) || dosing.matches(words)
    {
      return set(.unsafe, 0.9)
    }
    if allergens.matches(words), !Pattern("allergy|allergic ~ free").matches(words) { return set(.allergen, 0.9) }
    if !reading.substances.isEmpty {
      return set(reading.substances.contains { !isFood($0) } ? .ingredient : .allergen, 0.85)
    }
    // "Is there a medium left in the down jacket", "are there any more of the gingham".
    if reading.yesNo, words.contains("left") && thereIs.matches(words) || moreOf.matches(words) {
      reading.settled = true
      return set(.stock, 0.8)
    }
    // "I want to hook up the range myself, is that okay" asks for no range.
    if words.contains("myself"), words.contains(where: allowed.contains) { return set(.detail, 0.45) }
    // "Is there a cable with the microphone" asks what comes with it.
    if comesWith.matches(words), !Cues.promotion.matches(words) {
      reading.settled = true
      return set(.detail, 0.85)
    }
    if betterFor.matches(words), !words.contains("than"), !words.contains("or") { return set(.recommend, 0.8) }
    if Cues.compare.matches(words) || comparesByWord(words) || choosesByWord(words) { return set(.compare, 0.85) }
    if howMuchToDo(words) { return set(.detail, 0.7) }
    if ingredients.matches(words) { return set(.ingredient, 0.85) }
    if Cues.promotion.matches(words) { return set(.promotion, 0.85) }
    if reading.superlative != nil { return set(.superlative, 0.85) }
    if isPresence(question) {
      reading.settled = true
      return set(.stock, 0.8)
    }
    // "Have you sage green paint in a quart".
    if words.count >= 3, words[0] == "any", question.roles[1] != .function || question.tokens[1].number != nil {
      return set(.stock, 0.7)
    }
    if words.count >= 4, words[0] == "have", words[1] == "you", question.roles[2] != .function {
      reading.settled = true
      return set(.stock, 0.8)
    }
    if reading.takes { return set(.price, 0.75) }
    // "What's two memory foam pillows together".
    if words.count >= 4, words[0] == "what", ["is", "are"].contains(words[1]), let number = question.tokens[2].number,
      (1...24).contains(number), question.roles[3] != .function, !Units.isCanonical(words[3])
    {
      return set(.price, 0.8)
    }
    // "And the bigger one" goes on with what was asked before.
    if Cues.options.matches(words), !countsWithin.matches(words), !Cues.priceStrong.matches(words), !isChoice(words),
      !namesSize(question)
    {
      return set(.options, 0.85)
    }
    // "How much caffeine is in it" asks for no price; "how much is it" does.
    // "How long does it go for" asks for no price.
    let isTime =
      Pattern("how long|far|old").matches(words) && !words.contains(where: ["cost", "price", "pay"].contains)
    let price = Cues.price.matches(words) && !quantityOfSomething(question) && !isTime
    let property = property(question)
    if wherePut.matches(words), !DetailCues.cameFrom.matches(words) || findsIt.matches(words) {
      return set(.location, 0.85)
    }
    if let property,
      !(price && Cues.priceStrong.matches(words))
        || amounts.contains(property.name) && !words.contains(where: money.contains)
    {
      reading.property = property
      if property.name == "origin", DetailCues.cameFrom.matches(words) { reading.settled = true }
      return set(.detail, 0.8)
    }
    // "I'm left handed, would the mouse work for me" asks what is known of it.
    if worksFor.matches(words) || needsFor.matches(words) {
      reading.settled = true
      return set(.detail, 0.8)
    }
    // "What does a large latte with oat milk come to": however much stands between.
    if words.first == "what", words.count > 4,
      words.suffix(2) == ["come", "to"] || words.suffix(2) == ["cost", "me"]
        || words.last == "cost"
    {
      return set(.price, 0.9)
    }
    // "How much to make a ring bigger" may be a service.
    if price { return set(.price, muchToDo(question) ? 0.7 : 0.9) }
    if Cues.location.matches(words), !DetailCues.cameFrom.matches(words) { return set(.location, 0.85) }
    if DetailCues.about.matches(words) { return set(.detail, 0.75) }
    // "What kind of gold is the locket" asks about the locket.
    if kindOfThis.matches(words) { return set(.detail, 0.75) }
    if kinds.matches(words), words.contains(where: ["would", "should"].contains) { return set(.recommend, 0.75) }
    if kinds.matches(words), !Pattern("best|recommend|suggest|good").matches(words) { return set(.list, 0.8) }
    if Cues.recommend.matches(words) { return set(.recommend, 0.75) }
    // "How much fruit is there in the jam".
    if quantityOfSomething(question), !words.contains(where: ["stock", "left", "have", "sell"].contains) {
      return set(.detail, 0.6)
    }
    if Cues.count.matches(words) {
      reading.wantsCount = true
      return set(.stock, 0.85)
    }
    if Cues.list.matches(words) { return set(.list, 0.75) }
    // "Can I have it the same day" asks how long it takes.
    if Pattern("same day").matches(words) { return set(.detail, 0.6) }
    if Cues.have.matches(words) { return set(.stock, 0.85) }
    if Cues.stock.matches(words) { return set(.stock, 0.7) }
    if quantityOfSomething(question) || howMany.matches(words) { return set(.detail, 0.6) }
    if DetailCues.whatIs.matches(words) { return set(.detail, 0.5) }
    if reading.yesNo { return set(.detail, 0.45) }
    set(.unclear, 0.2)
  }

  /// "I take pills for my heart": who says so asks for their safety, whatever else was heard.
  private static let takes = Patterns(
    "i|he|she|we am|is|are? ~ take|takes|taking|on ~ pills|tablets|medication|medications|medicine|medicines|antibiotics|thinners|insulin",
    "i|she am|is pregnant|breastfeeding")

  private static func muchToDo(_ question: Question) -> Bool {
    if done.matches(question.words) { return true }
    guard let at = toDo.find(in: question.words)?.upperBound, at < question.words.count else { return false }
    return !["buy", "get", "pay", "order", "purchase"].contains(question.words[at])
  }
  private static let toDo = Pattern("how much to")
  /// "To get my knife done": somebody else does it.
  private static let done = Pattern(
    "get|have|getting|having my|our|a|an|the ~ done|fixed|mended|repaired|cleaned|sharpened|serviced|altered|shortened|restrung|tuned|framed|engraved|stretched|resoled|valued|cut|washed|groomed|installed|fitted|delivered"
  )
  /// How one stops speaking.
  private static let closing: Set<String> = ["please", "then", "today", "now", "thanks", "there", "again", "exactly"]
  private static let thereIs = Pattern("is|are there")
  private static let moreOf = Pattern("is|are there any|some? more of")
  private static let allowed: Set<String> = ["okay", "ok", "allowed", "safe", "alright", "fine", "dangerous", "legal"]
  /// "How many colors are in it" counts what is in one thing, and asks for no choice.
  private static let countsWithin = Patterns(
    "how many * is|are|come|comes in|inside the|a|an|it|this|that|each|one|every|them", "how many * is|are inside|there"
  )
  private static let findsIt = Pattern("where ~ i|we find|get|buy|see")
  private static let comesWith = Pattern("is|are there a|an|any ~ with|in the|this|that|it|them|those")
  private static let betterFor = Pattern("which|what ~ better for|at|with")

  /// "Is the brie milder than the blue": any comparative before "than".
  private static func comparesByWord(_ words: [String]) -> Bool {
    guard let than = words.firstIndex(of: "than"), than > 0 else { return false }
    return words[..<than].suffix(4).contains {
      $0.hasSuffix("er") && $0.utf8.count > 4 && !["under", "other", "rather", "over"].contains($0)
    }
  }

  /// "Which is hotter the garam masala or the madras": any comparative of two that are named.
  private static func choosesByWord(_ words: [String]) -> Bool {
    guard words.contains("or"), let first = words.first, ["which", "what"].contains(first) else { return false }
    return words.indices.dropFirst().contains { i in
      words[i].hasSuffix("er") && words[i].utf8.count > 4
        && ["is", "are", "one", "tastes", "feels", "gets", "lasts", "runs"].contains(words[i - 1])
    }
  }

  /// "And the bigger one", "what about the smaller one".
  private static func isChoice(_ words: [String]) -> Bool {
    let rest = words.filter { !["and", "what", "about", "how", "the", "or", "then", "okay", "no"].contains($0) }
    return rest.count == 2 && rest[1] == "one" && rest[0].hasSuffix("er")
  }

  /// "And in a size eight", "have you got it in a size ten": which one is said, and not asked.
  private static func namesSize(_ question: Question) -> Bool {
    let words = question.words
    guard let at = words.firstIndex(of: "size"), at > 0, ["a", "an"].contains(words[at - 1]), at + 1 < words.count
    else {
      return false
    }
    return question.tokens[at + 1].number != nil && !words.contains { ["what", "which"].contains($0) }
  }

  /// "Is the brie in", "is the gas stove here": whether a thing is there at all.
  private static func isPresence(_ question: Question) -> Bool {
    let words = question.words
    guard words.count >= 3, ["is", "are"].contains(words[0]), let last = words.last,
      words.count <= (words.suffix(2) == ["still", "here"] ? 14 : 9)
    else { return false }
    // "Is the hibiscus on today".
    if words.count <= 8, words.count >= 5, words[words.count - 2] == "on", ["today", "tonight", "now"].contains(last) {
      return true
    }
    // "Is the nylon lead there in blue".
    if let there = words.firstIndex(of: "there"), there >= 3, words[1] != "how" { return true }
    if let here = words.firstIndex(of: "here"), here >= 3, here + 1 < words.count, words[here + 1] == "in" {
      return true
    }
    return ["in", "here", "about", "around"].contains(last) && !["how", "where"].contains(words[1])
  }

  /// "How much should I feed him": an amount that is used, and no price.
  private static func howMuchToDo(_ words: [String]) -> Bool {
    guard let range = amountUsed.find(in: words), range.upperBound < words.count else { return false }
    return !["pay", "owe", "spend", "cost", "be", "get", "save", "have", "want", "need", "ask", "charge"].contains(
      words[range.upperBound])
      && range.upperBound + 1 < words.count
  }
  private static let amountUsed = Pattern("how much|often should|do|can|must i|we|you|one|he|she|they")

  /// "When can I come in Saturday": a visit on a day asks for the hours of that day.
  private static func comesOnDay(_ words: [String], _ moment: Moment?) -> Bool {
    guard let moment, moment != .now else { return false }
    return visit.matches(words) || collects.matches(words)
  }
  /// "Can I come in at half past one": a visit at a time of day.
  private static let comes = Pattern("can|could|may|should|shall i|we|one ~ come|visit|pop|drop|arrive|stop|swing")
  private static let wherePut = Patterns(
    "where|whereabouts do|can|could|would|should i|we|you ~ find|get|keep|see", "where|whereabouts is|are the|your",
    "where|whereabouts do|can|should i|we go with|for|to find|get|buy?")
  /// "Can I pick up my order on Thanksgiving".
  private static let collects = Pattern("can|could|may i|we pick|collect|fetch up? my|our|the|an|it|them")
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
    // "How long is the guarantee" asks for no length.
    if words.contains(where: { ["warranty", "guarantee"].contains($0) }), !Cues.have.matches(words),
      let warranty = DetailCues.properties.first(where: { $0.name == "warranty" })
    {
      return warranty
    }
    for property in DetailCues.properties where property.patterns.matches(words) {
      switch property.name {
      case "count":
        // "How many are left" is stock.
        if Cues.count.matches(words) { continue }
      case "power":
        // "The sixty five watt one" names a thing by its power.
        if let range = property.patterns.find(in: words), range.lowerBound > 0,
          question.tokens[range.lowerBound - 1].number != nil
        {
          continue
        }
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
      what|which * is|are used? in|inside the|a|an|your|it|this|that|these|those
      what do|does you|they put|use|mix in|into|on|for
      what do|does you|they make ~ with|from
      what ~ made with|out
      what ~ made of
      """)
}
