import Foundation

/// A model as others publish it: a folder of Hugging Face, a GGUF file as llama.cpp's converters write it, or
/// whisper.cpp's own format.
struct CheckpointSource {
  /// What kind of model it is, and how large.
  enum Kind {
    case decoder(DecoderShape)
    case whisper(WhisperShape)
  }

  let path: String
  let kind: Kind
  /// Nil where the model comes without one.
  private(set) var tokenizer: TokenizerDefinition?
  /// How the model's makers lay out a conversation, in the language of Jinja.
  private(set) var chatTemplate: String?
  private let tensors: Tensors

  private enum Tensors {
    case safetensors([Safetensors])
    case gguf(GGUFFile)
    case ggml(WhisperGGML)
  }

  /// Whether rotary pairs lie side by side already: so llama.cpp turns Llama's, and no others.
  func isInterleaved(_ shape: DecoderShape) -> Bool {
    if case .gguf = tensors { shape.architecture == .llama } else { false }
  }

  /// Whether weights lie as (in, out): so GPT-2's do in Hugging Face's checkpoints.
  func isTransposed(_ shape: DecoderShape) -> Bool {
    if case .safetensors = tensors { shape.architecture == .gpt2 } else { false }
  }

  init(path: String) throws(TransformerError) {
    self.path = path
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw .unreadable(file: path, reason: "there is no such file or folder")
    }
    let vocabulary: Int
    if isFolder.boolValue {
      let configuration = try Self.json(path, "config.json")
      (kind, vocabulary) = try Self.kind(path, configuration)
      tensors = .safetensors(try Self.shards(path))
      tokenizer = try Self.tokenizer(path, configuration)
      chatTemplate = try Self.chatTemplate(path)
    } else {
      let storage = try GGUFStorage(path: path)
      if WhisperGGML.begins(storage) {
        let file = try WhisperGGML(path: path, storage: storage)
        (kind, vocabulary) = (.whisper(file.shape), file.shape.vocabulary)
        tensors = .ggml(file)
        tokenizer = file.tokenizer
      } else {
        let file = try GGUFFile(path: path, verify: false)
        if file.has("shoptalk.format_version") {
          throw .unsupported("\(path): has been imported already; it can be used as it is")
        }
        let shape = try DecoderShape(file: file)
        (kind, vocabulary) = (.decoder(shape), shape.vocabulary)
        tensors = .gguf(file)
        tokenizer = file.has("tokenizer.ggml.model") ? try TokenizerDefinition(file: file) : nil
        chatTemplate = file.has(ChatTemplate.key) ? try file.string(ChatTemplate.key) : nil
      }
    }
    if let count = tokenizer?.tokens.count, count > vocabulary {
      throw .unsupported("\(path): has \(count) tokens, but weights for \(vocabulary)")
    }
  }

  private static func kind(_ path: String, _ configuration: JSON) throws(TransformerError) -> (Kind, Int) {
    guard configuration["model_type"]?.string == "whisper" else {
      let shape = try DecoderShape(configuration: configuration, file: path + "/config.json")
      return (.decoder(shape), shape.vocabulary)
    }
    let generation = FileManager.default.fileExists(atPath: path + "/generation_config.json")
    let shape = try WhisperShape(
      configuration: configuration, generation: generation ? try json(path, "generation_config.json") : .null,
      file: path + "/config.json")
    return (.whisper(shape), shape.vocabulary)
  }

  /// The tensor that Hugging Face calls `name`, which must have this shape (outermost dimension first).
  func tensor(_ name: String, _ wanted: [Int]) throws(TransformerError) -> StoredTensor {
    var found: StoredTensor?
    switch tensors {
    case .safetensors(let shards):
      // GPT-2 was published without the first part of its names.
      for name in [name, name.hasPrefix("transformer.") ? String(name.dropFirst(12)) : name] where found == nil {
        for shard in shards where found == nil { found = try shard.tensor(name) }
      }
    case .gguf(let file):
      let tensor = try file.tensor(GGUFNames.name(of: name))
      found = StoredTensor(shape: tensor.shape, type: tensor.type, offset: tensor.offset, storage: tensor.storage)
    case .ggml(let file): found = file.tensor(name)
    }
    guard let found else { throw refused("tensor '\(name)'", "is missing") }
    // whisper.cpp writes some vectors as matrices of one row or column.
    guard found.shape == wanted || wanted.count == 1 && found.shape.filter({ $0 != 1 }) == wanted.filter({ $0 != 1 })
    else {
      throw refused("tensor '\(name)'", "has the shape \(found.shape), not \(wanted)")
    }
    return found
  }

  /// Gives the mapped pages back to the system.
  func discardPages() {
    switch tensors {
    case .safetensors(let shards): for shard in shards { shard.discardPages() }
    case .gguf(let file): file.discardPages()
    case .ggml(let file): file.discardPages()
    }
  }

  func refused(_ place: String, _ reason: String) -> TransformerError {
    .invalid(file: path, place: place, reason: reason, remedy: "fetch the model again, or take another form of it")
  }

  // MARK: Folders

  private static func json(_ folder: String, _ name: String) throws(TransformerError) -> JSON {
    let path = folder + "/" + name
    guard let data = FileManager.default.contents(atPath: path) else {
      throw .unreadable(file: path, reason: "there is no such file")
    }
    return try JSON(data, file: path)
  }

  /// From chat_template.jinja, or the entry of tokenizer_config.json: a text, or a list of which one is the default.
  private static func chatTemplate(_ folder: String) throws(TransformerError) -> String? {
    let file = folder + "/chat_template.jinja"
    if let data = FileManager.default.contents(atPath: file) {
      guard let text = String(validating: data, as: UTF8.self) else {
        throw .invalid(file: file, place: "the text", reason: "is not UTF-8", remedy: "fetch the file again")
      }
      return text
    }
    guard FileManager.default.fileExists(atPath: folder + "/tokenizer_config.json") else { return nil }
    let entry = try json(folder, "tokenizer_config.json")["chat_template"]
    if let text = entry?.string { return text }
    let named = entry?.array?.first { $0["name"]?.string == "default" }
    return named?["template"]?.string
  }

  private static func shards(_ folder: String) throws(TransformerError) -> [Safetensors] {
    var names: Set<String> = ["model.safetensors"]
    let index = "model.safetensors.index.json"
    if FileManager.default.fileExists(atPath: folder + "/" + index) {
      names = Set((try json(folder, index)["weight_map"]?.object ?? [:]).values.compactMap(\.string))
      guard !names.isEmpty, names.allSatisfy({ !$0.contains("/") && !$0.isEmpty }) else {
        throw .invalid(
          file: folder + "/" + index, place: "key 'weight_map'", reason: "names no files of this folder",
          remedy: "fetch the file again")
      }
    }
    var shards: [Safetensors] = []
    for name in names.sorted() { shards.append(try Safetensors(path: folder + "/" + name)) }
    return shards
  }

  private static func tokenizer(
    _ folder: String, _ configuration: JSON
  ) throws(TransformerError) -> TokenizerDefinition? {
    let path = folder + "/tokenizer.json"
    guard let data = FileManager.default.contents(atPath: path) else { return nil }
    var definition = try TokenizerDefinition(tokenizerJSON: data, file: path)
    let generation = FileManager.default.fileExists(atPath: folder + "/generation_config.json")
    var ends: [Int] = []
    for root in [configuration, generation ? try json(folder, "generation_config.json") : .null] {
      for value in root["eos_token_id"].map({ $0.array ?? [$0] }) ?? [] {
        guard let id = value.int, id >= 0, !ends.contains(id) else { continue }
        ends.append(id)
      }
    }
    definition.ends = ends.filter(definition.tokens.indices.contains)
    if definition.start == nil { definition.start = configuration["bos_token_id"]?.int }
    if let start = definition.start, !definition.tokens.indices.contains(start) { definition.start = nil }
    return definition
  }
}

