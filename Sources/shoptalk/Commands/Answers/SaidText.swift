/// A text as a judge compares it: lower case without accents and emphasis, once as it is and once with number words as
/// digits. It shares nothing with how the clerk reads, so that a slip there is not forgiven here.
struct SaidText {
  /// As it was written.
  let plain: [UInt8]
  /// With number words as digits: "four" as "4", "three dollars fifty" as "3.50", "seventy five cents" as "0.75".
  let digits: [UInt8]
  /// Every number of either, in hundredths.
  let numbers: Set<Int>
  /// Every number of `plain`, in hundredths.
  let plainNumbers: Set<Int>

  init(_ text: String) {
    plain = Self.canonical(text)
    digits = Self.wordsToDigits(plain)
    plainNumbers = Self.numbers(plain)
    numbers = plainNumbers.union(Self.numbers(digits))
  }

  /// Whether the text says `fact`: a number as a number, other text where a word begins.
  /// - Parameter strictly: whether number words count only where they are written so, as is right for what must not be
  ///   said.
  func says(_ fact: String, strictly: Bool = false) -> Bool {
    let wanted = Self.canonical(fact)
    let bare = wanted.first == 36 ? Array(wanted.dropFirst()) : wanted
    if let value = Self.wholeNumber(bare) { return (strictly ? plainNumbers : numbers).contains(value) }
    guard let first = wanted.first, Self.isLetter(first) || Self.isDigit(first), !wanted.starts(with: "n't".utf8) else {
      return Self.occurs(wanted, in: plain, atWord: false)
    }
    if Self.occurs(wanted, in: plain, atWord: true) { return true }
    if strictly { return false }
    if let clock = Self.clock(wanted), Self.occurs(clock, in: digits, atWord: true, asNumber: true) { return true }
    return Self.occurs(wanted, in: digits, atWord: true)
  }

  /// Amounts of money, in hundredths: behind a currency sign, or before "dollars".
  var amounts: Set<Int> {
    var found: Set<Int> = []
    var i = 0
    while i < plain.count {
      if plain[i] == 36 {
        var j = i + 1
        if j < plain.count, plain[j] == 32 { j += 1 }
        let number = Self.numberEnd(plain, j, leadingPoint: true)
        if number > j, let value = Self.hundredths(plain[j..<number]) { found.insert(value) }
        i = max(number, i + 1)
      } else if Self.isDigit(plain[i]), i == 0 || !(Self.isDigit(plain[i - 1]) || plain[i - 1] == 46) {
        let end = Self.numberEnd(plain, i, leadingPoint: false)
        let behind = plain[end...].prefix(9)
        if i == 0 || plain[i - 1] != 36,
          [" dollars", " usd", " bucks"].contains(where: { behind.starts(with: $0.utf8) }),
          let value = Self.hundredths(plain[i..<end])
        {
          found.insert(value)
        }
        i = end
      } else {
        i += 1
      }
    }
    return found
  }

  /// Lower case ASCII: no accents, no emphasis, hyphens between letters as spaces, numbers without thousands separators.
  static func canonical(_ text: String) -> [UInt8] {
    var out: [UInt8] = []
    for scalar in text.decomposedScalars {
      switch scalar {
      case "\u{2019}", "\u{2018}", "\u{02BC}": out.append(39)
      case "\u{201C}", "\u{201D}": out.append(34)
      case "\u{2010}"..."\u{2013}": out.append(45)
      case "\u{2014}": out += Array(" - ".utf8)
      case "€", "£", "¥", "₹", "₩": out.append(36)
      case "*", "_", "`": continue
      case "A"..."Z": out.append(UInt8(scalar.value) + 32)
      case _ where scalar.properties.generalCategory == .nonspacingMark: continue
      case _ where scalar.properties.isWhitespace: out.append(32)
      case _ where scalar.isASCII: out.append(UInt8(scalar.value))
      default: out += Array(String(scalar).lowercased().utf8)
      }
    }
    var clean: [UInt8] = []
    for (i, byte) in out.enumerated() {
      let before = clean.last ?? 32
      let next = i + 1 < out.count ? out[i + 1] : 32
      if byte == 45, isLetter(before), isLetter(next) {
        clean.append(32)
      } else if byte == 44, isDigit(before), i + 3 < out.count, out[i + 1...i + 3].allSatisfy(isDigit),
        i + 4 >= out.count || !isDigit(out[i + 4])
      {
        continue
      } else if byte == 32, before == 32, !clean.isEmpty {
        continue
      } else {
        clean.append(byte)
      }
    }
    return clean
  }

