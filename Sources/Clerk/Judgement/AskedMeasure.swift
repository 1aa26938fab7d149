/// What kind of thing an answer must hold: a time where one asks how long, a weight where one asks how heavy.
struct AskedMeasure: Sendable {
  /// How it is asked for.
  private let asked: Patterns
  /// Words that a text which tells it has.
  private let words: Set<String>
  /// Units of which an amount tells it.
  private let dimensions: Set<Units.Dimension>
  /// Whether any figure does.
  private let takesFigure: Bool

  private init(
    _ asked: String, words: String = "", dimensions: Set<Units.Dimension> = [], takesFigure: Bool = false
  ) {
    self.asked = Patterns(lines: asked)
    self.words = Set(words.split(separator: " ").map(String.init))
    self.dimensions = dimensions
    self.takesFigure = takesFigure
  }

  /// Whether a question asks for it.
  func isAsked(_ question: [String]) -> Bool { asked.matches(question) }

  /// Whether a text tells it.
  func isTold(_ text: String, _ tokens: [Token]) -> Bool {
    if takesFigure, text.contains(where: \.isNumber) || tokens.contains(where: { $0.number != nil }) { return true }
    if tokens.contains(where: { words.contains($0.text) || words.contains($0.stem) }) { return true }
    guard !dimensions.isEmpty else { return false }
    return VariantMatcher.amounts(tokens).contains { amount in
      amount.positions.count == 2
        && Units.magnitude(amount.value, amount.unit).map { dimensions.contains($0.0) } ?? false
    }
  }

  /// The kinds, in the order in which Models/understanding/facts.py has them.
  static let all: [AskedMeasure] = [
    // How long it takes, keeps or lasts.
    AskedMeasure(
      """
      how long|quick|quickly|fast|soon
      when would|will|can|do|does|is|are|should
      how many minutes|hours|days|weeks|months|years
      turnaround|keep|keeps|last|lasts
      """, words: "minute min hour hr day week month year second overnight night"),
    AskedMeasure(
      """
      how long|wide|tall|big|deep|high|thick|large
      height|width|length|size|dimension|dimensions|measure|diameter|opening
      """, words: "inch in cm mm foot feet ft meter metre yard", dimensions: [.length]),
    AskedMeasure(
      """
      how heavy|big
      weigh|weighs|weight|heavy
      how much sugar|salt|protein|fat|fiber|caffeine|does
      """, words: "lb pound oz ounce g gram kg kilo mg", dimensions: [.mass]),
    AskedMeasure(
      """
      how much ~ hold|holds|fit|fits|carry|carries|take|takes
      how big
      capacity|liters|volume|hold|holds
      """, words: "ml l liter litre gallon quart cup pint", dimensions: [.volume]),
    AskedMeasure(
      "how far\nrange|distance|reach", words: "mile km kilometer foot feet ft meter metre"),
    AskedMeasure(
      "what|which day|days|time|month|season\nwhen\nseason",
      words:
        "monday tuesday wednesday thursday friday saturday sunday daily weekend morning evening january february march april may june july august september october november december spring summer fall autumn winter am pm noon"
    ),
    AskedMeasure(
      "how hot|cold|warm\ntemperature|oven|rated|degrees\nwhat temp", words: "degree celsius fahrenheit f c",
      dimensions: [.temperature]),
    AskedMeasure(
      "how many|much|long|wide|tall|big|deep|high|heavy|far|hot|old|fast|strong|bright|loud|thick", takesFigure: true),
    AskedMeasure(
      "how many people|players|person|persons|guests|kids|adults|can|is\nfeed|feeds|serve|serves|sleep|sleeps|seat|seats",
      words: "person people adult kid player child serve feed guest"),
    AskedMeasure("how old\nwhat|which age|ages\nages|age\nold enough\nyear|years old", words: "age year month birth"),
  ]
}
