package import Shop
import Transformer

extension Turn {
  /// What the merchant wrote, in the merchant's words.
  mutating func passageAnswer(_ match: PassageMatch) -> Draft {
    let passage = clerk.passages.all[match.passage]
    if passage.kind == .faq, passage.text.lowercased() == "staff" {
      // The merchant wants a person to answer this.
      reading.intent = .staff
      reading.confidence = Double(min(0.95, 0.5 + match.score * 0.45))
      if let person = socialAnswer() { return person }
    }
    var text = Self.words(of: passage)
    // "Yes" answers a yes-or-no question only.
    if let first = words.first, ["how", "what", "where", "when", "which", "who"].contains(first),
      text.hasPrefix("Yes, ")
    {
      text = Wording.sentence(String(text.dropFirst(5)))
    }
    // "Do you take hundred dollar bills" is not answered with "Yes, up to $20".
    let asked = question.tokens.filter { $0.number.map { $0 > 1 } ?? false }.map(\.text)
    if text.hasPrefix("Yes, "), !asked.isEmpty,
      case let told = Guard.figures(passage.title + " " + passage.text), !asked.contains(where: told.contains)
    {
      text = Wording.sentence(String(text.dropFirst(5)))
    }
    let intent: Intent
    switch passage.kind {
    case .faq: intent = .faq
    case .policy: intent = .policy
    case .detail: intent = reading.intent == .location ? .location : .shopDetail
    case .hoursNote, .holidays: intent = .hours
    }
    if let also = alsoPassage, also != match.passage { text += " " + Self.words(of: clerk.passages.all[also]) }
    var draft = Draft(text: text, intent: intent, confidence: Double(min(0.95, 0.5 + match.score * 0.45)))
    if let also = alsoPassage {
      draft.facts.texts.append(clerk.passages.all[also].text + " " + clerk.passages.all[also].title)
    }
    draft.facts.texts.append(passage.text)
    draft.facts.texts.append(passage.title)
    draft.passage = match.passage
    draft.keepsFocus = true
    // "How do I wash it": the merchant's rule answers for the thing that we speak of, and "it" stays that thing.
    if standsForFocus, resolution.isFollowUp,
      let product = dialogue.focus.first.flatMap({ catalogue.index(id: $0) }).flatMap({ product($0) })
    {
      draft.products = [answered(product)]
      draft.facts.add(product)
      draft.passage = nil
    }
    return draft
  }

  static func words(of passage: Passage) -> String {
    let text = passage.text
    switch passage.kind {
    case .faq: return Wording.sentence(text)
    case .detail:
      switch passage.key {
      case "address": return "We're at \(Wording.sentence(text))"
      case "phone", "telephone", "phone_number": return "Our phone number is \(Wording.sentence(text))"
      case "email": return "Our email address is \(Wording.sentence(text))"
      case "website", "web", "url": return "Our website is \(Wording.sentence(text))"
      default: break
      }
      fallthrough
    case .policy, .hoursNote, .holidays:
      // A note without its subject gets it: "Returns: within 14 days"; a note that names it stands alone.
      let stems = Set(Tokenizer.tokens(text).map { Stemmer.deepStem($0.text) })
      if passage.titleStems.contains(where: stems.contains) || text.lowercased().hasPrefix("yes")
        || text.lowercased().hasPrefix("no") || text.lowercased().hasPrefix("we ")
      {
        return Wording.sentence(text)
      }
      return Wording.sentence(
        passage.title.prefix(1).uppercased() + passage.title.dropFirst() + ": " + Wording.lowerFirstWord(text))
    }
  }

  /// A service that shops may have and of which this one says nothing.
  func unknownService(_ topic: Int) -> Draft {
    let name = Topics.name(topic).split(separator: "_").joined(separator: " ")
    var draft = Draft(
      text: "I don't have information about \(name) here. Please ask a member of staff.", intent: .policy,
      confidence: 0.4)
    draft.keepsFocus = true
    return draft
  }

  private static let diets: Set<String> = ["vegan", "vegetarian", "veggie", "halal", "kosher", "plant"]

