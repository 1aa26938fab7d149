import Clerk
import Session
import Shop

/// Asks the clerk of a new shop for some of its prices before a shopper does.
enum Rehearsal {
  /// Products that are asked for, spread over the catalogue.
  private static let questions = 24

  /// Nil where the clerk can answer from the shop, else a sentence that says how it failed.
  static func problem(_ counter: Counter) -> String? {
    let store = counter.shop
    guard store.productCount > 0 else { return "it holds no product; a shop without products answers nothing" }
    let step = max(1, store.productCount / questions)
    var asked: [Product] = []
    var index = 0
    do throws(ShopError) {
      try store.forEachProduct { product in
        if index % step == 0, asked.count < questions { asked.append(product) }
        index += 1
      }
    } catch { return error.description }
    let found = asked.filter { product in
      var dialogue = Dialogue()
      let answer = counter.clerk.answer("how much is the \(product.title)", in: &dialogue)
      return answer.grounded && answer.products.contains { $0.handle == product.handle }
    }
    // A title may be another's beginning, and then the clerk asks back: half of them is what a sound shop never misses.
    guard found.count * 2 >= asked.count else {
      return "of \(asked.count) products whose price was asked the clerk found \(found.count)"
    }
    return nil
  }
}
