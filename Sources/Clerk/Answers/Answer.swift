public import Shop

/// What the clerk answers to one question.
public struct Answer: Sendable {
  /// Written text, figures as digits.
  public var answer: String
  public var intent: Intent
  /// The products that the answer speaks of, with the variant where one is meant.
  public var products: [AnsweredProduct]
  /// Parts of the question that name products.
  public var entities: [Entity]
  /// Whether every figure and product name in `answer` stands in the facts that were looked up.
  public var grounded: Bool
  /// How sure the clerk is that this answers the question, 0–1.
  public var confidence: Double
  /// The promotion that the answer tells of, for the journal.
  public var promotion: Promotion?
  /// Whether a member of staff is needed: asked for, in an emergency, or after several questions that were not answered.
  public var callsStaff = false
  /// Whether it answers the question: not "we don't have that", and not "please ask a member of staff".
  public var isAnswered = true
  /// The part of the time that went into knowing what the question means and is about.
  public var understanding: Duration = .zero
  /// What a model made of the answer by rule, where one was asked.
  package var writing: Writing?

  public init(
    answer: String, intent: Intent, products: [AnsweredProduct] = [], entities: [Entity] = [], grounded: Bool = true,
    confidence: Double = 0, promotion: Promotion? = nil
  ) {
    self.answer = answer
    self.intent = intent
    self.products = products
    self.entities = entities
    self.grounded = grounded
    self.confidence = confidence
    self.promotion = promotion
  }

  /// A product that an answer speaks of.
  public struct AnsweredProduct: Sendable, Hashable {
    public var handle: String
    public var title: String
    /// The variant's option values joined by " / ", where one variant is meant.
    public var variant: String?
    /// Option names to values, where one variant is meant.
    public var options: [String: String]
    /// What the variant costs today, or the lowest price of the product.
    public var price: Money?
    /// Whether the variant, or any of the product's, can be had today.
    public var isAvailable: Bool

    public init(
      handle: String, title: String, variant: String? = nil, options: [String: String] = [:], price: Money? = nil,
      isAvailable: Bool = true
    ) {
      self.handle = handle
      self.title = title
      self.variant = variant
      self.options = options
      self.price = price
      self.isAvailable = isAvailable
    }
  }

  /// A part of the question that names a product.
  public struct Entity: Sendable, Hashable {
    public var text: String
    public var handle: String

    public init(text: String, handle: String) {
      self.text = text
      self.handle = handle
    }
  }
}
