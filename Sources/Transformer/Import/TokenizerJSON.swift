/// Reads a tokenizer.json of Hugging Face into a definition, for the families whose rules are known exactly; whatever
/// else it asks for is refused, because a tokenizer that is nearly right is wrong.
struct TokenizerJSON {
  let file: String
  let root: JSON

  func definition() throws(TransformerError) -> TokenizerDefinition {
    guard let model = root["model"], let vocabulary = model["vocab"]?.object, !vocabulary.isEmpty else {
      throw refused("'model.vocab' is missing")
    }
    guard model["type"]?.string ?? "BPE" == "BPE" else { throw refused("'model.type' is not BPE") }
    guard model["dropout"] == nil, model["continuing_subword_prefix"]?.string ?? "" == "",
      model["end_of_word_suffix"]?.string ?? "" == ""
    else { throw refused("dropout, prefixes and suffixes of subwords are not known here") }
    let isPieces = model["byte_fallback"]?.bool ?? false
    var (tokens, kinds) = try self.tokens(vocabulary)
    if isPieces { markBytes(tokens, &kinds) }
    try addTokens(&tokens, &kinds, unknown: model["unk_token"]?.string)
    var result = TokenizerDefinition(model: isPieces ? .sentencePiece : .bytePair, tokens: tokens, kinds: kinds)
    result.merges = try merges(model, tokens)
    result.takesWholeWords = model["ignore_merges"]?.bool ?? false
    if isPieces { result.spacePrefix = try spacePrefix() } else { result.pattern = try pattern() }
    try readStart(&result)
    return result
  }

  // MARK: Vocabulary

  private func tokens(
    _ vocabulary: [String: JSON]
  ) throws(TransformerError) -> (tokens: [[UInt8]], kinds: [TokenizerDefinition.Kind]) {
    var tokens: [[UInt8]?] = Array(repeating: nil, count: vocabulary.count)
    for (text, value) in vocabulary {
      guard let id = value.int, id >= 0, id < tokens.count, tokens[id] == nil else {
        throw refused("the token '\(text)' has no id of its own below \(tokens.count)")
      }
      tokens[id] = Array(text.utf8)
    }
    return (tokens.map { $0 ?? [] }, Array(repeating: .normal, count: tokens.count))
  }

  private func markBytes(_ tokens: [[UInt8]], _ kinds: inout [TokenizerDefinition.Kind]) {
    for (id, token) in tokens.enumerated()
    where token.count == 6 && token.starts(with: [0x3C, 0x30, 0x78]) && token.last == 0x3E { kinds[id] = .byte }
  }

  private func addTokens(
    _ tokens: inout [[UInt8]], _ kinds: inout [TokenizerDefinition.Kind], unknown: String?
  ) throws(TransformerError) {
    for added in root["added_tokens"]?.array ?? [] {
      guard let text = added["content"]?.string, !text.isEmpty, let id = added["id"]?.int, id >= 0, id < 1 << 20 else {
        throw refused("an added token has no text or no id")
      }
      for rule in ["lstrip", "rstrip", "single_word"] where added[rule]?.bool ?? false {
        throw refused("the token '\(text)' asks for '\(rule)', which is not known here")
      }
      while tokens.count <= id {
        tokens.append([])
        kinds.append(.unused)
      }
      guard kinds[id] == .unused || tokens[id] == Array(text.utf8) else {
        throw refused("the added token '\(text)' has the id of another")
      }
      tokens[id] = Array(text.utf8)
      kinds[id] = text == unknown ? .unknown : added["special"]?.bool ?? false ? .control : .userDefined
    }
  }

  private func merges(_ model: JSON, _ tokens: [[UInt8]]) throws(TransformerError) -> [(left: Int, right: Int)] {
    let table = TokenTable(tokens)
    var result: [(left: Int, right: Int)] = []
    for (index, entry) in (model["merges"]?.array ?? []).enumerated() {
      let pair: (left: Int, right: Int)?
      if let text = entry.string {
        pair = TokenizerDefinition.merge(Array(text.utf8), table)
      } else if let parts = entry.array, parts.count == 2, let first = parts[0].string, let second = parts[1].string,
        let left = table.id(of: Array(first.utf8)), let right = table.id(of: Array(second.utf8)),
        table.id(of: Array((first + second).utf8)) != nil
      {
        pair = (left, right)
      } else {
        pair = nil
      }
      guard let pair else { throw refused("merge \(index) is not of two tokens that make a third") }
      result.append(pair)
    }
    return result
  }

