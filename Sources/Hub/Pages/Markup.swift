/// HTML in which whatever comes from outside is text: a string put into it is escaped, and only `Markup` is not.
struct Markup: ExpressibleByStringInterpolation, Sendable, CustomStringConvertible {
  struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var text = ""

    init(literalCapacity: Int, interpolationCount: Int) {
      text.reserveCapacity(literalCapacity + 32 * interpolationCount)
    }

    mutating func appendLiteral(_ literal: String) { text += literal }
    mutating func appendInterpolation(_ markup: Markup) { text += markup.description }
    mutating func appendInterpolation(_ markup: Markup?) { text += markup?.description ?? "" }
    mutating func appendInterpolation(_ parts: [Markup]) { for part in parts { text += part.description } }
    mutating func appendInterpolation(_ number: Int) { text += String(number) }
    mutating func appendInterpolation(_ string: String) { text += Markup.escaped(string) }
  }

  let description: String

  init(stringLiteral value: String) { description = value }
  init(stringInterpolation: StringInterpolation) { description = stringInterpolation.text }

  static func escaped(_ text: String) -> String {
    var out = ""
    out.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": out += "&amp;"
      case "<": out += "&lt;"
      case ">": out += "&gt;"
      case "\"": out += "&quot;"
      case "'": out += "&#39;"
      case "\u{0}"..."\u{8}", "\u{B}"..."\u{1F}": out += " "
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out
  }
}
