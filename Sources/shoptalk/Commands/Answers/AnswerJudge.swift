import Clerk
import Session

/// Judges answers by what a question set expects and by the shop's own files.
struct AnswerJudge {
  let facts: ShopFacts

  struct Verdict {
    /// What should have been said and was not, or was said and must not be.
    var missing: [String] = []
    var wrong: [String] = []
    var isRight: Bool { missing.isEmpty }
  }

  /// Kinds of question to which "I don't know" may be the answer.
  private static let honest: Set<String> = [
    "out_of_scope", "unknown_product", "staff", "greeting", "unsafe", "ambiguous",
  ]

  func judge(_ result: TurnResult, kind: String, _ expected: Expectations.Turn) -> Verdict {
    let answer = result.answer.answer
    var verdict = Verdict()
    let mayBeUnknown = Self.honest.contains(kind) || expected.mayBeUnknown
    let said = SaidText(mayBeUnknown ? answer : NotKnowing.removed(from: answer))
    let products = Set(result.answer.products.map(\.handle))
    for any in expected.handles
    where !any.contains(where: { products.contains($0) || facts.isNamed($0, in: said) }) {
      verdict.missing.append("no word of \(any.joined(separator: " or "))")
    }
    for any in expected.has where !any.contains(where: { said.says($0) }) {
      verdict.missing.append("lacks \(any.joined(separator: " or "))")
    }
    if answer.allSatisfy(\.isWhitespace) { verdict.missing.append("is empty") }
    for text in expected.lacks where said.says(text, strictly: true) {
      if text == "$", kind == "unknown_product", verdict.missing.isEmpty, offersInstead(said) { continue }
      verdict.missing.append("says \(text)")
      verdict.wrong.append("says \(text)")
    }
    for amount in foreignAmounts(answer, question: expected.question ?? result.transcript, expected) {
      let cents = amount % 100
      verdict.wrong.append("\(amount / 100).\(cents < 10 ? "0" : "")\(cents) is nowhere in the shop's files")
    }
    return verdict
  }

  /// Whether every amount is a price of a product that the answer names: what there is in place of what was asked for.
  private func offersInstead(_ said: SaidText) -> Bool {
    let named = facts.goods.keys.filter { facts.isNamed($0, in: said) }
    return !named.isEmpty
      && said.amounts.allSatisfy { amount in named.contains { facts.goods[$0]?.prices.contains(amount) ?? false } }
  }

  /// Amounts that neither stand in the shop's files, nor were said by the shopper, nor follow from such: as a sum, a
  /// difference or a multiple.
  private func foreignAmounts(_ answer: String, question: String, _ expected: Expectations.Turn) -> [Int] {
    let said = SaidText(answer)
    let asked = SaidText(question).numbers
    let unknown = said.amounts.filter { !facts.amounts.contains($0) && !asked.contains($0) }
    guard !unknown.isEmpty else { return [] }
    var known = said.amounts.union(said.numbers).filter { facts.amounts.contains($0) || asked.contains($0) }
    for handle in expected.handles.joined() { known.formUnion(facts.goods[handle]?.prices ?? []) }
    var derived: Set<Int> = []
    for a in known { for b in known { derived.formUnion([a + b, abs(a - b)]) } }
    let counts = Set(
      asked.union(said.numbers).filter { $0 % 100 == 0 && (200...(asked.contains($0) ? 10_000 : 2400)).contains($0) }
        .map { $0 / 100 } + [2])
    var priced = known
    for (handle, goods) in facts.goods where facts.isNamed(handle, in: said) { priced.formUnion(goods.prices) }
    for price in priced { derived.formUnion(counts.map { price * $0 }) }
    return unknown.filter { !derived.contains($0) }.sorted()
  }
}

/// "I don't know" in its many forms: no answer, so that its "not" and its "sorry" deny nothing.
enum NotKnowing {
  static func removed(from answer: String) -> String {
    let text = String(decoding: SaidText.canonical(answer), as: UTF8.self)
    let clauses = [
      /(?:i )?(?:don't|do not) (?:know|understand)[^.;,]*/,
      /(?:i'm |i am )?not (?:sure|certain)[^.;,]*/,
      /(?:(?:don't|do not) have|have no|no) (?:that |this |any |the )?(?:information|info|details?|data)[^.;,]*/,
      /(?:i )?(?:can't|cannot|couldn't|could not|can not) (?:answer|help|tell|say|find|understand)[^.;]*/,
      /(?:i )?(?:am unable to|was unable to) (?:answer|help|tell|say|find|understand)[^.;]*/,
      /didn't (?:catch|understand|get)[^.;]*/,
    ]
    let left = clauses.reduce(text) { $0.replacing($1, with: " ") }
    guard left != text else { return answer }
    let regret = /\b(?:(?:i'm |i am )?(?:so |very )?sorry|unfortunately|i'm afraid)\b/
    return left.replacing(regret, with: " ")
  }
}
