extension LogRequest {
  /// OTLP's JSON: lowerCamelCase names, enumerations as numbers, 64-bit integers as strings.
  public func json() -> [UInt8] {
    var text = JSONText()
    text.object { text in
      text.array("resourceLogs", [()]) { text, _ in
        text.object("resource") { $0.array("attributes", resource) { $0.attribute($1) } }
        text.array("scopeLogs", [()]) { text, _ in
          text.object("scope") { $0.string("name", scopeName) }
          text.array("logRecords", records) { text, record in
            if record.time != 0 { text.string("timeUnixNano", String(record.time)) }
            if record.observedTime != 0 { text.string("observedTimeUnixNano", String(record.observedTime)) }
            text.raw("severityNumber", String(record.severity.rawValue))
            text.string("severityText", record.severity.text)
            text.array("attributes", record.attributes) { $0.attribute($1) }
            text.string("eventName", record.eventName)
          }
        }
      }
    }
    return text.bytes
  }
}

/// Writes JSON straight into bytes; a request has thousands of small values, and none needs a tree.
private struct JSONText {
  var bytes: [UInt8] = []
  private var needsComma = false

  mutating func object(_ body: (inout JSONText) -> Void) {
    separate()
    add("{")
    needsComma = false
    body(&self)
    add("}")
    needsComma = true
  }

  mutating func object(_ key: String, _ body: (inout JSONText) -> Void) {
    name(key)
    object(body)
  }

  /// An array of objects.
  mutating func array<Element>(_ key: String, _ elements: [Element], _ body: (inout JSONText, Element) -> Void) {
    name(key)
    add("[")
    needsComma = false
    for element in elements { object { body(&$0, element) } }
    add("]")
    needsComma = true
  }

  mutating func string(_ key: String, _ value: String) {
    name(key)
    quote(value)
    needsComma = true
  }

  mutating func raw(_ key: String, _ value: String) {
    name(key)
    add(value)
    needsComma = true
  }

  mutating func attribute(_ attribute: LogRequest.Attribute) {
    string("key", attribute.key)
    object("value") { $0.value(attribute.value) }
  }

  private mutating func value(_ value: LogRequest.Value) {
    switch value {
    case .string(let text): string("stringValue", text)
    case .bool(let flag): raw("boolValue", flag ? "true" : "false")
    case .integer(let number): string("intValue", String(number))
    case .double(let number):
      // Protobuf's JSON has names for what JSON has no numbers for.
      if number.isFinite {
        raw("doubleValue", "\(number)")
      } else {
        string("doubleValue", number.isNaN ? "NaN" : number < 0 ? "-Infinity" : "Infinity")
      }
    case .array(let values): object("arrayValue") { $0.array("values", values) { $0.value($1) } }
    }
  }

  private mutating func name(_ key: String) {
    separate()
    quote(key)
    add(":")
    needsComma = false
  }

  private mutating func separate() { if needsComma { add(",") } }

  private mutating func quote(_ text: String) {
    add("\"")
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""): add("\\\"")
      case UInt8(ascii: "\\"): add("\\\\")
      case UInt8(ascii: "\n"): add("\\n")
      case 0..<32, 127: add("\\u00\(byte < 16 ? "0" : "")\(String(byte, radix: 16))")
      default: bytes.append(byte)
      }
    }
    add("\"")
  }

  private mutating func add(_ text: String) { bytes += text.utf8 }
}
