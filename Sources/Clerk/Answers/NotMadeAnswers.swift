import Shop

/// What a product does not come in, and what it does.
extension Turn {
  /// "The shirt doesn't come in green. It comes in blue and white."
  func notMade(_ product: Product, _ unavailable: (option: Int, asked: String), _ intent: Intent) -> Draft {
    let name = name(product)
    let option = product.options[unavailable.option]
    let values = Wording.list(option.values.map { said(option, $0) }, limit: 6)
    let asked = unavailable.asked
    let they = Wording.itThey(name) == "they"
    let text =
      "\(the(name)) \(they ? "don't" : "doesn't") come in \(Wording.value(asked)). \(they ? "They come" : "It comes") in \(values)."
    var draft = draft(text, intent, 0.8, [product])
    draft.facts.texts.append(asked)
    draft.facts.counts.insert(String(option.values.count - 6))
    return draft
  }

  /// "There's no bed in navy and queen. In navy it comes as king, and in queen in ash and oak."
  func notTogether(_ product: Product, _ chosen: [Int: [String]], _ intent: Intent) -> Draft {
    let name = name(product)
    func words(_ option: Int) -> String {
      Wording.list((chosen[option] ?? []).map { said(product.options[option], $0) }, "or")
    }
    let options = chosen.keys.filter(product.options.indices.contains).sorted()
    let plural = Wording.isPlural(name)
    var text = "Sorry, \(theLower(name)) \(plural ? "don't" : "doesn't") come in \(Wording.list(options.map(words)))."
    for option in options {
      let having = product.variants.filter { v in
        option < v.optionValues.count && (chosen[option] ?? []).contains(v.optionValues[option])
      }
      for other in options where other != option {
        var values: [String] = []
        for variant in having where other < variant.optionValues.count && !values.contains(variant.optionValues[other])
        {
          values.append(variant.optionValues[other])
        }
        guard !values.isEmpty, values.count <= 6 else { continue }
        text +=
          " In \(words(option)) there \(values.count == 1 ? "is" : "are") \(Wording.list(values.map { said(product.options[other], $0) }))."
      }
      if options.count > 2 { break }
    }
    return draft(text, intent, 0.8, [product], chosen: chosen)
  }
}
