/// How the bytes of a merchant's text file stand for characters.
package enum TextEncoding: Equatable {
  /// `skip` bytes of byte order mark, then UTF-8. `damagedLine` is the first line with a byte that is none.
  case utf8(skip: Int, damagedLine: Int?)
  case utf16(bigEndian: Bool)
  /// What Excel on Windows writes as "CSV"; `firstLine` is the first line that shows it.
  case windows1252(firstLine: Int)

  /// Reads all of `source` and decides. A file is taken for Windows-1252 when its bytes are not UTF-8, unless most
  /// of its characters outside ASCII are sound UTF-8: then it is UTF-8 with a few damaged bytes.
  package static func detect(_ source: inout some ByteSource) throws(ShopError) -> TextEncoding {
    var scan = UTF8Scan()
    var head: [UInt8] = []
    while true {
      let chunk = try source.next()
      if chunk.isEmpty { break }
      if head.count < 4 {
        head += chunk.prefix(4 - head.count)
        if head.starts(with: [0xFF, 0xFE]) { return .utf16(bigEndian: false) }
        if head.starts(with: [0xFE, 0xFF]) { return .utf16(bigEndian: true) }
      }
      scan.feed(chunk)
    }
    scan.end()
    let skip = head.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    guard let bad = scan.firstBadLine else { return .utf8(skip: skip, damagedLine: nil) }
    if skip > 0 || scan.good > scan.bad { return .utf8(skip: skip, damagedLine: bad) }
    return .windows1252(firstLine: bad)
  }
}

/// Counts sound and unsound sequences of UTF-8 (Unicode 16, table 3-7) across chunks.
struct UTF8Scan {
  private(set) var good = 0
  private(set) var bad = 0
  private(set) var firstBadLine: Int?
  private var line = 1
  private var needed = 0
  private var low: UInt8 = 0x80
  private var high: UInt8 = 0xBF

  mutating func feed(_ chunk: [UInt8]) {
    for byte in chunk {
      if needed > 0 {
        if byte >= low && byte <= high {
          needed -= 1
          (low, high) = (0x80, 0xBF)
          if needed == 0 { good += 1 }
          continue
        }
        fail()
      }
      switch byte {
      case 0x0A: line += 1
      case 0..<0x80: break
      case 0xC2...0xDF: expect(1)
      case 0xE0: expect(2, from: 0xA0)
      case 0xED: expect(2, to: 0x9F)
      case 0xE1...0xEF: expect(2)
      case 0xF0: expect(3, from: 0x90)
      case 0xF1...0xF3: expect(3)
      case 0xF4: expect(3, to: 0x8F)
      default: fail()
      }
    }
  }

  mutating func end() { if needed > 0 { fail() } }

  private mutating func expect(_ count: Int, from: UInt8 = 0x80, to: UInt8 = 0xBF) {
    (needed, low, high) = (count, from, to)
  }

  private mutating func fail() {
    (needed, low, high) = (0, 0x80, 0xBF)
    bad += 1
    if firstBadLine == nil { firstBadLine = line }
  }
}

/// A source of UTF-8 made from one in any `TextEncoding`. UTF-8 itself passes as it is: damaged bytes are repaired
/// where fields become strings.
package struct UTF8Source<Base: ByteSource>: ByteSource {
  private var base: Base
  private let encoding: TextEncoding
  private var toSkip: Int
  /// Bytes of an unfinished UTF-16 unit or pair.
  private var left: [UInt8] = []

  package init(_ base: Base, encoding: TextEncoding) {
    self.base = base
    self.encoding = encoding
    switch encoding {
    case .utf8(let skip, _): toSkip = skip
    case .utf16: toSkip = 2
    case .windows1252: toSkip = 0
    }
  }

  package mutating func next() throws(ShopError) -> [UInt8] {
    while true {
      var chunk = try base.next()
      if chunk.isEmpty { return finish() }
      if toSkip > 0 {
        let skipped = min(toSkip, chunk.count)
        chunk.removeFirst(skipped)
        toSkip -= skipped
      }
      let out: [UInt8]
      switch encoding {
      case .utf8: out = chunk
      case .windows1252: out = Windows1252.utf8(chunk)
      case .utf16(let bigEndian): out = utf16(chunk, bigEndian)
      }
      if !out.isEmpty { return out }
    }
  }

  private mutating func finish() -> [UInt8] {
    defer { left = [] }
    return left.isEmpty ? [] : Array("\u{FFFD}".utf8)
  }

  private mutating func utf16(_ chunk: [UInt8], _ bigEndian: Bool) -> [UInt8] {
    let bytes = left + chunk
    var units: [UInt16] = []
    units.reserveCapacity(bytes.count / 2)
    var at = 0
    while at + 1 < bytes.count {
      let (a, b) = (UInt16(bytes[at]), UInt16(bytes[at + 1]))
      units.append(bigEndian ? a << 8 | b : b << 8 | a)
      at += 2
    }
    // A pair of surrogates may stand across two chunks.
    if let last = units.last, last & 0xFC00 == 0xD800 {
      units.removeLast()
      at -= 2
    }
    left = Array(bytes[at...])
    return Array(String(decoding: units, as: UTF16.self).utf8)
  }
}

/// Microsoft's code page 1252 (the WHATWG Encoding Standard's index).
enum Windows1252 {
  /// 0x80–0x9F; the five unassigned bytes stand for the C1 controls of the same number.
  private static let upper: [Unicode.Scalar] = Array(
    "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8D}Ž\u{8F}\u{90}‘’“”•–—˜™š›œ\u{9D}žŸ".unicodeScalars)

  static func utf8(_ bytes: [UInt8]) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(bytes.count + 16)
    for byte in bytes {
      if byte < 0x80 {
        out.append(byte)
      } else {
        let scalar = byte < 0xA0 ? upper[Int(byte) - 0x80] : Unicode.Scalar(byte)
        out += UTF8.encode(scalar).map(Array.init) ?? []
      }
    }
    return out
  }
}
