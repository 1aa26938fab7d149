/// Different everyday words for one thing: what one shopper calls a couch, a merchant calls a sofa.
///
/// This is knowledge of English (British and American above all), not of any shop.
package enum Synonyms {
  /// Stems that mean the same as `stem`, itself left out.
  package static func of(_ stem: String) -> [String] { table[stem] ?? [] }

  /// "Salted caramels" are the merchant's salt caramels: what a participle may be made of, and nothing for other words.
  static func ofParticiple(_ stem: String) -> [String] {
    guard stem.hasSuffix("ed"), !stem.hasSuffix("eed"), stem.utf8.count >= 5 else { return [] }
    let base = String(stem.dropLast(2))
    let last = base.last
    let before = base.dropLast().last
    return [base, base + "e"] + (last == before ? [String(base.dropLast())] : [])
  }

  /// Groups parted by commas.
  private static let groups =
    """
    couch sofa settee loveseat, welly wellington gumboot, sneaker trainer, trouser pant slack, jumper sweater pullover, flashlight torch,
    faucet tap, trash garbage rubbish bin, cilantro coriander, zucchini courgette, eggplant aubergine, arugula
    rocket, headphone earphone earbud headset, purse handbag, tv television telly, fridge refrigerator, bun roll,
    soda pop, diaper nappy, stroller pram buggy pushchair, vacuum hoover, wrench spanner, notebook notepad,
    cellphone smartphone mobile phone, laptop notebook, sunglasses shade, pacifier dummy, bandage plaster bandaid,
    hoodie sweatshirt, tee tshirt, vest waistcoat gilet, wardrobe closet armoire, dresser drawer, nightstand
    bedside, lamp light, rug carpet, curtain drape, cushion pillow, blanket throw, duvet comforter, mattress bed,
    bookcase bookshelf, cupboard cabinet, stool barstool, couch sofa, timber lumber wood, screw fastener, adhesive
    glue, sandpaper abrasive, plier pincer, ladder stepladder, hose hosepipe, mower lawnmower, pail bucket, novel
    book, paperback book, painkiller analgesic, ibuprofen advil, acetaminophen paracetamol tylenol, lotion
    moisturizer, sunscreen sunblock suncream, toothpaste dentifrice, tissue kleenex, puppy dog, kitten cat, doggie dog, kitty
    cat, bracelet bangle, necklace pendant, stud earring, ring band, wristwatch watch, brooch pin, cookie biscuit,
    candy sweet, chip crisp, shrimp prawn, garbanzo chickpea, powdered icing confectioner, cornstarch cornflour,
    yogurt yoghurt, mac macbook, charger adapter, cable cord lead wire, speaker loudspeaker, sketchbook sketchpad,
    eraser rubber, backpack rucksack knapsack, suitcase luggage, raincoat mackintosh, hat cap, glove mitten,
    underwear brief underpant, bra brassiere, bathrobe robe, slipper houseshoe, sandal flipflop, plaid tartan check,
    beverage drink, ladies women woman lady, mens men man gent, boy boys, girl girls, kid child children junior
    youth, infant baby newborn, auto car automotive, bike bicycle, gasoline petrol, gray grey, color colour,
    burgundy maroon, navy blue, crimson red, beige tan cream, purple violet, skim skimmed nonfat, ground minced
    mince, hamburger burger, steak beefsteak, shampoo hairwash, picture photo, present gift, jean denim, blouse top,
    nail tack, saw handsaw, drill driver, spade shovel, plant flower, pot planter, doorstep threshold, bulb
    lightbulb, socket outlet, toilet lavatory, sink basin, desk workstation, chair seat, treat snack, leash lead,
    aquarium fishtank, parrot bird, comic manga, marker feltpen, jigsaw puzzle, teddy bear plush, sofabed futon,
    ottoman footstool pouf, tumbler glass, mug cup, pan skillet, saucepan pot, knife blade, spatula turner, wallet
    billfold, scarf shawl, tie necktie, perfume fragrance scent cologne, razor shaver, vitamin supplement,
    normal regular standard original classic, left lefty southpaw, right righty, canister can, ukulele uke,
    drumstick stick, microphone mic, eyelash lash, eyebrow brow, firewood log, chicken hen, antiseptic disinfectant, ointment cream balm salve, record vinyl lp, hardback hardcover, tablet pill caplet
    """

  private static let table: [String: [String]] = {
    var table: [String: [String]] = [:]
    for group in groups.split(separator: ",") {
      let words = group.split(whereSeparator: \.isWhitespace).map { Stemmer.stem(String($0)) }
      for word in words {
        table[word, default: []].append(contentsOf: words.filter { $0 != word })
      }
    }
    return table
  }()
}
