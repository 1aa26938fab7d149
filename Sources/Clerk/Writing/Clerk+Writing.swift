import Shop

extension Clerk {
  /// Intents whose answers a writer may put otherwise. What is about health, and what is the merchant's own text, stays
  /// as it is.
  private static let written: Set<Intent> = [
    .price, .stock, .location, .options, .detail, .ingredient, .list, .superlative, .compare, .recommend, .promotion,
    .hours, .unknownProduct, .greeting, .thanks, .goodbye,
  ]

  /// Gives `draft` the writer's words where they say what the rules wrote.
  func write(_ draft: inout Draft, _ question: String) -> Writing? {
    guard let writer, draft.confidence > 0.3, Self.written.contains(draft.intent), draft.passage == nil,
      !draft.callsStaff, info.language.hasPrefix("en"), !draft.text.contains("member of staff"),
      !draft.text.contains("the label"), let pointing = pointing(draft)
    else { return nil }
    var writing = Writing(draft: draft.text)
    let task = WritingTask(
      question: question, intent: draft.intent, draft: pointing.draft,
      values: pointing.values.map { ($0.pointer, $0.text) })
    writing.written = writer.write(task)
    guard let written = writing.written else { return writing }
    writing.fault = fault(written.text, draft, pointing)
    if writing.fault == nil { draft.text = written.text }
    return writing
  }

  /// Why `text` does not say what `draft` says, or nil.
  private func fault(_ text: String, _ draft: Draft, _ pointing: Pointing) -> String? {
    if check.contradicts(text, draft.text) { return "it says the contrary" }
    guard let pointed = pointing.point(text) else { return "it says what is in no fact" }
    if let fault = Claims.fault(draft: pointing.draft, answer: pointed) { return fault }
    if case .ungrounded(let what) = check.check(text, draft.facts) { return "'\(what)' is in no fact" }
    return nil
  }

  private func pointing(_ draft: Draft) -> Pointing? {
    var names = draft.products.map(\.title)
    for id in draft.facts.products {
      guard let card = catalogue.index(id: id).map({ catalogue.cards[$0] }) else { continue }
      names += [card.name, catalogue.spokenName(card)]
    }
    var options: [String] = []
    for product in shop.goods(ids: Array(draft.facts.products.sorted().prefix(12))) {
      names.append(product.title)
      for value in product.options.flatMap(\.values) { options += [value, Wording.value(value)] }
    }
    return Pointing(draft.text, names: names, options: options)
  }
}
