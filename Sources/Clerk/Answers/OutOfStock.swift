import Shop

/// What is told of stock besides what was asked.
extension Turn {
  /// The draft, which says too that what it speaks of is out of stock, where the question chose that.
  func withStock(_ draft: Draft) -> Draft {
    guard [.detail, .options].contains(draft.intent), draft.products.count == 1,
      let product = resolution.found.cards.first.flatMap({ product($0) }), product.handle == draft.products[0].handle,
      !draft.text.contains("out of stock")
    else { return draft }
    let pick = VariantMatcher.pick(product, question.tokens, nameStems: nameStems(product))
    guard !pick.chosen.isEmpty, pick.unavailable == nil, pick.together == nil, let first = pick.variants.first,
      !pick.variants.contains(where: \.inventory.isAvailable),
      product.variants.contains(where: \.inventory.isAvailable)
    else { return draft }
    let name = name(product)
    let wording = Wording.name(name, product, first, only: Set(pick.chosen.keys))
    var draft = draft
    draft.text += " \(the(wording)) \(Wording.isAre(name)) out of stock right now."
    draft.chosen = pick.chosen
    return draft
  }
}
