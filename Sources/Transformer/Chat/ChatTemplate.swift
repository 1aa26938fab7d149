// Chat templates: how a model's makers lay out a conversation, written in the language of Jinja2 and kept in the model
// file. JinjaLexer cuts a template into text and tags, JinjaParser makes a tree of it, JinjaRun walks the tree.

/// One message of a conversation.
public struct ChatMessage: Sendable, Equatable {
  /// `system`, `user` or `assistant`.
  public var role: String
  public var content: String

  public init(role: String, content: String) {
    self.role = role
    self.content = content
  }
}

/// A template that has been read.
///
/// A subset of Jinja2 with the settings of Transformers (blocks swallow their line's blanks and the line break after
/// them): text, `{{ }}`, `if`, `for`, `set`, namespaces, the operators, tests, filters and methods that the templates of
/// Llama 3, Qwen2.5, Qwen3, SmolLM2 and TinyLlama use. Anything else is an error that names it and its line.
public struct ChatTemplate: Sendable {
  /// Where model files keep it.
  public static let key = "tokenizer.chat_template"

  private let nodes: [JinjaNode]
  private let file: String
  /// The text of the tokens with which a text begins and ends.
  private let start, end: String

  /// Reads `source`; `start` and `end` are what it finds as `bos_token` and `eos_token`, `file` is for messages.
  public init(_ source: String, start: String = "", end: String = "", file: String) throws(TransformerError) {
    do {
      nodes = try JinjaParser.parse(source)
    } catch {
      throw Self.invalid(file, error)
    }
    self.file = file
    self.start = start
    self.end = end
  }

  /// The template of a model file; nil where it has none.
  public init?(file: GGUFFile, tokenizer: any SubwordTokenizer) throws(TransformerError) {
    guard file.has(Self.key) else { return nil }
    func text(_ key: String) throws(TransformerError) -> String {
      guard file.has(key) else { return "" }
      return tokenizer.decode([try file.int(key, in: 0...max(0, tokenizer.vocabularySize - 1))], special: true)
    }
    try self.init(
      try file.string(Self.key), start: text("tokenizer.ggml.bos_token_id"), end: text("tokenizer.ggml.eos_token_id"),
      file: file.path)
  }

  /// The conversation as a prompt. With `continues`, it ends where the assistant is to speak.
  public func render(_ messages: [ChatMessage], continues: Bool = true) throws(TransformerError) -> String {
    let list = messages.map { message in
      JinjaValue.object([("role", .string(message.role)), ("content", .string(message.content))])
    }
    do {
      var run = JinjaRun(globals: [
        "messages": .list(list), "add_generation_prompt": .bool(continues), "bos_token": .string(start),
        "eos_token": .string(end), "tools": .none,
      ])
      return try run.render(nodes)
    } catch {
      throw Self.invalid(file, error)
    }
  }

  private static func invalid(_ file: String, _ error: JinjaError) -> TransformerError {
    .invalid(
      file: file, place: "chat template, line \(error.line)", reason: error.reason,
      remedy: "give the prompt as it is, without --chat, or import the model with another template")
  }
}

/// Why a template cannot be read or followed.
struct JinjaError: Error {
  var line: Int
  var reason: String
}