/// What llama.cpp's converters call the tensors of Hugging Face.
enum GGUFNames {
  private static let parts = [
    "self_attn.q_proj": "attn_q", "self_attn.k_proj": "attn_k", "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output", "self_attn.q_norm": "attn_q_norm", "self_attn.k_norm": "attn_k_norm",
    "mlp.gate_proj": "ffn_gate", "mlp.up_proj": "ffn_up", "mlp.down_proj": "ffn_down", "input_layernorm": "attn_norm",
    "post_attention_layernorm": "ffn_norm", "attn.c_attn": "attn_qkv", "attn.c_proj": "attn_output",
    "mlp.c_fc": "ffn_up", "mlp.c_proj": "ffn_down", "ln_1": "attn_norm", "ln_2": "ffn_norm",
  ]
  private static let tops = [
    "model.embed_tokens": "token_embd", "transformer.wte": "token_embd", "transformer.wpe": "position_embd",
    "model.norm": "output_norm", "transformer.ln_f": "output_norm", "lm_head": "output",
  ]

  static func name(of name: String) -> String {
    var words = name.split(separator: ".").map(String.init)
    let kind = words.removeLast()  // weight or bias
    if let top = tops[words.joined(separator: ".")] { return "\(top).\(kind)" }
    // model.layers.N.… or transformer.h.N.…
    guard words.count > 3, let part = parts[words[3...].joined(separator: ".")] else { return name }
    return "blk.\(words[2]).\(part).\(kind)"
  }
}
