import Foundation

/// A model as others publish it: a folder of Hugging Face, or a GGUF file as llama.cpp's converters write it.
struct CheckpointSource {
  let path: String
  let shape: DecoderShape
  /// Nil where the model comes without one.
  private(set) var tokenizer: TokenizerDefinition?
  private let tensors: Tensors

  private enum Tensors {
    case safetensors([Safetensors])
    case gguf(GGUFFile)
  }

  /// Whether rotary pairs lie side by side already: so llama.cpp turns Llama's, and no others.
  var isInterleaved: Bool { if case .gguf = tensors { shape.architecture == .llama } else { false } }

  /// Whether weights lie as (in, out): so GPT-2's do in Hugging Face's checkpoints.
  var isTransposed: Bool { if case .safetensors = tensors { shape.architecture == .gpt2 } else { false } }

  init(path: String) throws(TransformerError) {
    self.path = path
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw .unreadable(file: path, reason: "there is no such file or folder")
    }
    if isFolder.boolValue {
      let configuration = try Self.json(path, "config.json")
      shape = try DecoderShape(configuration: configuration, file: path + "/config.json")
      tensors = .safetensors(try Self.shards(path))
      tokenizer = try Self.tokenizer(path, configuration)
    } else {
      let file = try GGUFFile(path: path, verify: false)
      if file.has("shoptalk.format_version") {
        throw .unsupported("\(path): has been imported already; it can be used as it is")
      }
      shape = try DecoderShape(file: file)
      tensors = .gguf(file)
      tokenizer = file.has("tokenizer.ggml.model") ? try TokenizerDefinition(file: file) : nil
    }
    if let count = tokenizer?.tokens.count, count > shape.vocabulary {
      throw .unsupported("\(path): has \(count) tokens, but weights for \(shape.vocabulary)")
    }
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
    }
    guard let found else { throw refused("tensor '\(name)'", "is missing") }
    guard found.shape == wanted else {
      throw refused("tensor '\(name)'", "has the shape \(found.shape), not \(wanted)")
    }
    return found
  }

  /// Gives the mapped pages back to the system.
  func discardPages() {
    switch tensors {
    case .safetensors(let shards): for shard in shards { shard.discardPages() }
    case .gguf(let file): file.discardPages()
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