  // MARK: Rules

  /// The pre-tokenizer as a pattern: exactly one of those that are known.
  private func pattern() throws(TransformerError) -> BytePairPattern {
    let steps = self.steps(root["pre_tokenizer"], "pretokenizers")
    let normalizers = self.steps(root["normalizer"], "normalizers").map { $0["type"]?.string ?? "" }
    for step in steps where step["type"]?.string == "ByteLevel" {
      guard step["add_prefix_space"]?.bool != true else { throw refused("'add_prefix_space' is not known here") }
    }
    let found = steps.map { step in
      switch step["type"]?.string {
      case "ByteLevel": step["use_regex"]?.bool ?? true ? "gpt2" : "bytes"
      case "Digits": step["individual_digits"]?.bool ?? false ? "digits" : "numbers"
      case "Split":
        step["behavior"]?.string == "Isolated" && step["invert"]?.bool != true
          ? step["pattern"]?["Regex"]?.string ?? "?" : "?"
      default: "?"
      }
    }
    let tail =
      #"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#
    let head = #"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|"#
    let pattern: BytePairPattern? =
      switch found {
      case ["gpt2"]: .gpt2
      case ["digits", "gpt2"]: .smolLM
      case [head + #"\p{N}"# + tail, "bytes"]: .qwen2
      case [head + #"\p{N}{1,3}"# + tail, "bytes"]: .llama3
      default: nil
      }
    guard let pattern, normalizers == (pattern == .qwen2 ? ["NFC"] : []) else {
      throw refused("its 'pre_tokenizer' and 'normalizer' are not those of GPT-2, SmolLM, Qwen2 or Llama 3")
    }
    return pattern
  }

  private func spacePrefix() throws(TransformerError) -> TokenizerDefinition.SpacePrefix {
    let normalizers = steps(root["normalizer"], "normalizers")
    let names = normalizers.map { $0["type"]?.string ?? "" }
    let preTokenizers = steps(root["pre_tokenizer"], "pretokenizers")
    if names == ["Prepend", "Replace"], preTokenizers.isEmpty, normalizers[0]["prepend"]?.string == "▁",
      isSpaceReplace(normalizers[1])
    {
      return .always
    }
    if names == ["Replace"], preTokenizers.isEmpty, isSpaceReplace(normalizers[0]) { return .never }
    if names.isEmpty, preTokenizers.count == 1, let step = preTokenizers.first,
      step["type"]?.string == "Metaspace", step["split"]?.bool == false, step["replacement"]?.string == "▁"
    {
      switch step["prepend_scheme"]?.string {
      case "always": return .unlessSpaced
      case "first": return .first
      case "never": return .never
      default: break
      }
    }
    throw refused("its 'normalizer' and 'pre_tokenizer' are not those of Llama 2")
  }

  private func isSpaceReplace(_ step: JSON) -> Bool {
    step["pattern"]?["String"]?.string == " " && step["content"]?.string == "▁"
  }

  private func steps(_ value: JSON?, _ list: String) -> [JSON] {
    guard let value else { return [] }
    return value["type"]?.string == "Sequence" ? value[list]?.array ?? [] : [value]
  }

  /// The start token, where the post-processor puts one before a text.
  private func readStart(_ definition: inout TokenizerDefinition) throws(TransformerError) {
    for step in steps(root["post_processor"], "processors") where step["type"]?.string == "TemplateProcessing" {
      guard let first = step["single"]?.array?.first?["SpecialToken"]?["id"]?.string else { continue }
      guard let id = definition.tokens.firstIndex(of: Array(first.utf8)) else {
        throw refused("its start token '\(first)' is not in the vocabulary")
      }
      definition.start = id
      definition.addsStart = true
    }
  }

  private func refused(_ reason: String) -> TransformerError {
    .invalid(
      file: file, place: "tokenizer", reason: reason, remedy: "take a model of a known family (see Models/README.md)")
  }
}

extension TokenizerDefinition {
  /// Reads a tokenizer.json; `file` is for messages.
  package init(tokenizerJSON bytes: some Collection<UInt8>, file: String) throws(TransformerError) {
    self = try TokenizerJSON(file: file, root: JSON(bytes, file: file)).definition()
  }
}
