/// What English figures keep company with: units, currencies, abbreviations, capitals.
enum EnglishWords {
  typealias Noun = SpokenLanguage.Noun

  static let units = SpokenTables.nouns(
    """
    L | l | ltr | ltrs | Ltr = litre
    mL | ml | ML = millilitre
    cL | cl = centilitre
    dL | dl = decilitre
    kg | KG | Kg | kgs = kilogram
    g | gr | gm | gms = gram
    mg = milligram
    mcg | µg | μg = microgram
    oz | oz. | OZ | Oz = ounce
    fl oz | fl. oz. | fl oz. | fl. oz | floz | FL OZ | Fl Oz | Fl. Oz. | US fl oz = fluid ounce
    lb | lbs | lb. | lbs. | LB | Lb | LBS = pound
    pt | pt. | pts = pint
    qt | qt. | qts = quart
    gal | gal. | gals = gallon
    cm | CM = centimetre
    mm | MM = millimetre
    m = metre
    km = kilometre
    km/h | kmh | kph = kilometre an hour / kilometres an hour
    mph = mile an hour / miles an hour
    mi = mile
    in | in. = inch / inches
    ft | ft. = foot / feet
    yd | yds | yd. = yard
    sq ft | sq. ft. | ft² = square foot / square feet
    sq m | m² | sqm = square metre
    cm² = square centimetre
    m³ = cubic metre
    cm³ | cc = cubic centimetre
    °C | ° C | ºC | ℃ = degree Celsius / degrees Celsius
    °F | ° F | ºF | ℉ = degree Fahrenheit / degrees Fahrenheit
    ° = degree
    W = watt
    kW = kilowatt
    kWh = kilowatt hour
    V = volt
    mAh = milliamp hour
    Ah = amp hour
    Hz = hertz / hertz
    kHz = kilohertz / kilohertz
    MHz = megahertz / megahertz
    GHz = gigahertz / gigahertz
    dB = decibel
    KB | kB = kilobyte
    MB = megabyte
    GB = gigabyte
    TB = terabyte
    Mbps = megabit a second / megabits a second
    lm = lumen
    px = pixel
    MP = megapixel
    dpi = dot per inch / dots per inch
    rpm | RPM = turn a minute / turns a minute
    psi = P S I / P S I
    IU = international unit
    kcal | Cal = calorie
    cal = calorie
    kJ = kilojoule
    tbsp | tbsp. | Tbsp = tablespoon
    tsp | tsp. | Tsp = teaspoon
    doz | doz. = dozen / dozen
    pk | pk. | pck = pack / pack
    pc | pcs | pcs. | pc. = piece
    ct | ct. | CT = count / count
    min | min. | mins = minute
    sec | secs | sec. = second
    hr | hrs | hr. | hrs. | h = hour
    yr | yrs | yr. = year
    mo | mos = month
    wk | wks = week
    cts = cent
    """)

  static let currencies: [String: SpokenLanguage.Currency] = {
    func make(_ one: String, _ many: String? = nil, _ minor: String? = "cent", _ minors: String? = nil)
      -> SpokenLanguage.Currency
    {
      .init(
        main: Noun(one: one, many: many ?? one + "s"),
        minor: minor.map { Noun(one: $0, many: minors ?? $0 + "s") })
    }
    var out: [String: SpokenLanguage.Currency] = [
      "EUR": make("euro"), "GBP": make("pound", nil, "penny", "pence"), "JPY": make("yen", "yen", nil),
      "CNY": make("yuan", "yuan", "fen", "fen"), "KRW": make("won", "won", nil),
      "INR": make("rupee", nil, "paisa", "paise"),
      "CHF": make("franc", nil, "centime"), "SEK": make("krona", "kronor", "öre", "öre"),
      "NOK": make("krone", "kroner", "øre", "øre"), "DKK": make("krone", "kroner", "øre", "øre"),
      "PLN": make("zloty", nil, "grosz", "groszy"), "CZK": make("crown", nil, "heller"),
      "HUF": make("forint", nil, nil),
      "MXN": make("peso", nil, "centavo"), "ARS": make("peso", nil, "centavo"), "CLP": make("peso", nil, nil),
      "COP": make("peso", nil, "centavo"), "PHP": make("peso", nil, "centavo"), "BRL": make("real", "reais", "centavo"),
      "TRY": make("lira", nil, "kurush", "kurush"), "RUB": make("rouble", nil, "kopeck"),
      "ZAR": make("rand", "rand"), "ILS": make("shekel", nil, "agora", "agorot"),
      "THB": make("baht", "baht", "satang", "satang"),
      "AED": make("dirham", nil, "fils", "fils"), "SAR": make("riyal", nil, "halala"),
      "UAH": make("hryvnia", nil, "kopiyka"),
      "VND": make("dong", "dong", nil), "IDR": make("rupiah", "rupiah", nil),
      "MYR": make("ringgit", "ringgit", "sen", "sen"),
      "NGN": make("naira", "naira", "kobo", "kobo"), "KES": make("shilling"), "EGP": make("pound", nil, "piastre"),
    ]
    for code in ["USD", "CAD", "AUD", "NZD", "SGD", "HKD"] { out[code] = make("dollar") }
    return out
  }()

