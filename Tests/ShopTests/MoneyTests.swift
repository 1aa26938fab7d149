import Shop
import Testing

@Suite struct MoneyTests {
  @Test(arguments: [
    (349, "USD", "$3.49"), (129_900, "EUR", "€1,299.00"), (5, "USD", "$0.05"), (0, "GBP", "£0.00"),
    (500, "JPY", "¥500"),
    (349, "CHF", "3.49 CHF"), (-200, "USD", "-$2.00"), (1_234_567, "KWD", "1,234.567 KWD"),
    (1_000_000, "JPY", "¥1,000,000"),
  ])
  func isWrittenAsPeopleDo(amount: Int64, code: String, text: String) {
    #expect(Money(minorUnits: amount, currency: Currency(code: code)).formatted == text)
  }

  @Test(arguments: [
    ("3.49", 349), ("$3.49", 349), ("3,49", 349), ("3", 300), ("3.5", 350), ("3.490", 349), (".99", 99),
    ("1,299.00", 129_900),
    ("1.299,00", 129_900), ("1,299", 129_900), ("1 299,50", 129_950), ("15.00 USD", 1500), ("USD 15", 1500),
    ("1'299.00", 129_900),
    ("1,234,567.89", 123_456_789), ("1,00,000.00", 10_000_000), ("0", 0), ("0.00", 0),
  ])
  func readsPrices(text: String, cents: Int64) throws {
    #expect(try Money(parsing: text, currency: Currency(code: "USD")).minorUnits == cents)
  }

  @Test(arguments: [
    "", "free", "abc", "-3", "3.499", "1.299", "€3", "3 EUR", "1e5", "3-4", "1,2,3", "12,34.00", "99999999999999",
    "NaN", "1.2.3",
    "3.49 each", "٣",
  ])
  func refusesWhatIsDoubtful(text: String) {
    #expect(throws: PriceError.self) { try Money(parsing: text, currency: Currency(code: "USD")) }
  }

  @Test func obeysTheCurrencysDecimals() throws {
    #expect(try Money(parsing: "1200", currency: Currency(code: "JPY")).minorUnits == 1200)
    #expect(throws: PriceError.self) { try Money(parsing: "12.50", currency: Currency(code: "JPY")) }
    #expect(try Money(parsing: "1.250", currency: Currency(code: "KWD")).minorUnits == 1250)
  }
}

@Suite struct PromotionRuleTests {
  private let usd = Currency(code: "USD")
  private func money(_ cents: Int64) -> Money { Money(minorUnits: cents, currency: usd) }

  /// The last ones end in half a cent: expected is Python's `round(price * (1 - percent / 100), 2)`.
  @Test(arguments: [
    (349, 20.0, 279), (333, 50, 167), (199, 33.33, 133), (1, 50, 1), (1000, 100, 0), (999, 12.5, 874),
    (1450, 15, 1232), (395, 10, 356), (1395, 30, 976), (1350, 25, 1012), (1450, 25, 1088), (295, 10, 266),
    (1995, 30, 1396), (2250, 15, 1912),
  ])
  func percentagesAreRounded(price: Int64, percent: Double, expected: Int64) {
    let promotion = Promotion(title: "p", appliesTo: "*", kind: .percentOff(percent))
    #expect((promotion.reduced(money(price)) ?? money(price)).minorUnits == expected)
  }

  @Test func amountsNeverGoBelowZero() {
    let promotion = Promotion(title: "p", appliesTo: "*", kind: .amountOff(money(200)))
    #expect(promotion.reduced(money(500)) == money(300))
    #expect(promotion.reduced(money(200)) == nil && promotion.reduced(money(150)) == nil)
    #expect(Promotion(title: "b", appliesTo: "*", kind: .bundle(money(100))).reduced(money(500)) == nil)
  }

  @Test func daysCountInclusively() {
    let promotion = Promotion(title: "p", appliesTo: "*", kind: .message, starts: "2026-02-01", ends: "2026-02-28")
    #expect(promotion.isActive(on: "2026-02-01") && promotion.isActive(on: "2026-02-28"))
    #expect(!promotion.isActive(on: "2026-01-31") && !promotion.isActive(on: "2026-03-01"))
    #expect(Promotion(title: "p", appliesTo: "*", kind: .message).isActive(on: "1999-01-01"))
  }

  @Test func appliesByHandleTypeTagOrVendor() {
    let product = Product(handle: "oat-milk", title: "Oat Milk", vendor: "Bryn", type: "Plant Milk", tags: ["Vegan"])
    for target in ["oat-milk", "plant milk", "vegan", "BRYN", "*"] {
      #expect(Promotion(title: "p", appliesTo: target, kind: .message).applies(to: product))
    }
    for target in ["milk", "oat", "", "Oat Milk!?x"] {
      #expect(!Promotion(title: "p", appliesTo: target, kind: .message).applies(to: product))
    }
  }

  @Test func theBestOfferMakesThePriceAndNoneAddUp() {
    let offers = [
      Promotion(title: "10%", appliesTo: "*", kind: .percentOff(10)),
      Promotion(title: "2 off", appliesTo: "*", kind: .amountOff(money(200))),
    ]
    let variant = Variant(price: money(1000))
    let found = variant.effectivePrice(on: "2026-01-01", with: offers)
    #expect(found?.price == money(800) && found?.regular == money(1000) && found?.promotion?.title == "2 off")
    let sold = Variant(price: money(1000), sale: Sale(price: money(500), starts: "2026-01-01", ends: "2026-01-31"))
    #expect(sold.effectivePrice(on: "2026-01-15", with: offers)?.price == money(500))
    #expect(sold.effectivePrice(on: "2026-02-15", with: [])?.price == money(1000))
    #expect(Variant().effectivePrice(on: "2026-01-01", with: offers) == nil)
  }
}
