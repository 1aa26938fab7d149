/// The short memory of one dialogue at the counter. It ends with silence: the next shopper is someone else.
public struct Dialogue: Sendable {
  /// Seconds of silence after which everything is forgotten.
  public var silence: Double

  /// When the last question was answered.
  var last: Double?
  /// The products last spoken of, the first the foremost.
  package var focus: [Int64] = []
  /// Option index to values that were chosen, of the product in focus.
  var chosen: [Int: [String]] = [:]
  /// What was asked last about products.
  package var intent: Intent?
  /// The property asked for last, where `intent` is `detail`.
  var property: String?
  /// Products that were listed last, in the order in which they were said.
  package var list: [Int64] = []
  /// What "yes" would accept.
  var offer: Offer?
  var lastAnswer: Answer?
  /// Products spoken of one by one, the latest first: "one of each" is of these.
  var recent: [Int64] = []
  /// The merchant's text that the last answer was, with the question that it answered.
  var passage: (index: Int, question: String)?
  /// What was asked last about a product, without the product's name.
  var asked: String?
  /// The day that opening hours were last asked for.
  var moment: Moment?
  /// How many questions in a row were not answered.
  var misses = 0
  /// Promotions that were told: each once in a dialogue.
  var told: Set<Int64> = []

  /// Whether an offer was told that nobody asked for: once in a dialogue is enough.
  var hasAdvertised = false

  /// Something that the clerk asked or offered.
  struct Offer: Sendable {
    var product: Int64
    /// The question as it was meant, to be answered if the shopper says yes.
    var question: String
    var intent: Intent
  }

  public init(silence: Double = 60) { self.silence = silence }

  /// Forgets everything.
  public mutating func end() { self = Dialogue(silence: silence) }

  mutating func begin(at seconds: Double) {
    if let last, seconds - last > silence || seconds < last - 1 { end() }
    last = seconds
  }
}
