/// What shops do besides selling goods: words that shoppers and merchants use for one service or rule.
package enum Topics {
  /// The topics that `stem` (a plain or deep stem) speaks of.
  static func of(_ stem: String) -> [Int] { table[stem] ?? [] }

  /// Whether `topic` is a service so plain that a question with it is about the service, whatever goods it also names.
  static func isStrong(_ topic: Int) -> Bool { topic < strongCount || topic >= names.count }

  static func name(_ topic: Int) -> String {
    names.indices.contains(topic) ? names[topic] : PhraseTopics.name(topic) ?? "that"
  }

  static func index(_ name: String) -> Int? { names.firstIndex(of: name) }

  private static let strong: [(String, String)] = [
    (
      "delivery",
      "deliver delivery delivered ship shipping shipped shipment courier dispatch postage mail mailed mailing parcel"
    ),
    (
      "returns",
      "return returns returned refund refunds refundable exchange exchanges exchanged unwanted swap swapped swapping"
    ),
    (
      "payment",
      "pay payment payments cash credit debit visa mastercard amex contactless cheque cheques paypal klarna cashless applepay cards invoice checks"
    ),
    ("restrooms", "restroom restrooms toilet toilets bathroom bathrooms washroom loo wc lavatory"),
    ("wifi", "wifi wi-fi internet wireless hotspot network"),
    ("parking", "park parking parked garage"),
    ("hiring", "hiring hire vacancy vacancies employment recruit recruiting apprenticeship job jobs career careers"),
    ("phone", "phone telephone"),
    ("email", "email e-mail"),
    ("address", "address"),
    ("wheelchair", "wheelchair accessible accessibility disabled disability ramp stepfree elevator"),
    ("atm", "atm cashpoint"),
    ("loyalty", "loyalty rewards membership member members join joining"),
    ("gift_cards", "giftcard giftcards voucher vouchers"),
    ("gift_wrap", "wrap wrapping giftwrap giftwrapping wrapped"),
    ("fitting", "changing dressing"),
    ("repairs", "repair repairs repaired fix fixed mend mended mending servicing patch patched rip ripped torn tear"),
    ("alterations", "alter alteration alterations hem hemming tailor tailoring shorten"),
    ("engraving", "engrave engraving engraved personalize personalise monogram"),
    ("warranty", "warranty warranties guarantee guarantees"),
    ("layaway", "layaway installment installments instalment instalments financing finance financed"),
    ("price_match", "pricematch undercut"),
    ("trade_in", "tradein consign consignment secondhand"),
    ("rental", "rent rental rentals renting rented"),
    ("assembly", "assemble assembly assembled"),
    ("installation", "install installation installed installer fitter"),
    ("pickup", "pickup collect collection curbside reserve"),
    ("recycling", "recycle recycling recycled disposal dispose"),
    ("refills", "refill refills"),
    ("reservations", "reservation reservations booking bookings"),
    ("catering", "cater catering caterer"),
    ("workshops", "workshop workshops classes lesson lessons course courses teach teaches teaching tuition tutor"),
    ("student_discount", "student students military veteran veterans senior seniors pensioner pensioners nurses"),
    ("donations", "donate donation donations charity"),
    ("prescriptions", "prescription prescriptions prescribe"),
    ("appraisal", "appraise appraisal appraisals valuation"),
    ("piercing", "pierce piercing piercings"),
    ("resizing", "resize resizing resized"),
    ("key_cutting", "keycutting duplicate"),
    ("delivery_time", "lead backorder preorder"),
    ("ordering", "special-order"),
  ]

  private static let weak: [(String, String)] = [
    ("seating", "seat seats seating sit table tables terrace"), ("power", "outlet outlets plug charge charging socket"),
    ("carts", "cart carts trolley trolleys basket baskets"), ("animals", "pet dog animal animals puppy"),
    ("children", "kid kids child children highchair highchairs stroller play"), ("bags", "bag bags carrier"),
    ("order", "order orders ordering preorder ahead online website"), ("cup", "cup cups mug mugs tumbler reusable"),
    ("account", "account sign signup join register card"), ("store", "branch branches location locations"),
    ("age", "age id identification"), ("samples", "sample samples tester taste tasting"),
    ("dairy", "dairy"), ("decaf", "decaf decaffeinated"), ("organic", "organic"), ("origin", "origin source sourced"),
    ("discount", "discount discounts"), ("allergy", "allergy allergies allergic allergen allergens"),
    ("test", "try trial demo"), ("price", "price match beat"), ("mixing", "mix mixing tint tinting"),
    ("sharpening", "sharpen sharpening"), ("cutting", "cut cutting"), ("cleaning", "clean cleaning polish polishing"),
    ("ethics", "ethical conflict fairtrade sustainable sustainably"),
    ("alcohol", "alcohol beer wine liquor spirits booze"),
    ("tobacco", "tobacco cigarette cigarettes smoke vape"), ("bus", "bus train subway tram station transit"),
    ("bike", "bike bikes bicycle rack"), ("laptop", "laptop laptops work working"),
    ("events", "event events party private"),
    ("owner", "owner founder family owned"),
    ("measure", "measure measuring consultation advice appointment appointments"),
    ("swap", "swap change"), ("lost", "lost found"), ("receipt", "receipt receipts proof"),
    ("language", "speak spanish french language"),
    ("photo", "photo photos picture print printing"), ("battery", "battery batteries"),
    ("grind", "grind grinder grinding"),
    ("bakery", "bake baked baking oven"), ("early", "early late"), ("size", "small medium large big size"),
  ]

  private static let strongCount = strong.count
  private static let names: [String] = (strong + weak).map(\.0)
  private static let table: [String: [Int]] = {
    var table: [String: [Int]] = [:]
    for (topic, entry) in (strong + weak).enumerated() {
      for word in entry.1.split(separator: " ") {
        for stem in Set([Stemmer.stem(String(word)), String(word)]) {
          table[stem, default: []].append(topic)
        }
      }
    }
    return table
  }()
}
