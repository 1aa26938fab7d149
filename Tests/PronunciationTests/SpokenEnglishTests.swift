import Pronunciation
import Testing

struct SpokenEnglishTests {
  private func check(_ table: String, language: String = "en-US", currency: String = "USD") {
    let spoken = SpokenForm(language: language, currencyCode: currency)
    for line in table.split(separator: "\n") {
      let sides = line.split(separator: "=", maxSplits: 1).map { $0.trimmingPrefix(" ") }
      guard sides.count == 2 else { continue }
      var written = String(sides[0])
      while written.hasSuffix(" ") { written.removeLast() }
      #expect(spoken(written) == sides[1], "\(written)")
    }
  }

  @Test func money() {
    check(
      """
      $3.49 = three dollars forty-nine
      $0.99 = ninety-nine cents
      $4.00 = four dollars
      $4 = four dollars
      $1 = one dollar
      $1.01 = one dollar and one cent
      $3.05 = three dollars and five cents
      $1,299.00 = one thousand two hundred ninety-nine dollars
      $1,299.99 = one thousand two hundred ninety-nine dollars ninety-nine
      $0.01 = one cent
      $1.5 = one dollar fifty
      $3.499 = three point four nine nine dollars
      -$5 = minus five dollars
      $-5 = minus five dollars
      $3–$5 = three to five dollars
      $3-5 = three to five dollars
      $3.49 - $5.99 = three dollars forty-nine to five dollars ninety-nine
      $3.49/lb = three dollars forty-nine per pound
      $2/each = two dollars each
      $5/month = five dollars per month
      $2.5M = two point five million dollars
      $10k = ten thousand dollars
      $3 million = three million dollars
      3.49 USD = three dollars forty-nine
      USD 3.49 = three dollars forty-nine
      US$12 = twelve dollars
      £3.49 = three pounds forty-nine
      £0.99 = ninety-nine pence
      €3.49 = three euros forty-nine
      3,49 € = three euros forty-nine
      €1 = one euro
      ¥500 = five hundred yen
      50¢ = fifty cents
      CHF 12.50 = twelve francs fifty
      3 for $5. = three for five dollars.
      It is $3.49, was $4.99. = It is three dollars forty-nine, was four dollars ninety-nine.
      """)
    check("$5 = five pesos", currency: "MXN")
    check("$12.50 = twelve dollars fifty", currency: "CAD")
    check("99p = ninety-nine p", currency: "GBP")
  }

  @Test func sizes() {
    check(
      """
      1 L = one litre
      1.5 L = one and a half litres
      0.5 L = half a litre
      1.0 L = one litre
      500 mL = five hundred millilitres
      1.25 L = one point two five litres
      12 oz = twelve ounces
      16 fl oz = sixteen fluid ounces
      16 fl. oz. bottle = sixteen fluid ounces bottle
      It is a 16 oz cup. = It is a sixteen ounce cup.
      a 60 W bulb = a sixty watt bulb
      The rug is 5 x 8 ft. = The rug is five by eight feet.
      5 ft. long = five feet long
      16-oz bag = sixteen ounce bag
      1 lb = one pound
      5 lbs = five pounds
      250g = two hundred fifty grams
      120 x 60 x 75 cm = one hundred twenty by sixty by seventy-five centimetres
      120cm x 60cm = one hundred twenty by sixty centimetres
      2×4 = two by four
      5 x 10 = five by ten
      3x faster = three times faster
      12" = twelve inches
      8" x 10" = eight by ten inches
      5'10" = five feet ten inches
      6' = six feet
      5 in. wide = five inches wide
      We have 5 in stock. = We have five in stock.
      5in = five inches
      6 ft = six feet
      20 % = twenty percent
      20% off = twenty percent off
      5-10% = five to ten percent
      2–3 = two to three
      5-10 kg = five to ten kilograms
      1/2 = one half
      ½ lb = half a pound
      3/4 cup = three quarters cup
      2½ = two and a half
      1 1/2 lb = one and a half pounds
      2 1/4 = two and a quarter
      20 °C = twenty degrees Celsius
      -5 °C = minus five degrees Celsius
      SPF 50 = S P F fifty
      SPF50+ = S P F fifty plus
      18K gold = eighteen karat gold
      14k = fourteen karat
      9ct gold = nine carat gold
      0.5 ct = zero point five carats
      12 ct = twelve count
      4K = four K
      A4 = ay four
      USB-C = U S B C
      5,000 mAh = five thousand milliamp hours
      6-pack = six pack
      12 pk = twelve pack
      Size M = Size medium
      S, M, L and XL = small, medium, large and extra large
      Black / L = Black, large
      2XL = two extra large
      XXL = double extra large
      60 W = sixty watts
      1.5 m = one and a half metres
      100 sq ft = one hundred square feet
      """)
    check(
      """
      Oat Milk 1 L is $3.49. = Oat Milk, one litre, is three dollars forty-nine.
      Oat Milk (1 L) is in aisle 7. = Oat Milk, one litre, is in aisle seven.
      """)
  }

  @Test func numbers() {
    check(
      """
      0 = zero
      7 = seven
      21 = twenty-one
      100 = one hundred
      101 = one hundred one
      1001 = one thousand one
      1,000,000 = one million
      3.14 = three point one four
      0.5 = zero point five
      -3 = minus three
      −3 = minus three
      007 = zero zero seven
      4006381333931 = four zero zero six three eight one three three three nine three one
      1st = first
      2nd = second
      3rd = third
      12th = twelfth
      20th = twentieth
      101st = one hundred first
      4.8/5 = four point eight out of five
      24/7 = twenty-four seven
      #3 = number three
      No. 5 = number five
      aisle 12 = aisle twelve
      1.2.3 = one point two point three
      ~5 = about five
      18+ = eighteen plus
      90s = nineties
      16:9 = sixteen, nine
      in 1999 = in nineteen ninety-nine
      since 2005 = since two thousand five
      in 2025 = in twenty twenty-five
      in 1905 = in nineteen oh five
      2025 = two thousand twenty-five
      """)
    check("101 = one hundred and one", language: "en-GB")
    check("1001 = one thousand and one", language: "en-GB")
  }

