import Foundation
import TestSupport
import Testing
import Transformer

/// Chat templates against Jinja2, from Models/reference/chat_goldens.py.
@Suite struct ChatTemplateTests {
  private struct Golden: Decodable {
    struct Message: Decodable {
      var role: String
      var content: String
    }
    var name: String
    var template: String
    var messages: [Message]
    var continues: Bool
    /// Nil where the template refuses the conversation.
    var text: String?
  }

  @Test func agreesWithTheReference() throws {
    let path = Fixtures.path("Tests/Goldens/chat.json")
    let goldens = try JSONDecoder().decode([Golden].self, from: Data(contentsOf: URL(fileURLWithPath: path)))
    #expect(goldens.count >= 60)
    for golden in goldens {
      let template = try ChatTemplate(golden.template, start: "<s>", end: "</s>", file: golden.name)
      let messages = golden.messages.map { ChatMessage(role: $0.role, content: $0.content) }
      if let text = golden.text {
        #expect(try template.render(messages, continues: golden.continues) == text, "\(golden.name)")
      } else {
        let error = #expect(throws: TransformerError.self) { try template.render(messages) }
        #expect("\(error.map(String.init(describing:)) ?? "")".contains("refuses the conversation"))
      }
    }
  }

  private func message(_ source: String) -> String {
    do {
      return try ChatTemplate(source, file: "model.gguf").render([ChatMessage(role: "user", content: "hi")])
    } catch { return "\(error)" }
  }

  @Test func saysWhatItDoesNotKnow() {
    for (source, reason) in [
      ("a\n{% macro f() %}{% endmacro %}", "line 2: the block 'macro' is not known"),
      ("{{ messages | shuffle }}", "the filter 'shuffle' is not known"),
      ("{{ 1 is prime }}", "the test 'prime' is not known"), ("{{ 'a'.swapcase() }}", "calls what is not known"),
      ("{{ nothing.more }}", "of which 'more'"), ("{% if true %}", "ends before 'elif' or 'else' or 'endif'"),
      ("{{ 1", "does not end with '}}'"), ("{# x", "a comment does not end"), ("{{ 'x }}", "a string does not end"),
      ("{{ }}", "a value is missing"), ("{{ 1 2 }}", "'2' was not expected"), ("{{ 1 / 0 }}", "divides by zero"),
      ("{{ 'a' + 1 }}", "'+' is not for"), ("{{ 9223372036854775807 + 1 }}", "too large"),
      ("{% set a.b = 1 %}", "'a' is no namespace"), ("{{ raise_exception('no') }}", "refuses the conversation: no"),
      ("{% for i in range(1000000000) %}{% endfor %}", "too many"),
      ("{% set r = range(2000) %}{% for a in r %}{% for b in r %}{% endfor %}{% endfor %}", "does not come to an end"),
      ("{{ 'x' * 9000000000 }}", "more than 4 MB"),
      (
        "{% set n = namespace(l=[]) %}{% for i in range(999) %}{% set n.l = [n.l, n.l] %}{% endfor %}{{ n.l }}",
        "too large"
      ),
      ("{% set n = namespace(l=[]) %}{% for i in range(999) %}{% set n.l = [n.l] %}{% endfor %}", "too large"),
      ("{% set n = namespace(s='ab') %}{% for i in range(99) %}{% set n.s = n.s ~ n.s %}{% endfor %}", "too large"),
      ("{{ 1[::0] }}", "has no elements"),
    ] {
      #expect(message(source).contains(reason), "\(source) gave \(message(source))")
    }
    #expect(message(String(repeating: "(", count: 5000)).count == 5000)
    #expect(
      message("{{ " + String(repeating: "(", count: 500) + "1" + String(repeating: ")", count: 500) + " }}").contains(
        "more than 100 deep"))
    #expect(message(String(repeating: "{% if 1 %}", count: 5000)).contains("more than 100 deep"))
  }
}
