import FoundationEssentials

/// Turns the value of a Shopify metafield into text that can be said.
package enum Metafield {
  /// Lists (`["Cotton","Linen"]`) become "Cotton, Linen"; measurements (`{"value":5,"unit":"cm"}`) "5 cm"; money
  /// `{"amount":"5.99","currency_code":"USD"}` "5.99 USD"; rich text its plain text; HTML its plain text; the rest
  /// stays as it is, on one line.
  package static func text(_ value: String) -> String {
    guard let first = value.utf8.first else { return "" }
    if first == UInt8(ascii: "[") || first == UInt8(ascii: "{"), value.utf8.count < 1 << 18, isShallow(value),
      let json = try? JSONDecoder().decode(JSON.self, from: Data(value.utf8))
    {
      return json.text.oneLine
    }
    if value.utf8.contains(UInt8(ascii: "<")) || value.utf8.contains(UInt8(ascii: "&")) {
      return HTMLText.plain(value).split(separator: "\n").joined(separator: ", ").oneLine
    }
    return value.oneLine
  }

  /// Whether brackets nest so little that a recursive decoder cannot exhaust the stack.
  private static func isShallow(_ value: String) -> Bool {
    var depth = 0
    // Brackets inside a text are none.
    var (isText, isEscaped) = (false, false)
    for byte in value.utf8 {
      if isText {
        if isEscaped {
          isEscaped = false
        } else if byte == UInt8(ascii: "\\") {
          isEscaped = true
        } else if byte == UInt8(ascii: "\"") {
          isText = false
        }
        continue
      }
      switch byte {
      case UInt8(ascii: "\""): isText = true
      case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
      default: break
      }
      if depth > 32 { return false }
    }
    return true
  }

  private indirect enum JSON: Decodable {
    case list([JSON])
    case object([String: JSON])
    case value(String)

    init(from decoder: any Decoder) throws {
      if let items = try? [JSON](from: decoder) {
        self = .list(items)
      } else if let fields = try? [String: JSON](from: decoder) {
        self = .object(fields)
      } else {
        let container = try decoder.singleValueContainer()
        if let text = try? container.decode(String.self) {
          self = .value(text)
        } else if let flag = try? container.decode(Bool.self) {
          self = .value(flag ? "yes" : "no")
        } else if let number = try? container.decode(Int.self) {
          self = .value("\(number)")
        } else if let number = try? container.decode(Double.self) {
          self = .value("\(number)")
        } else {
          self = .value("")
        }
      }
    }

    var text: String {
      switch self {
      case .value(let text): return text
      case .list(let items): return items.map(\.text).filter { !$0.isEmpty }.joined(separator: ", ")
      case .object(let fields):
        // Rich text: {"type":"root","children":[{"type":"paragraph","children":[{"type":"text","value":"…"}]}]}
        if case .list(let children)? = fields["children"] {
          return children.map(\.text).joined(separator: fields["type"]?.text == "root" ? " " : "")
        }
        let number = fields["value"]?.text ?? fields["amount"]?.text ?? ""
        let unit = fields["unit"]?.text ?? fields["currency_code"]?.text ?? ""
        return unit.isEmpty ? number : "\(number) \(unit)"
      }
    }
  }
}