  @Test func times() {
    check(
      """
      10:00–19:00 = ten to seven
      10:00-19:00 = ten to seven
      We are open from 10:00 to 19:00. = We are open from ten to seven.
      09:00–17:00 = nine to five
      9:00–17:30 = nine to five thirty
      8:00–20:00 = eight A M to eight P M
      07:00–21:00 = seven A M to nine P M
      10am–7pm = ten to seven
      10:00 am - 7:00 pm = ten to seven
      9-5pm = nine to five
      1–3 pm = one to three P M
      6:00–11:00 = six to eleven A M
      8:00–12:00 = eight A M to noon
      13:00–17:00 = one to five P M
      18:00–02:00 = six P M to two A M
      00:00–24:00 = midnight to midnight
      19:00 = seven P M
      7:30 = seven thirty
      7:05 pm = seven oh five P M
      7 p.m. = seven P M.
      7 p.m. on Sunday = seven P M on Sunday
      10:00 = ten o'clock
      12:00 = noon
      08:30 = eight thirty A M
      8:00-5:00 = eight to five
      2025-01-31 = January thirty-first, twenty twenty-five
      12/31/2025 = December thirty-first, twenty twenty-five
      31/12/2025 = December thirty-first, twenty twenty-five
      31/12 = December thirty-first
      31.12.2025 = December thirty-first, twenty twenty-five
      Dec 24 = December twenty-fourth
      Jan 2nd = January second
      Dec. 24, 2025 = December twenty-fourth, twenty twenty-five
      24 December = December twenty-fourth
      Dec 24–26 = December twenty-fourth to twenty-sixth
      January 2026 = January twenty twenty-six
      Mon–Fri 9–5 = Monday to Friday nine to five
      Sat: closed = Saturday, closed
      Sat–Sun = Saturday to Sunday
      Sun cream = Sun cream
      Open Thurs. and Fri = Open Thursday and Friday
      """)
  }

  @Test func codes() {
    check(
      """
      MM-1001 = M M one zero zero one
      TC-002 = T C zero zero two
      B12 = B twelve
      WD-40 = W D forty
      MP3 = M P three
      555-0123 = five five five, zero one two three
      (555) 123-4567 = five five five, one two three, four five six seven
      555-123-4567 = five five five, one two three, four five six seven
      +1 555 123 4567 = plus one, five five five, one two three, four five six seven
      hello@oatshop.com = hello at oatshop dot com
      https://www.oatshop.com/returns = oatshop dot com slash returns
      oatshop.co.uk = oatshop dot C O dot U K
      SNAP and EBT = snap and E B T
      LED = L E D
      IKEA = ikea
      BPA free = B P ay free
      OAT MILK = oat milk
      DARK CHOCOLATE = dark chocolate
      AAA batteries = triple ay batteries
      H&M = H and M
      Vitamin A = Vitamin ay
      T-shirt = T-shirt
      USA = U S ay
      """)
  }

  @Test func words() {
    check(
      """
      approx. 5 = approximately five
      incl. tax = including tax
      Salt & Vinegar = Salt and Vinegar
      w/ lid = with lid
      w/o sugar = without sugar
      12 Main St. = twelve Main Street.
      St. Ives = Saint Ives
      Dr. Smith = Doctor Smith
      Mr. Smith = mister Smith
      a + b = a plus b
      e.g. oats = for example oats
      nuts, seeds, etc. = nuts, seeds, et cetera.
      gluten-free = gluten-free
      don't = don't
      and/or = and or
      Crème brûlée = Creme brulee
      Jalapeño = Jalapeno
      """)
  }

  @Test func markup() {
    check(
      """
      <p>Oat&nbsp;milk &amp; honey</p><br/>New = Oat milk and honey. New
      **Bold** and _soft_ = Bold and soft
      [our page](https://x.com/a) = our page
      Fresh 🥛 milk ™ = Fresh milk
      # Heading = Heading
      2 * 3 = two by three
      a < b = a b
      • one • two = one, two
      """)
  }

  @Test func sentencesAreFound() {
    #expect(
      sentences(of: "Oat milk is $3.49. It is in aisle 7! Anything else?") == [
        "Oat milk is $3.49.", "It is in aisle 7!", "Anything else?",
      ])
    #expect(
      sentences(of: "We are at 12 St. James St. near Dr. Smith.") == ["We are at 12 St. James St. near Dr. Smith."])
    #expect(sentences(of: "It weighs 3.5 kg. Yes.") == ["It weighs 3.5 kg.", "Yes."])
    #expect(sentences(of: "One\n\nTwo... three… Four") == ["One", "Two... three…", "Four"])
    #expect(sentences(of: "No. We have none.") == ["No.", "We have none."])
    #expect(sentences(of: "It is No. 5 of J. Bach. Yes") == ["It is No. 5 of J. Bach.", "Yes"])
    #expect(sentences(of: " \n .. ") == [])
    #expect(sentences(of: "\"Is it?\" (Yes.) ok") == ["\"Is it?\"", "(Yes.) ok"])
  }
}
