/// What `shop.toml` says: who the shop is, when it is open, how it does things.
public struct ShopInfo: Sendable, Hashable, Codable {
  public var name: String
  public var tagline: String
  /// BCP 47, e.g. "en".
  public var language: String
  public var currency: Currency
  /// Every other key of `[shop]` in the file's order, e.g. `restrooms`, `parking`, `phone`.
  public var details: [Attribute]
  public var hours: OpeningHours
  /// Every key of `[policies]` in the file's order, e.g. `returns`, `delivery`.
  public var policies: [Attribute]

  public init(
    name: String, tagline: String = "", language: String = "en", currency: Currency, details: [Attribute] = [],
    hours: OpeningHours = OpeningHours(), policies: [Attribute] = []
  ) {
    self.name = name
    self.tagline = tagline
    self.language = language
    self.currency = currency
    self.details = details
    self.hours = hours
    self.policies = policies
  }
}

/// When the shop is open.
public struct OpeningHours: Sendable, Hashable, Codable {
  /// Seven days from Monday; nil where the file does not say, an empty list for "closed".
  public var days: [[Span]?]
  /// The merchant's words on holidays, or empty.
  public var holidays: String
  /// Other keys of `[hours]`, e.g. `pharmacy_counter`.
  public var notes: [Attribute]

  public init(days: [[Span]?] = Array(repeating: nil, count: 7), holidays: String = "", notes: [Attribute] = []) {
    self.days = days
    self.holidays = holidays
    self.notes = notes
  }

  /// From opening to closing, in minutes after midnight; `closes` is above 1,440 for a shop open past midnight.
  public struct Span: Sendable, Hashable, Codable {
    public var opens: Int
    public var closes: Int

    public init(opens: Int, closes: Int) {
      self.opens = opens
      self.closes = closes
    }
  }
}

/// A question that the merchant answered in advance.
public struct FAQEntry: Sendable, Hashable, Identifiable {
  public var id: Int64
  public var question: String
  public var answer: String

  public init(id: Int64 = 0, question: String, answer: String) {
    self.id = id
    self.question = question
    self.answer = answer
  }
}

/// An offer of the shop.
public struct Promotion: Sendable, Hashable, Identifiable {
  public enum Kind: Sendable, Hashable {
    /// Percent off the price, 0–100.
    case percentOff(Double)
    case amountOff(Money)
    /// Several things together for this price; the message says which.
    case bundle(Money)
    case message
  }

  public var id: Int64
  public var title: String
  /// A handle, a product type, a tag, or `*` for the whole shop.
  public var appliesTo: String
  public var kind: Kind
  /// First and last day as `YYYY-MM-DD`, both included; nil for open-ended.
  public var starts: String?
  public var ends: String?
  public var message: String

  public init(
    id: Int64 = 0, title: String, appliesTo: String, kind: Kind, starts: String? = nil, ends: String? = nil,
    message: String = ""
  ) {
    self.id = id
    self.title = title
    self.appliesTo = appliesTo
    self.kind = kind
    self.starts = starts
    self.ends = ends
    self.message = message
  }
}
