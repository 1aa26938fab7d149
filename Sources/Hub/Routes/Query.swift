import FoundationEssentials

/// Values in addresses and forms.
enum Query {
  /// For a value in an address.
  static func escaped(_ text: String) -> String {
    var out = ""
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
        out.unicodeScalars.append(Unicode.Scalar(byte))
      default: out += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      }
    }
    return out
  }

  /// The fields of a form or of an address: `application/x-www-form-urlencoded`, the first of each name.
  static func fields(_ text: some StringProtocol) -> [String: String] {
    var fields: [String: String] = [:]
    for pair in text.split(separator: "&").prefix(200) {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = unescaped(parts[0])
      if fields[name] == nil { fields[name] = parts.count > 1 ? unescaped(parts[1]) : "" }
    }
    return fields
  }

  private static func unescaped(_ text: some StringProtocol) -> String {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "+"): bytes.append(UInt8(ascii: " "))
      case UInt8(ascii: "%"):
        let digits = String(decoding: rest.prefix(2), as: UTF8.self)
        if digits.utf8.count == 2, let value = UInt8(digits, radix: 16) {
          bytes.append(value)
          rest = rest.dropFirst(2)
        } else {
          bytes.append(byte)
        }
      default: bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// A body of several parts (RFC 7578), as browsers send files.
struct MultipartForm {
  var fields: [String: String] = [:]
  var files: [(name: String, bytes: [UInt8])] = []

  init(_ body: [UInt8], contentType: String) throws(HubError) {
    guard let boundary = Self.parameter("boundary", in: contentType), (1...70).contains(boundary.utf8.count) else {
      throw .malformed(reason: "the form has no boundary")
    }
    let line = Array("--\(boundary)".utf8)
    guard body.starts(with: line) else { throw .malformed(reason: "the form does not begin with its boundary") }
    let end = Array("\r\n--\(boundary)".utf8)
    var rest = body[line.count...]
    while rest.starts(with: [13, 10]) {
      rest = rest.dropFirst(2)
      guard let next = rest.firstRange(of: end) else { throw .malformed(reason: "a part of the form does not end") }
      try add(rest[rest.startIndex..<next.lowerBound])
      rest = rest[next.upperBound...]
    }
  }

  private mutating func add(_ part: ArraySlice<UInt8>) throws(HubError) {
    guard fields.count + files.count < 64 else { throw .tooLarge(reason: "the form has more than 64 parts") }
    guard let gap = part.firstRange(of: [13, 10, 13, 10]) else { throw .malformed(reason: "a part has no head") }
    let head = String(decoding: part[part.startIndex..<gap.lowerBound].prefix(4096), as: UTF8.self)
    let content = part[gap.upperBound...]
    var disposition = ""
    for line in head.split(whereSeparator: \.isNewline) where line.lowercased().hasPrefix("content-disposition:") {
      disposition = String(line)
    }
    guard let name = Self.parameter("name", in: disposition) else { return }
    if let file = Self.parameter("filename", in: disposition) {
      // Browsers that send a folder give paths; the name is what counts.
      let last = file.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map(String.init) ?? ""
      if !last.isEmpty { files.append((last, Array(content))) }
    } else {
      fields[name] = String(decoding: content.prefix(64 << 10), as: UTF8.self)
    }
  }

  private static func parameter(_ name: String, in text: String) -> String? {
    for part in text.split(separator: ";").dropFirst() {
      let sides = part.split(separator: "=", maxSplits: 1)
      guard sides.count == 2, String(sides[0]).trimmed.lowercased() == name else { continue }
      var value = String(sides[1]).trimmed
      if value.hasPrefix("\""), value.hasSuffix("\""), value.count >= 2 { value = String(value.dropFirst().dropLast()) }
      return value
    }
    return nil
  }
}
