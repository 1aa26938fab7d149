/// What a question says of substances and of health.
extension IntentReader {
  /// What is asked to be in a thing: "is there celery in", "does it contain parabens", "without lactose".
  static func readSubstances(_ question: Question, _ words: [String], _ reading: inout Reading) {
    let asked = Substances.asked(question.tokens)
    var free = 0
    for (range, substance) in asked {
      guard let first = range.first, let last = range.last else { continue }
      // "Dairy free milk": the milk is what is looked for.
      if first >= 2, words[first - 1] == "free", asked.contains(where: { $0.range.upperBound == first - 1 }) {
        continue
      }
      let before = words[..<first]
      let after = last + 1 < words.count ? words[last + 1] : ""
      // "Nut free", "free of nuts", "without wheat", "have nuts in it", "contain gluten", "allergic to nuts".
      let freeOf =
        after == "free" || after == "allergy" || after == "allergies" || after == "intolerance" || after == "allergic"
        || after == "intolerant"
      let near = before.suffix(4)
      let within = near.contains { contains.contains($0) }
      // "Is there sugar added to it".
      let added = after == "added" && last + 2 < words.count && ["in", "to"].contains(words[last + 2])
      let inIt =
        (added || ["in", "inside"].contains(after))
        && (near.contains { ["there", "any", "have", "has", "got", "put", "puts", "add", "use"].contains($0) }
          || first <= 2 && ["is", "are"].contains(words.first ?? ""))
      let haveIt =
        near.contains { ["have", "has", "got", "use", "uses"].contains($0) } && words.first != "have"
        && (!Pattern("do|did|have you").matches(words)) && !(words.first == "i" || words.first == "we")
      // "Isn't the oat milk cheaper" avoids nothing.
      let avoid = near.indices.contains { i in
        ["without", "avoid", "avoiding", "no"].contains(words[i])
          || words[i] == "not" && !(i == 1 && ["is", "are", "does", "do", "can", "will"].contains(words[0]))
      }
      if freeOf || within || inIt || haveIt || avoid {
        reading.substances.append(substance)
        reading.substancePositions.formUnion(range)
        if freeOf { reading.substancePositions.insert(last + 1) }
        // "Nut free", "free of nuts", "without nuts"; "does the sugar free gum have nuts" is no such question.
        let lead = before.suffix(2)
        if after == "free" || lead.last == "without" || ["of", "from"].contains(lead.last) && lead.first == "free" {
          free += 1
        }
        if avoid, !freeOf { reading.avoids = true }
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
          if free > 0 { free += 1 }
        }
      }
      reading.asksFree = free == reading.substances.count
      return
    }
    // "Grain free": any word before "free" that is no service ("is parking free").
    if let free = words.firstIndex(of: "free"), free > 0, question.roles[free - 1] == .content,
      Topics.of(question.tokens[free - 1].stem).isEmpty,
      !(free + 1 < words.count && ["range", "delivery", "shipping", "parking", "sample"].contains(words[free + 1]))
    {
      reading.asksFree = true
      reading.substances = [Substances.single(question.tokens[(free - 1)...(free - 1)])]
      reading.substancePositions.formUnion([free - 1, free])
      return
    }
    if let within = isWithin(question) {
      reading.substances = [Substances.single(question.tokens[within])]
      reading.substancePositions.formUnion(within)
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

  /// "Is there caffeine in it", "are there batteries with the lamp": what is asked to be in a thing or to come with it.
  /// "Is there a bank in the mall" and "is there parking in the back" ask for no part.
  private static func isWithin(_ question: Question) -> Range<Int>? {
    let words = question.words
    // "Are there pistachio pints left in the freezer" asks for goods in a place.
    guard !words.contains("left"), let last = words.last, Places.nouns(in: last).isEmpty,
      let there = words.firstIndex(of: "there"), there > 0, there <= 2, ["is", "are"].contains(words[there - 1])
    else { return nil }
    var start = there + 1
    let hasArticle = start < words.count && ["a", "an"].contains(words[start])
    if start < words.count, hasArticle || ["any", "some", "much", "added"].contains(words[start]) { start += 1 }
    var end = start
    while end < words.count, question.roles[end] != .function, !["added", "included", "inside"].contains(words[end]) {
      end += 1
    }
    guard start < end, end - start <= 3, question.roles[start..<end].contains(.content) else { return nil }
    var bound = end
    while bound < words.count, ["added", "included"].contains(words[bound]) { bound += 1 }
    guard bound + 1 < words.count, ["in", "inside", "with", "to"].contains(words[bound]) else { return nil }
    let isOfIt = ["it", "that", "this", "them", "those", "these"].contains(words[bound + 1])
    let isOfThing = ["the", "your", "a", "an"].contains(words[bound + 1]) && bound + 2 < words.count
    guard isOfIt || isOfThing && !hasArticle else { return nil }
    return question.tokens[start..<end].allSatisfy({ Topics.of($0.stem).allSatisfy { !Topics.isStrong($0) } })
      && !places.contains(last) ? start..<end : nil
  }
  private static let places = Set(
    words:
      "store shop mall building neighborhood street town city freezer fridge refrigerator cooler case display window back"
  )

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
      will|can|could|does|would ~ cure|heal|treat
      hurt|hurts|pain|sore|ache|aches|aching ~ fix|help|cure|relieve
      """)

  /// "I left it on the counter overnight, is it ok to eat": what may have gone bad.
  static let spoiled = Patterns(
    lines: """
      left|leave|leaving|sat|sitting|stood|standing|forgot ~ out|overnight|counter|car|sun|heat|hours|days ~ ok|okay|fine|safe|alright|good|still|eat|drink
      past|expired|moldy|mouldy|rotten|spoiled|thawed ~ ok|okay|fine|safe|alright|still ~ eat|drink|use|take
      """)

  /// "How much of the cough syrup do I give my baby".
  static let dosing = Pattern(
    "how many|much|often ~ give ~ baby|infant|newborn|toddler|child|kid|kids|son|daughter|grandson|granddaughter|boy|girl|him|her|husband|wife|mother|mom|father|dad"
  )

  static let tooYoung = Pattern(
    "son|daughter|kid|child|baby|grandson|granddaughter|niece|nephew|boy|girl|toddler|he|she is|turned|turns? 1|2|3|4|5|6|7|8|9|10|11|12 ~ can|could|may|should|is he|she|they|i|we|it|this|the"
  )
  private static let healthWords: Set<String> = Set(
    words: """
      allergy allergic allergies intolerant intolerance coeliac celiac diabetic diabetes pregnant pregnancy
      breastfeeding medication medications medicine medicines pills tablets antibiotics doctor asthma asthmatic epilepsy
      epipen anaphylaxis anaphylactic reaction rash eczema insulin cholesterol overdose poison poisonous toxic swallow
      swallowed dose dosage symptoms disease illness surgery pacemaker seizure thinner thinners warfarin chemo kidney
      liver ulcer blood heart interact newborn toddler infant unborn hypertension prescription dangerous harmful
      hazardous vomiting fever bleach ammonia fumes cure cures heal heals sciatica arthritis migraine hurt hurts sore
      baby babies hives
      """)

  static func readHealth(_ question: Question, _ words: [String], _ reading: inout Reading) {
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
    // "My daughter is two, can she sleep under it".
    if tooYoung.matches(words) || spoiled.matches(words) || dosing.matches(words) {
      reading.health = true
      return
    }
    reading.health =
      words.contains(where: healthWords.contains)
      && (unsafe.matches(words)
        || Pattern("i|he|she|son|daughter|husband|wife|kid|child|friend|mom|mother|dad am|is|are|have|has|take|takes")
          .matches(words))
  }
}
