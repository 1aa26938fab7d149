/// What needs no product: opening hours, greetings, thanks; and how many are meant.
extension IntentReader {
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
  static func social(_ question: Question, _ words: [String]) -> Reading? {
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
  static func quantity(_ question: Question) -> Int? {
    let tokens = question.tokens
    if let taken = taken(question) { return taken }
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

  /// "I'll take two", "what would three set me back": how many are bought.
  static func taken(_ question: Question) -> Int? {
    let tokens = question.tokens
    for (i, token) in tokens.enumerated() {
      guard let number = token.number, let whole = Int(exactly: number), (2...100).contains(whole) else { continue }
      let before = i > 0 ? tokens[i - 1].text : ""
      let next = i + 1 < tokens.count ? tokens[i + 1].text : ""
      let takes = ["take", "took", "have", "had", "buy", "bought", "get", "got", "want", "need"].contains(before)
      if takes, i >= 2, ["", "of", "what", "how", "please", "then", "altogether"].contains(next),
        !["you", "they", "it"].contains(tokens[i - 2].text)
      {
        return whole
      }
      if ["would", "will", "do", "does"].contains(before), ["set", "cost", "come", "be", "run"].contains(next) {
        return whole
      }
      if i == 0, Cues.priceStrong.matches(question.words), !tokens.contains(where: { $0.text == "size" }),
        i + 1 < tokens.count, !tokens[1].isUnit, next != "percent"
      {
        return whole
      }
    }
    return nil
  }
}
