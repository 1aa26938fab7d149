/// Services that people ask for in phrases rather than by one word: "bring it back", "try this on", "put it together".
enum PhraseTopics {
  private static let table: [(topic: String, patterns: Patterns)] = [
    (
      "returns",
      Patterns(
        "bring|take|send|give|brings|taking|bringing ~ back", "money back", "does|do not fit|like|work",
        "swap|exchange ~ for|size", "change my mind", "returned|returnable")
    ),
    ("fitting", Patterns("try|trying ~ on", "changing|fitting|dressing room|rooms|area")),
    (
      "alterations",
      Patterns(
        "take|taken|taking it|this|them|these|those|him|her up|in", "take|taken|taking the * up|in",
        "let it|this|them|these|the * out|down", "too long on|for me|him|her|us|them",
        "hem|hemmed|shortened|lengthened|altered")
    ),
    (
      "lost",
      Patterns(
        "left|lost|forgot|forgotten|dropped my|our|his|her ~ on|in|at|here|behind|there|somewhere|yesterday|earlier",
        "lost and found", "lost property", "handed in", "anybody|anyone|someone|somebody find|found ~ my|a|an|the")
    ),
    (
      "water_damage",
      Patterns(
        "water damage", "got|gotten|all wet|soaked",
        "fell|dropped|drop|fallen|went ~ in|into the|a|my lake|water|toilet|pool|sink|sea|bath|bathtub|river|puddle|ocean"
      )
    ),
    (
      "assembly",
      Patterns("put|puts|putting ~ together", "set|sets it|this|them|that up", "flat pack", "assemble|assembly")
    ),
    (
      "removal",
      Patterns(
        "take|haul|carry|remove|pick|collect ~ away|old", "take|haul|carry ~ off", "rid of", "haul away|off",
        "removal")
    ),
    (
      "layaway",
      Patterns(
        "pay over|monthly|later|weekly|off", "pay ~ now ~ later|rest", "pay ~ off over|in",
        "over a|one|two|three year|years|months", "pay ~ rest later",
        "in installments|instalments|payments",
        "monthly payment|payments|installments", "over time", "payment plan|plans", "interest free",
        "put|hold ~ on layaway")
    ),
    (
      "hold", Patterns("put|set|keep|lay ~ aside|back", "hold|reserve|save ~ for me|us", "on hold", "hold items|it|one")
    ),
    (
      "resizing",
      Patterns(
        "make|made|making ~ bigger|smaller|larger|tighter|looser", "ring ~ resized|sized", "resize|resizing|resized")
    ),
    (
      "key_cutting",
      Patterns(
        "key|keys copied|cut|made|duplicated|copy", "copy|cut|duplicate|make|copies|made ~ key|keys",
        "key cutting|duplication")
    ),
    ("gift_cards", Patterns("gift card|cards|certificate|certificates|voucher|vouchers")),
    (
      "payment",
      Patterns(
        "pay by|with|in|using", "apple|google pay", "credit|debit card|cards", "american express", "tap to pay",
        "take|accept card|cards|cash|visa|mastercard|amex|checks")
    ),
    (
      "hiring",
      Patterns("work|working here", "job|jobs here|openings", "apply for", "looking for staff|work", "you hiring")
    ),
    (
      "delivery",
      Patterns(
        "bring|send ~ to my|our home|house|door|place|address|apartment", "to my house|door|place|home",
        "home delivery", "ship to", "mail it|them")
    ),
    ("phone", Patterns("phone|telephone number", "call you|ahead", "your number")),
    (
      "address",
      Patterns(
        "where are you|we located?", "your address", "street address", "where is this|the|your shop|store|place",
        "how do i get to you|here|there")
    ),
    (
      "price_match",
      Patterns(
        "price match|matching", "match ~ price|prices", "beat ~ price|prices", "cheaper elsewhere|online|somewhere",
        "match ~ competitor|competitors|amazon|online", "do|give|offer|honor|honour the? same price",
        "has|have|had|got|sells|selling|sell it|this|that|them for less|cheaper")
    ),
    ("gift_wrap", Patterns("gift wrap|wrapped|wrapping", "wrap|wrapped ~ up|for|gift|present|it|this|them")),
    (
      "wheelchair",
      Patterns(
        "wheelchair|wheel chair", "is there a lift", "the|a lift to|up", "step free", "disabled access",
        "push chair|stroller")
    ),
    ("parking", Patterns("park my|the|here", "parking lot|space|spaces|garage", "leave my car")),
    (
      "student_discount",
      Patterns(
        "student|senior|military|veteran|teacher|nurse|staff discount|discounts",
        "discount ~ students|seniors|military|veterans|teachers|nurses")
    ),
    (
      "loyalty",
      Patterns(
        "loyalty|rewards|reward|points|membership|member|stamp card|cards|program|programme|scheme|points",
        "earn|collect|get|give|use|many|my points", "points for|on")
    ),
    ("samples", Patterns("try before", "free sample|samples", "can i|we taste|sample|smell|test")),
    (
      "pickup",
      Patterns(
        "pick it|them|this|up? up", "order online", "click and collect", "curbside pickup|pick", "pick up ~ order",
        "online order|orders")
    ),
    ("special_order", Patterns("special order|orders|ordering", "order ~ for me|us|in", "order it|one|some|something")),
    (
      "pets_allowed",
      Patterns(
        "bring|take ~ dog|pet|puppy|cat|animal", "dogs|pets|animals allowed|welcome|ok|okay|inside|in",
        "pet|dog friendly", "service animals|animal|dog|dogs|pets")
    ),
    ("paint_mixing", Patterns("mix ~ color|paint|colors|shade", "custom color|paint|shade", "tint")),
    ("cutting", Patterns("cut ~ wood|lumber|timber|glass|size|length|board|boards", "cut to")),
    ("tool_rental", Patterns("rent|hire|borrow|lease|rents|rental|rentals")),
    (
      "restrooms",
      Patterns(
        "rest room|rooms", "bath room", "use the facilities|loo", "ladies|mens room", "wash my hands", "changing table")
    ),
    ("atm", Patterns("cash machine|point|dispenser", "get|draw|take|withdraw some? cash|money out|from?", "cash back")),
    (
      "installation",
      Patterns(
        "do|can|could|would|will you put|hook|fit ~ in|up|for me|us", "hook|hooking|hooks|hooked it|them|this up")
    ),
    ("wifi", Patterns("wi fi", "internet", "wifi password")),
    (
      "repairs",
      Patterns("fix|repair|repaired|mend|broken|stopped|broke", "new|replace|change|replacement battery|strap")
    ),
    ("prescriptions", Patterns("fill|refill|pick up ~ prescription|prescriptions", "prescription|prescriptions")),
    ("flu_shots", Patterns("flu shot|shots|jab|vaccine", "vaccine|vaccines|vaccination|vaccinations|shot|shots")),
    ("piercing", Patterns("ear|ears|nose pierced|piercing", "pierce|pierced|piercing")),
    // Whoever brings what is no longer needed asks for one of these.
    (
      "recycling",
      Patterns(
        "do|would|will|could you take|want|like|use|accept those|these|them|old|used", "do you want it",
        "take|want|accept ~ empty|empties|dead|broken|worn",
        "where do|can|could|should ~ old|empty|used|worn|dead ~ go",
        "old|empty|used|worn|dead|hard ~ where do|can|should ~ go|put|leave|throw|take",
        "do with ~ old|empty|used|worn|dead", "throw|leave|put|take|bring ~ old|empty|used|worn|dead ~ away|here|out")
    ),
    (
      "donations",
      Patterns("do|would|will|could you take|want|like|use|accept those|these|them|old|used", "do you want it")
    ),
    ("ethics", Patterns("conflict free", "blood diamonds", "fair trade|trade", "ethically|sustainably|responsibly")),
    (
      "trade_in",
      Patterns(
        "trade in|ins", "would|will|do|could|can you take|buy my|our|his|her|their|your ~ old|used",
        "buy ~ used|old|back|secondhand", "grown out of", "outgrown|outgrow|outgrew",
        "second hand", "used books|games|phones")
    ),
  ]

  /// Numbers of the topics follow those of single words.
  private static let first = 1_000

  /// The topics that `words` speak of, with where.
  static func find(in words: [String]) -> [(topic: Int, range: Range<Int>)] {
    var found: [(Int, Range<Int>)] = []
    for (i, entry) in table.enumerated() {
      if let range = entry.patterns.find(in: words) { found.append((Topics.index(entry.topic) ?? first + i, range)) }
    }
    return found
  }

  /// The topic of a merchant's key of one word that is no topic by itself in a question.
  static func topic(ofKey key: String) -> Int? {
    guard ["pets", "pet", "dogs", "animals", "pet policy"].contains(key) else { return nil }
    return table.firstIndex { $0.topic == "pets_allowed" }.map { first + $0 }
  }

  /// The topic of a key that a merchant may write ("fitting_rooms", "price_match").
  static func name(_ topic: Int) -> String? {
    topic >= first && topic - first < table.count ? table[topic - first].topic : nil
  }
}