  static func isLetter(_ byte: UInt8) -> Bool { (97...122).contains(byte) || byte >= 128 }
  static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }

  /// Where a number that begins at `start` ends; `start` itself where none does.
  private static func numberEnd(_ text: [UInt8], _ start: Int, leadingPoint: Bool) -> Int {
    var end = start
    while end < text.count, isDigit(text[end]) { end += 1 }
    guard end > start || leadingPoint else { return start }
    if end + 1 < text.count, text[end] == 46, isDigit(text[end + 1]) {
      end += 1
      while end < text.count, isDigit(text[end]) { end += 1 }
    }
    return end
  }

  static func hundredths(_ digits: some Sequence<UInt8>) -> Int? {
    guard let value = Double(String(decoding: Array(digits), as: UTF8.self)), value < 1e12 else { return nil }
    return Int((value * 100).rounded())
  }

  private static func wholeNumber(_ text: [UInt8]) -> Int? {
    guard let first = text.first, isDigit(first), numberEnd(text, 0, leadingPoint: false) == text.count else {
      return nil
    }
    return hundredths(text)
  }

  static func numbers(_ text: [UInt8]) -> Set<Int> {
    var found: Set<Int> = []
    var i = 0
    while i < text.count {
      guard isDigit(text[i]) else {
        i += 1
        continue
      }
      let end = numberEnd(text, i, leadingPoint: false)
      if let value = hundredths(text[i..<end]) { found.insert(value) }
      i = end
    }
    return found
  }

  /// "4:30" as "4.30", as "four thirty" comes out.
  private static func clock(_ text: [UInt8]) -> [UInt8]? {
    guard let colon = text.firstIndex(of: 58), colon > 0, colon + 3 == text.count,
      text[..<colon].allSatisfy(isDigit), text[(colon + 1)...].allSatisfy(isDigit)
    else { return nil }
    return Array(text[..<colon]) + [46] + text[(colon + 1)...]
  }

  /// Whether `part` occurs, at the begin of a word or anywhere. "0" may stand before "7:00".
  private static func occurs(_ part: [UInt8], in text: [UInt8], atWord: Bool, asNumber: Bool = false) -> Bool {
    guard let first = part.first, text.count >= part.count else { return false }
    let isTime = part.count == 4 && part[1] == 58 && isDigit(part[0])
    for start in 0...(text.count - part.count) where text[start] == first {
      guard text[start..<start + part.count].elementsEqual(part) else { continue }
      if !atWord { return true }
      var before = start > 0 ? text[start - 1] : 32
      if isTime, before == 48 { before = start > 1 ? text[start - 2] : 32 }
      if isLetter(before) || isDigit(before) || asNumber && before == 46 { continue }
      if asNumber, start + part.count < text.count, isDigit(text[start + part.count]) { continue }
      return true
    }
    return false
  }
}

extension String {
  /// The scalars with letters and their accents apart.
  fileprivate var decomposedScalars: [Unicode.Scalar] {
    // Characters of one scalar that carry an accent are parted by comparing them with their base letters.
    unicodeScalars.flatMap { scalar -> [Unicode.Scalar] in
      guard !scalar.isASCII, let parts = SaidText.accents[scalar] else { return [scalar] }
      return [parts]
    }
  }
}

extension SaidText {
  /// Letters with accents that English shops write, and their base letters.
  fileprivate static let accents: [Unicode.Scalar: Unicode.Scalar] = {
    let groups: [(Unicode.Scalar, String)] = [
      ("a", "àáâãäåāăąÀÁÂÃÄÅĀĂĄ"), ("c", "çćčÇĆČ"), ("d", "ďĎ"), ("e", "èéêëēėęěÈÉÊËĒĖĘĚ"), ("g", "ğĞ"),
      ("i", "ìíîïīįÌÍÎÏĪĮ"), ("l", "ľĺĽĹ"), ("n", "ñńňÑŃŇ"), ("o", "òóôõöōőÒÓÔÕÖŌŐ"), ("r", "řŕŘŔ"),
      ("s", "śšşŚŠŞ"), ("t", "ťţŤŢ"), ("u", "ùúûüūůűÙÚÛÜŪŮŰ"), ("y", "ýÿÝŸ"), ("z", "źżžŹŻŽ"),
    ]
    var table: [Unicode.Scalar: Unicode.Scalar] = [:]
    for (base, letters) in groups { for letter in letters.unicodeScalars { table[letter] = base } }
    return table
  }()
}
