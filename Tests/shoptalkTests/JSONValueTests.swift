import Foundation
import Testing
import shoptalk

@Suite("JSON output")
struct JSONValueTests {
  @Test("keys keep their order and strings survive any reader") func order() throws {
    let nasty = "\"\\\u{0}\u{1}\u{1F}\n\r\t/\u{7F}\u{2028}é😀"
    let text = JSONValue.object([("z", .string(nasty)), ("a", .array([.bool(true), .integer(-3)]))]).text
    #expect(text.hasPrefix(#"{"z":"#) && text.hasSuffix(#","a":[true,-3]}"#))
    #expect(!text.contains("\n"))
    let read = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    #expect(read?["z"] as? String == nasty)
  }

  @Test("numbers are rounded, and what is no number is null") func numbers() {
    #expect(JSONValue.number(61.04, decimals: 1).text == "61.0")
    #expect(JSONValue.number(0.926, decimals: 2).text == "0.93")
    #expect(JSONValue.number(.nan, decimals: 2).text == "null")
    #expect(JSONValue.number(.infinity, decimals: 1).text == "null")
  }
}
