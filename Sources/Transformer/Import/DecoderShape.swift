import Glibc

/// What an importer knows of a decoder before it reads a weight.
struct DecoderShape: Equatable {
  enum Architecture: String, CaseIterable { case llama, qwen2, qwen3, gpt2 }

  var architecture: Architecture
  var vocabulary = 0, dim = 0, hidden = 0, layers = 0, heads = 0, keyHeads = 0, headWidth = 0, positions = 0
  var epsilon: Float = 1e-5
  var isTied = false
  var hasBiases = false
  /// How far each rotary pair turns from one position to the next; empty for learned positions.
  var frequencies: [Double] = []

  init(architecture: Architecture) { self.architecture = architecture }

  /// Puts the shape into the metadata of a model file, under the keys that `LlamaConfiguration` and
  /// `GPT2Configuration` read.
  func write(to writer: GGUFWriter) {
    let name = architecture.rawValue
    for (key, value) in [
      ("vocab_size", vocabulary), ("hidden_size", dim), ("intermediate_size", hidden), ("layers", layers),
      ("heads", heads), ("max_positions", positions),
    ] { writer.add("\(name).\(key)", value) }
    writer.add("\(name).norm_epsilon", epsilon)
    writer.add("\(name).tied", isTied)
    if architecture != .gpt2 {
      writer.add("\(name).kv_heads", keyHeads)
      writer.add("\(name).head_dim", headWidth)
      writer.add("\(name).attention_bias", hasBiases)
    }
  }
}

extension DecoderShape {
  // MARK: Hugging Face

  /// Reads a config.json; what it asks for and this program does not know is refused.
  init(configuration root: JSON, file: String) throws(TransformerError) {
    func refused(_ place: String, _ reason: String) -> TransformerError {
      .invalid(
        file: file, place: place, reason: reason, remedy: "take a model of a known family (see Models/README.md)")
    }
    func int(_ key: String, _ most: Int, else other: Int? = nil) throws(TransformerError) -> Int {
      guard let value = root[key].map({ $0.int ?? -1 }) ?? other, (1...most).contains(value) else {
        throw refused("key '\(key)'", "is missing, or not within 1 to \(most)")
      }
      return value
    }
    func positive(_ key: String, else other: Double? = nil) throws(TransformerError) -> Double {
      guard let value = root[key].map({ $0.number ?? 0 }) ?? other, value > 0 else {
        throw refused("key '\(key)'", "is missing, or no number above zero")
      }
      return value
    }
    func expect(_ key: String, _ known: [String], missing: String) throws(TransformerError) {
      let value = root[key]?.string ?? missing
      guard known.contains(value) else { throw refused("key '\(key)'", "is '\(value)'") }
    }
    func forbid(_ key: String) throws(TransformerError) {
      guard root[key]?.bool != true else { throw refused("key '\(key)'", "asks for what is not known here") }
    }
    let name = root["model_type"]?.string ?? ""
    guard let architecture = Architecture(rawValue: name) else {
      let known = (Architecture.allCases.map(\.rawValue) + ["whisper"]).joined(separator: ", ")
      throw refused("key 'model_type'", "is '\(name)'; known are \(known)")
    }
    self.init(architecture: architecture)
    vocabulary = try int("vocab_size", 1 << 20)
    guard architecture != .gpt2 else {
      dim = try int("n_embd", 1 << 15)
      hidden = try int("n_inner", 1 << 17, else: 4 * dim)
      layers = try int("n_layer", 256)
      heads = try int("n_head", 1 << 10)
      positions = try int("n_positions", 1 << 20)
      epsilon = Float(try positive("layer_norm_epsilon", else: 1e-5))
      isTied = root["tie_word_embeddings"]?.bool ?? true
      try expect("activation_function", ["gelu_new", "gelu_pytorch_tanh"], missing: "gelu_new")
      for key in ["scale_attn_by_inverse_layer_idx", "add_cross_attention"] { try forbid(key) }
      guard root["scale_attn_weights"]?.bool != false else { throw refused("key 'scale_attn_weights'", "is false") }
      guard dim % heads == 0 else { throw refused("key 'n_head'", "does not divide n_embd") }
      (keyHeads, headWidth) = (heads, dim / heads)
      return
    }
    dim = try int("hidden_size", 1 << 15)
    hidden = try int("intermediate_size", 1 << 17)
    layers = try int("num_hidden_layers", 256)
    heads = try int("num_attention_heads", 1 << 10)
    keyHeads = try int("num_key_value_heads", 1 << 10, else: heads)
    headWidth = try int("head_dim", 1 << 10, else: max(1, dim / heads))
    positions = try int("max_position_embeddings", 1 << 24)
    epsilon = Float(try positive("rms_norm_eps", else: 1e-6))
    isTied = root["tie_word_embeddings"]?.bool ?? false
    try expect("hidden_act", ["silu"], missing: "silu")
    for key in ["mlp_bias", "use_sliding_window"] { try forbid(key) }
    if architecture != .qwen2 { try forbid("attention_bias") }
    hasBiases = architecture == .qwen2
    guard heads % keyHeads == 0, headWidth % 2 == 0 else {
      throw refused("key 'num_key_value_heads'", "does not divide the heads, or their width is odd")
    }
    // Newer versions of Transformers write everything about rotary positions into one object.
    let rotary = root["rope_parameters"] ?? root["rope_scaling"] ?? .object([:])
    var theta = try positive("rope_theta", else: 10_000)
    if let value = rotary["rope_theta"] { theta = value.number ?? 0 }
    let fraction = (rotary["partial_rotary_factor"] ?? root["partial_rotary_factor"])?.number ?? 1
    guard theta > 0, fraction == 1 else { throw refused("key 'rope_theta'", "is not known here") }
    do {
      frequencies = try Rotary(rotary).frequencies(theta, headWidth)
    } catch {
      throw refused("key 'rope_scaling'", error.reason)
    }
  }