  /// A thing that the shop does not sell; with what comes near, where something does.
  func unknownAnswer(_ missing: [Int], near: [Int]) -> Draft {
    let asked =
      missing.isEmpty
      ? "that"
      : question.tokens.indices.filter { missing.contains($0) }.map { question.tokens[$0].text }.joined(separator: " ")
    let said = (article(before: missing, asked).map { $0 + " " } ?? "") + asked
    // What comes near by name may be just what is avoided.
    let picky = !reading.substances.isEmpty || words.contains(where: Self.diets.contains)
    let near = picky ? [] : near.isEmpty ? nearByMeaning(asked) : near
    let there = products(near.prefix(6)).filter { $0.variants.contains(where: \.inventory.isAvailable) }.prefix(3)
    var draft: Draft
    if there.isEmpty {
      let isWish = words.contains { ["something", "anything"].contains($0) }
      draft = Draft(
        text: isWish ? "Sorry, I don't find anything for \(said) here." : "Sorry, we don't have \(said).",
        intent: .unknownProduct, confidence: 0.75)
    } else {
      draft = self.draft(
        "Sorry, we don't have \(said), but \(nearWords(Array(there))).", .unknownProduct, 0.7, Array(there))
      draft.list = there.map(\.id)
      draft.products = there.map { answered($0) }
    }
    draft.facts.texts.append(question.raw)
    draft.facts.texts.append(asked)
    return draft
  }

  /// What there is instead, with where it stands where just that was asked.
  private func nearWords(_ products: [Product]) -> String {
    let names = products.map { theLower(name($0)) }
    let places = products.map { placeWords($0) ?? "" }
    if reading.intent == .location, !places.contains("") {
      if Set(places).count == 1 {
        let isSeveral = names.count > 1 || Wording.isPlural(name(products[0]))
        return "\(Wording.list(names)) \(isSeveral ? "are" : "is") \(places[0])"
      }
      return Wording.list(
        zip(zip(products, names), places).map { "\($0.1) \(Wording.isAre(name($0.0))) \($1)" })
    }
    return "we do have \(Wording.list(names))"
  }

  /// What stands before the name of a thing and names nothing.
  static let praise = Set(words: "good nice decent great new cheap best the")

  /// "A kayak", "any good book": the article that the shopper said before what the shop does not have.
  private func article(before missing: [Int], _ asked: String) -> String? {
    guard let first = missing.min(), missing.max() == first + missing.count - 1 else { return nil }
    var at = first - 1
    while at >= 0, Self.praise.contains(words[at]) {
      if words[at] == "best" { return "any" }
      at -= 1
    }
    guard at >= 0 else { return nil }
    switch words[at] {
    case "any": return "any"
    case "a", "an":
      return at == first - 1 ? words[at] : asked.first.map("aeiou".contains) ?? false ? "an" : "a"
    default: return nil
    }
  }

  /// What comes nearest to a thing that the shop does not have, by the sentence encoder; at most two.
  private func nearByMeaning(_ asked: String) -> [Int] {
    guard asked != "that", let vector = try? clerk.encoder?.encode(asked) else { return [] }
    return clerk.shop.nearestProducts(to: vector, limit: 2).filter { $0.score > 0.5 }.compactMap {
      catalogue.index(id: $0.id)
    }
  }

  func outOfScope() -> Draft {
    var draft = Draft(
      text: "Sorry, I can only help with things in the shop: products, prices, where to find them and opening hours.",
      intent: .outOfScope, confidence: 0.75)
    draft.keepsFocus = true
    return draft
  }

  func unclear() -> Draft {
    var draft = Draft(
      text:
        "Sorry, I didn't quite get that. You can ask me about a product, its price, where it is, or our opening hours.",
      intent: .unclear, confidence: 0.2)
    draft.keepsFocus = true
    return draft
  }

  /// Greetings and the like.
  func socialAnswer() -> Draft? {
    let text: String
    switch reading.intent {
    case .greeting: text = "Hello, welcome to \(clerk.info.name)! How can I help you?"
    case .thanks:
      text =
        Cues.goodbye.matches(words)
        ? "You're welcome. Have a nice day!" : "You're welcome! Is there anything else I can help with?"
    case .goodbye: text = "Goodbye, and have a nice day!"
    case .staff: text = "Of course. Please ask any member of our staff, they'll be glad to help you in person."
    default: return nil
    }
    var draft = Draft(text: text, intent: reading.intent, confidence: reading.confidence)
    draft.facts.texts.append(clerk.info.name)
    draft.keepsFocus = true
    draft.callsStaff = reading.intent == .staff
    return draft
  }
}
