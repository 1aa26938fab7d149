/// Turns written text into the words that a person would say: "$3.49" into "three dollars forty-nine", "1.5 L" into
/// "one and a half litres", "10:00–19:00" into "ten to seven".
///
/// The result holds letters, apostrophes, hyphens inside words, spaces and the marks `.` `,` `?` `!`, nothing else, so
/// that any synthesiser can take it. Markup, emoji and control characters are gone. Every text has a spoken form: there
/// are no errors.
public struct SpokenForm: Sendable {
  /// Longer texts are cut: nobody listens for an hour.
  static let longestText = 20_000

  let language: SpokenLanguage
  let currencyCode: String

  /// - Parameters:
  ///   - language: BCP 47; English, German, French and Spanish have rules of their own. For others figures are left to
  ///     the synthesiser, which reads them.
  ///   - currencyCode: ISO 4217, what a bare "$" or "kr" means in this shop.
  public init(language: String = "en", currencyCode: String = "USD") {
    self.language = SpokenLanguage.of(language)
    self.currencyCode = currencyCode.uppercased()
  }

  /// What is said for `written`.
  public func callAsFunction(_ written: String) -> String {
    let clean = WrittenText.clean(String(written.prefix(Self.longestText)))
    guard language.reads else { return SpokenText.tidy(SpokenText.withoutSymbols(clean, language)) }
    var reader = SpokenReader(text: clean, language: language, currencyCode: currencyCode)
    return SpokenText.tidy(reader.read(), ascii: language.ascii)
  }
}
