/// Reads XML as a stream of tags and texts, in memory that one element bounds, and knows the line of each.
///
/// Product feeds are written by shop plug-ins and are often not well-formed: a bare "&" in a title must cost nothing,
/// where a strict parser gives up the whole file. So this reader takes what it can, as a web browser does. There is no
/// document type, hence no entity of the file's own: nothing can be included from elsewhere and nothing multiplies.
struct XMLReader {
  enum Event: Equatable {
    /// A tag that opens an element, with its name as written (`g:price`).
    case start(String)
    case end(String)
    /// The text between two tags, references resolved; blanks are kept.
    case text(String)
  }

  static let nameLimit = 256
  static let textLimit = 1 << 20
  static let tagLimit = 1 << 16

  private var source: any ByteSource
  private let file: String
  private var chunk: [UInt8] = []
  private var at = 0
  /// The line that is read, from 1.
  private(set) var line = 1
  private var selfClosed: String?
  private var text: [UInt8] = []

  init(_ source: any ByteSource, file: String) {
    self.source = source
    self.file = file
  }

  /// The next event, or nil at the end of the file.
  mutating func next() throws(ShopError) -> Event? {
    if let name = selfClosed {
      selfClosed = nil
      return .end(name)
    }
    while let byte = try peek() {
      guard byte == UInt8(ascii: "<") else {
        try take()
        if text.count < Self.textLimit { text.append(byte) }
        continue
      }
      // A text before the tag is handed over first.
      if !text.isEmpty, try beginsMarkup() == true {
        defer { text.removeAll(keepingCapacity: true) }
        return .text(HTMLText.references(text))
      }
      guard try beginsMarkup() else {
        try take()
        if text.count < Self.textLimit { text.append(byte) }
        continue
      }
      if let event = try markup() { return event }
    }
    guard !text.isEmpty else { return nil }
    defer { text.removeAll(keepingCapacity: true) }
    return .text(HTMLText.references(text))
  }

  private mutating func peek(_ ahead: Int = 0) throws(ShopError) -> UInt8? {
    while at + ahead >= chunk.count {
      let more = try source.next()
      if more.isEmpty { return nil }
      chunk = Array(chunk[at...]) + more
      at = 0
    }
    return chunk[at + ahead]
  }

  private mutating func take() throws(ShopError) {
    if chunk[at] == UInt8(ascii: "\n") { line += 1 }
    at += 1
  }

  /// Whether the "<" here opens a tag rather than standing for itself.
  private mutating func beginsMarkup() throws(ShopError) -> Bool {
    guard let next = try peek(1) else { return false }
    return next == UInt8(ascii: "/") || next == UInt8(ascii: "!") || next == UInt8(ascii: "?") || Self.isNameStart(next)
  }

  private static func isNameStart(_ byte: UInt8) -> Bool {
    byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z") || byte == UInt8(ascii: "_") || byte >= 0x80
  }

  private static func isName(_ byte: UInt8) -> Bool {
    isNameStart(byte) || byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: ":") || byte == UInt8(ascii: "-")
      || byte == UInt8(ascii: ".")
  }

  private mutating func starts(with wanted: StaticString) throws(ShopError) -> Bool {
    for place in 0..<wanted.utf8CodeUnitCount {
      guard try peek(place) == wanted.utf8Start[place] else { return false }
    }
    return true
  }

  private mutating func markup() throws(ShopError) -> Event? {
    if try starts(with: "<!--") {
      try skip(4, past: "-->", keeping: false)
      return nil
    }
    if try starts(with: "<![CDATA[") {
      // Its text is joined to what stands around it; "&" is only itself there.
      try skip(9, past: "]]>", keeping: true)
      return nil
    }
    if try starts(with: "<?") {
      try skip(2, past: "?>", keeping: false)
      return nil
    }
    if try starts(with: "<!") {
      throw .invalid(
        file: file, line: line, column: nil, reason: "has a document type, which no product feed needs",
        remedy: "remove the <!DOCTYPE …> or export the feed again")
    }
    return try tag()
  }

  /// Passes over `count` bytes and everything up to `end`; with `keeping`, what stands between becomes text.
  private mutating func skip(_ count: Int, past end: StaticString, keeping: Bool) throws(ShopError) {
    for _ in 0..<count where try peek() != nil { try take() }
    while let byte = try peek() {
      if try starts(with: end) {
        for _ in 0..<end.utf8CodeUnitCount { try take() }
        return
      }
      try take()
      guard keeping, text.count < Self.textLimit else { continue }
      text.append(byte)
      if byte == UInt8(ascii: "&") { text += Array("amp;".utf8) }
    }
  }

  private mutating func tag() throws(ShopError) -> Event? {
    try take()
    var closes = false
    if try peek() == UInt8(ascii: "/") {
      closes = true
      try take()
    }
    var name: [UInt8] = []
    while let byte = try peek(), Self.isName(byte) {
      if name.count < Self.nameLimit { name.append(byte) }
      try take()
    }
    // Attributes mean nothing in a feed; quoted values may hold ">".
    var quote: UInt8?
    var last: UInt8 = 0
    var length = 0
    while let byte = try peek() {
      length += 1
      guard length < Self.tagLimit else {
        throw .invalid(
          file: file, line: line, column: nil, reason: "has a tag that does not end", remedy: "export the feed again")
      }
      try take()
      if let open = quote {
        if byte == open { quote = nil }
      } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
        quote = byte
      } else if byte == UInt8(ascii: ">") {
        break
      }
      last = byte
    }
    let word = String(decoding: name, as: UTF8.self)
    guard !word.isEmpty else { return nil }
    if closes { return .end(word) }
    if last == UInt8(ascii: "/") { selfClosed = word }
    return .start(word)
  }
}
