/// Takes out of a text what leads to a person, before it is written anywhere: payment cards, telephone and other long
/// numbers, mail addresses, and names where the words around them give them away; written or spoken.
///
/// Errs on the side of silence: a long article number may go as well. It cannot know every name.
public struct Redactor: Sendable {
  static let card = "[card]"
  static let phone = "[phone]"
  static let number = "[number]"
  static let mail = "[mail]"
  static let name = "[name]"

  private let kept: Set<String>

  /// `keeping` holds the shop's own words, which are products and not people ("Ben", "Jack").
  public init(keeping words: some Sequence<String> = [String]()) {
    kept = Set(words.lazy.map { $0.lowercased() })
  }

  /// `text` with each such part replaced by what it was, in brackets.
  public func callAsFunction(_ text: String) -> String {
    var text = text
    let people = PeopleFinder(kept: kept)
    // One after another: an address may contain digits, and a name stand beside a number.
    for find in [people.mail, NumberFinder.find, people.names] {
      let cut = RedactableText(text)
      let parts = find(cut.words)
      if !parts.isEmpty { text = cut.replacing(parts) }
    }
    return text
  }
}

/// How much of what was said is kept.
public enum Privacy: String, Sendable, CaseIterable {
  /// The words as they were heard; payment cards are taken out all the same.
  case full
  /// The words without what leads to a person.
  case redacted
  /// No words: what kind of question it was, about which products, and how long it took.
  case none
}

extension Event {
  /// The event as the privacy setting allows it to be written: `texts` names the attributes that hold words said.
  public func asAllowed(_ privacy: Privacy, texts: Set<String>, redactor: Redactor) -> Event {
    var event = self
    for key in texts {
      guard case .string(let text)? = attributes[key] else { continue }
      switch privacy {
      case .full: event.attributes[key] = .string(redactor.withoutCards(text))
      case .redacted: event.attributes[key] = .string(redactor(text))
      case .none: event.attributes[key] = nil
      }
    }
    return event
  }
}

extension Redactor {
  /// `text` without payment cards only.
  func withoutCards(_ text: String) -> String {
    let cut = RedactableText(text)
    return cut.replacing(NumberFinder.find(in: cut.words).filter { $0.mark == Self.card })
  }
}