  static let words = [
    "minus": "minus", "point": "point", "percent": "percent", "to": "to", "by": "by", "and": "and", "at": "at",
    "dot": "dot", "slash": "slash", "plus": "plus", "per": "per", "times": "times", "number": "number",
    "about": "about",
    "under": "less than", "over": "more than", "equals": "equals", "degrees": "degrees", "outOf": "out of",
    "atMost": "at most", "atLeast": "at least", "dash": "dash", "underscore": "underscore",
    "plusMinus": "plus or minus",
    "feet": "feet", "foot": "foot", "inches": "inches", "inch": "inch", "each": "each", "fractionOf": "of a",
    "thousand": "thousand", "million": "million", "billion": "billion", "karat": "karat", "carat": "carat",
    "carats": "carats", "zero": "zero", "of": "of", "from": "from", "A": "ay", "andHalf": "and a half",
    "allDay": "twenty-four seven",
  ]

  static let monthNames: [String: Int] = {
    var out: [String: Int] = [:]
    for (index, name) in EnglishNumbers.months.enumerated() {
      out[name.lowercased()] = index + 1
      out[String(name.lowercased().prefix(3))] = index + 1
    }
    out["sept"] = 9
    return out
  }()

  static let weekdays = [
    "mon": "Monday", "tue": "Tuesday", "tues": "Tuesday", "wed": "Wednesday", "weds": "Wednesday", "thu": "Thursday",
    "thur": "Thursday", "thurs": "Thursday", "fri": "Friday", "sat": "Saturday", "sun": "Sunday",
  ]

  static let abbreviations = [
    "approx.": "approximately", "approx": "approximately", "incl.": "including", "incl": "including",
    "excl.": "excluding", "excl": "excluding", "etc.": "et cetera", "etc": "et cetera", "e.g.": "for example",
    "i.e.": "that is", "vs.": "versus", "vs": "versus", "ca.": "about", "max.": "maximum", "min.": "minimum",
    "qty": "quantity", "qty.": "quantity", "ea.": "each", "pkg": "package", "pkg.": "package", "pkgs": "packages",
    "asst.": "assorted", "asstd": "assorted", "dept.": "department", "dept": "department", "ave.": "avenue",
    "ave": "avenue", "blvd.": "boulevard", "blvd": "boulevard", "rd.": "road", "mr.": "mister", "mrs.": "missus",
    "ms.": "miz", "mr": "mister", "mrs": "missus", "prof.": "professor", "inc.": "incorporated", "ltd.": "limited",
    "ltd": "limited", "corp.": "corporation", "co.": "company", "bros.": "brothers", "jr.": "junior", "sr.": "senior",
    "mt.": "mount", "apt.": "apartment", "ext.": "extension", "tel.": "telephone", "tel": "telephone",
    "avg.": "average", "avg": "average", "temp.": "temperature", "vol.": "volume", "w/": "with", "w/o": "without",
    "b/c": "because", "n/a": "not available", "a/c": "air conditioning", "c/o": "care of", "wt.": "weight",
    "ht.": "height", "dia.": "diameter", "diam.": "diameter", "assoc.": "association", "est.": "established",
    "govt.": "government", "hwy": "highway", "pls": "please", "thru": "through", "y/o": "year old", "yo.": "year old",
    "a.m.": "A M", "p.m.": "P M", "u.s.": "U S", "u.s.a.": "U S A", "u.k.": "U K", "s/o": "sold out",
    "p/n": "part number", "dbl": "double", "reg.": "regular", "lg.": "large", "sm.": "small", "med.": "medium",
    "org.": "organic", "choc.": "chocolate", "veg.": "vegetable", "pkt": "packet", "btl": "bottle",
  ]

  static let saidAsWords = Set(
    """
    snap ikea lego nasa nato asap laser scuba ram rom pin sim gif nike asus acer aids oled hepa ansi visa ebay fifa unicef
    oat tea red new big hot all and the for not you our out off top one two six ten tin pen pan pot pie pea nut egg ham
    fig rye dry raw low fat jam gin rum ale oil ice mix set box bag bar bed rug mat cup mug jar can lid lip eye ear toe
    hat cap tie bra bib fit fun toy doll car bus bee cat dog pet cow pig hen ant sun sea sky air day age art gem gum log
    map net oak old own pad pro ray rib rod row saw shoe sky spa tan tap tee tub van wax wet wig yak zip buy get has is
    it in on at to of or by so no we he us my me do go if as an be up am are was sale save free best mini maxi medium
    """.split(whereSeparator: { $0 == " " || $0 == "\n" }).map(String.init))

  static let spelled = Set(
    """
    usb led ebt bpa faq atm ups diy uv tv pvc mdf uk us usa eu vat suv gps id hdmi lcd dvd cd pc hd uhd dna gmo msg spf
    ipa aa aaa abc bbq blt ceo cpu dj dvi esp est faq fbi gmt hplc hr iq ip ipx irs iso jpg kfc lte mba mms mp mri msrp
    nfc ngo nyc oem ok pa pdf pm ph pr pto qa qr rgb rsvp sms sos spf ssd std tba tsa uht ul upc url usda vip vr
    wc wifi xl xxl xs abs asmr ac dc ddr eta etd dob dha epa cbd thc hiv hpv iud msm nad nac tdee uva uvb rfid irl eau
    edt edp edc
    """.split(whereSeparator: { $0 == " " || $0 == "\n" }).map(String.init)
  ).subtracting(["wifi", "eau"])
}