  // MARK: GGUF

  /// Reads the keys of a GGUF file as llama.cpp's converters write it.
  init(file: GGUFFile) throws(TransformerError) {
    let name = try file.string("general.architecture")
    guard let architecture = Architecture(rawValue: name) else {
      let known = Architecture.allCases.map(\.rawValue).joined(separator: ", ")
      throw file.invalid("key 'general.architecture'", "is '\(name)'; known are \(known)")
    }
    self.init(architecture: architecture)
    func int(_ key: String, _ most: Int, else other: Int? = nil) throws(TransformerError) -> Int {
      if let other, !file.has("\(name).\(key)") { return other }
      return try file.int("\(name).\(key)", in: 1...most)
    }
    vocabulary = try file.tensor("token_embd.weight").shape[0]
    dim = try int("embedding_length", 1 << 15)
    hidden = try int("feed_forward_length", 1 << 17)
    layers = try int("block_count", 256)
    heads = try int("attention.head_count", 1 << 10)
    keyHeads = try int("attention.head_count_kv", 1 << 10, else: heads)
    headWidth = try int("attention.key_length", 1 << 10, else: max(1, dim / heads))
    positions = try int("context_length", 1 << 24)
    isTied = !file.tensorNames.contains("output.weight")
    hasBiases = architecture == .qwen2
    if file.has("\(name).expert_count"), try file.int("\(name).expert_count") > 0 {
      throw file.invalid("key '\(name).expert_count'", "asks for a mixture of experts, which is not known here")
    }
    guard heads % keyHeads == 0, headWidth % 2 == 0 else {
      throw file.invalid("key '\(name).attention.head_count_kv'", "does not divide the heads, or their width is odd")
    }
    guard architecture != .gpt2 else {
      epsilon = try file.positive("\(name).attention.layer_norm_epsilon")
      guard headWidth * heads == dim, keyHeads == heads else {
        throw file.invalid("key '\(name).attention.head_count'", "does not divide the width")
      }
      return
    }
    epsilon = try file.positive("\(name).attention.layer_norm_rms_epsilon")
    guard try int("rope.dimension_count", 1 << 10, else: headWidth) == headWidth else {
      throw file.invalid("key '\(name).rope.dimension_count'", "is not the width of a head")
    }
    let theta = file.has("\(name).rope.freq_base") ? Double(try file.positive("\(name).rope.freq_base")) : 10_000
    var rotary = Rotary()
    let key = "\(name).rope.scaling.type"
    switch file.has(key) ? try file.string(key) : "none" {
    case "none": break
    case "linear": rotary.linear = Double(try file.positive("\(name).rope.scaling.factor"))
    default: throw file.invalid("key '\(key)'", "is not known here; 'none' and 'linear' are")
    }
    frequencies = rotary.frequencies(theta, headWidth)
    // Llama 3's scaling, written out as divisors.
    if file.tensorNames.contains("rope_freqs.weight") {
      let divisors = try file.float32("rope_freqs.weight", shape: [headWidth / 2])
      guard divisors.allSatisfy({ $0 > 0 && $0.isFinite }) else {
        throw file.invalid("tensor 'rope_freqs.weight'", "holds no divisors")
      }
      for (index, divisor) in divisors.enumerated() { frequencies[index] /= Double(divisor) }
    }
  }
}

/// How the frequencies of rotary positions are stretched for texts longer than those learned from.
struct Rotary {
  struct Unknown: Error { let reason: String }

  /// All frequencies are divided by this.
  var linear = 1.0
  /// Llama 3: low ones are divided by `factor`, high ones are not, those between by something between.
  var llama3: (factor: Double, low: Double, high: Double, positions: Double)?

  init() {}

  init(_ root: JSON) throws(Unknown) {
    func positive(_ key: String) throws(Unknown) -> Double {
      guard let value = root[key]?.number, value > 0 else { throw Unknown(reason: "lacks '\(key)'") }
      return value
    }
    let type = root["rope_type"]?.string ?? root["type"]?.string ?? "default"
    switch type {
    case "default": break
    case "linear": linear = try positive("factor")
    case "llama3":
      llama3 = (
        try positive("factor"), try positive("low_freq_factor"), try positive("high_freq_factor"),
        try positive("original_max_position_embeddings")
      )
      if let llama3, llama3.low >= llama3.high { throw Unknown(reason: "has its factors in the wrong order") }
    default: throw Unknown(reason: "is of the type '\(type)'; known are default, linear and llama3")
    }
  }

  /// theta^(−2i / width) for each pair, stretched.
  func frequencies(_ theta: Double, _ width: Int) -> [Double] {
    (0..<width / 2).map { pair in
      // Transformers computes them in single precision.
      let plain = Double(1 / Float(pow(theta, 2 * Double(pair) / Double(width)))) / linear
      guard let llama3 else { return plain }
      let wavelength = 2 * Double.pi / plain
      if wavelength < llama3.positions / llama3.high { return plain }
      if wavelength > llama3.positions / llama3.low { return plain / llama3.factor }
      let smooth = (llama3.positions / wavelength - llama3.low) / (llama3.high - llama3.low)
      return (1 - smooth) * plain / llama3.factor + smooth * plain
    }
  }
}
