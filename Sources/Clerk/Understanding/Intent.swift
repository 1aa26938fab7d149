/// What a shopper wants to know.
public enum Intent: String, Sendable, Hashable, CaseIterable {
  case price, stock, location, options, detail, allergen, ingredient, list, superlative, compare, recommend, promotion
  case hours, policy, faq, staff, greeting
  /// Thanks and good-bye.
  case thanks, goodbye
  /// "Say that again."
  case `repeat`
  /// A fact of the shop itself: restroom, parking, phone, address.
  case shopDetail = "shop_detail"
  /// Health and safety, where a verdict is not ours to give.
  case unsafe
  /// A thing that the shop does not sell.
  case unknownProduct = "unknown_product"
  /// Nothing that a shop clerk knows.
  case outOfScope = "out_of_scope"
  /// Not understood.
  case unclear
}
