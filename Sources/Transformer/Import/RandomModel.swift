import Glibc

/// Models of well-known shapes with random weights: as fast, as large and as slow to load as the real ones.
package enum RandomModel: String, CaseIterable, Sendable {
  case smolLM2 = "smollm2-135m"
  case qwen2 = "qwen2.5-0.5b"
  case gpt2 = "gpt2-124m"
  case miniLM = "minilm"
  case moonshine = "moonshine-tiny"
  case whisper = "whisper-tiny"

  /// Writes the model file to `path`, of a decoder with a tokenizer and a chat template where they are given.
  package func write(
    to path: String, tokenizer: TokenizerDefinition? = nil, chatTemplate: String? = nil
  ) throws(TransformerError) {
    var contents = Contents()
    var metadata: [(String, GGUFWriter) -> Void] = []
    switch self {
    case .smolLM2, .qwen2, .gpt2:
      let shape = decoder
      if shape.architecture == .gpt2 { contents.addGPT2(shape) } else { contents.addLlama(shape) }
      metadata.append { _, writer in shape.write(to: writer) }
    case .miniLM:
      contents.addBERT(vocabulary: 30_522, dim: 384, hidden: 1536, layers: 6, positions: 512)
      metadata.append { name, writer in
        for (key, value) in [
          ("vocab_size", 30_522), ("hidden_size", 384), ("intermediate_size", 1536), ("layers", 6), ("heads", 12),
          ("max_positions", 512), ("max_tokens", 256),
        ] { writer.add("\(name).\(key)", value) }
        writer.add("\(name).norm_epsilon", Float(1e-12))
        writer.add("\(name).pooling", "mean")
      }
    case .moonshine:
      contents.addMoonshine(vocabulary: 32_768, dim: 288, hidden: 1152, layers: 6)
      metadata.append { name, writer in
        for (key, value) in [
          ("vocab_size", 32_768), ("hidden_size", 288), ("intermediate_size", 1152), ("encoder.layers", 6),
          ("encoder.heads", 8), ("decoder.layers", 6), ("decoder.heads", 8), ("rotary.dimensions", 32),
          ("sample_rate", 16_000),
        ] { writer.add("\(name).\(key)", value) }
        writer.add("\(name).rotary.theta", Float(10_000))
        writer.add("\(name).norm_epsilon", Float(1e-5))
        writer.add("\(name).tokens_per_second", Float(6.5))
        writer.add("tokenizer.ggml.bos_token_id", 1)
        writer.add("tokenizer.ggml.eos_token_id", 2)
      }
    case .whisper:
      let shape = WhisperShape(
        vocabulary: 51_865, dim: 384, bands: 80, frames: 1500, positions: 448, encoderLayers: 4, encoderHeads: 6,
        encoderHidden: 1536, decoderLayers: 4, decoderHeads: 6, decoderHidden: 1536)
      contents.addWhisper(shape)
      metadata.append { _, writer in shape.write(to: writer) }
    }
    let writer = GGUFWriter(path: path, architecture: architecture, tensors: contents.tensors.map(\.plan))
    for add in metadata { add(architecture, writer) }
    tokenizer?.write(to: writer)
    if let chatTemplate { writer.add(ChatTemplate.key, chatTemplate) }
    try writer.begin()
    var random = UInt64(0x9E37_79B9_7F4A_7C15)
    for tensor in contents.tensors { try tensor.write(to: writer, &random) }
    try writer.finish()
  }

  private var architecture: String {
    switch self {
    case .smolLM2: "llama"
    case .qwen2: "qwen2"
    case .gpt2: "gpt2"
    case .miniLM: "bert"
    case .moonshine: "moonshine"
    case .whisper: "whisper"
    }
  }

  private var decoder: DecoderShape {
    var shape = DecoderShape(architecture: .init(rawValue: architecture) ?? .llama)
    shape.isTied = true
    switch self {
    case .smolLM2:
      (shape.vocabulary, shape.dim, shape.hidden, shape.layers) = (49_152, 576, 1536, 30)
      (shape.heads, shape.keyHeads, shape.headWidth, shape.positions) = (9, 3, 64, 8192)
    case .qwen2:
      (shape.vocabulary, shape.dim, shape.hidden, shape.layers) = (151_936, 896, 4864, 24)
      (shape.heads, shape.keyHeads, shape.headWidth, shape.positions) = (14, 2, 64, 32_768)
      shape.hasBiases = true
    default:
      (shape.vocabulary, shape.dim, shape.hidden, shape.layers) = (50_257, 768, 3072, 12)
      (shape.heads, shape.keyHeads, shape.headWidth, shape.positions) = (12, 12, 64, 1024)
    }
    shape.frequencies = (0..<shape.headWidth / 2).map { pow(1e5, -2 * Double($0) / Double(shape.headWidth)) }
    return shape
  }

  // MARK: Tensors

  private struct Tensor {
    enum Values {
      case constant(Float)
      case given([Float])
      /// Uniform, within ±`range` where they are floats.
      case random(range: Float)
    }
    let plan: GGUFWriter.Plan
    let values: Values

    func write(to writer: GGUFWriter, _ random: inout UInt64) throws(TransformerError) {
      let strip = 1 << 16
      for start in stride(from: 0, to: plan.bytes, by: 4 * strip) {
        let count = min(strip, (plan.bytes - start + 3) / 4)
        var words = [UInt32](repeating: 0, count: count)
        for index in words.indices {
          random ^= random << 13
          random ^= random >> 7
          random ^= random << 17
          let word = UInt32(truncatingIfNeeded: random >> 16)
          switch values {
          case .constant(let value): words[index] = value.bitPattern
          case .given(let values): words[index] = values[start / 4 + index].bitPattern
          case .random(let range) where plan.type == .float32:
            words[index] = ((Float(word >> 8) / Float(1 << 23) - 1) * range).bitPattern
          case .random: words[index] = word | (word & 0x7F7F_7F7F == 0 ? 0x0101_0101 : 0)
          }
        }
        let bytes = min(4 * count, plan.bytes - start)
        try words.withUnsafeBufferPointer { buffer throws(TransformerError) in
          try writer.append(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(buffer)[..<bytes]))
        }
      }
    }
  }

  private struct Contents {
    var tensors: [Tensor] = []

    mutating func add(_ name: String, _ shape: [Int], _ values: Tensor.Values) {
      tensors.append(Tensor(plan: .init(name: name, shape: shape, type: .float32), values: values))
    }

    /// int8 weights of which sums of products stay about as large as what they are multiplied with.
    mutating func matrix(_ name: String, _ shape: [Int], bias: Bool = false) {
      let inputs = shape.dropFirst().reduce(1, *)
      tensors.append(
        Tensor(plan: .init(name: name + ".weight", shape: shape, type: .int8), values: .random(range: 1)))
      add(name + ".weight_scale", [shape[0]], .constant(1 / (73 * Float(inputs).squareRoot())))
      if bias { add(name + ".bias", [shape[0]], .random(range: 0.1)) }
    }

    mutating func norm(_ name: String, _ width: Int, bias: Bool = false) {
      add(name + ".weight", [width], .constant(1))
      if bias { add(name + ".bias", [width], .random(range: 0.1)) }
    }

    mutating func addLlama(_ shape: DecoderShape) {
      let (wide, narrow) = (shape.heads * shape.headWidth, shape.keyHeads * shape.headWidth)
      add("rotary.frequencies", [shape.headWidth / 2], .given(shape.frequencies.map(Float.init)))
      matrix("model.embed_tokens", [shape.vocabulary, shape.dim])
      norm("model.norm", shape.dim)
      for layer in 0..<shape.layers {
        let path = "model.layers.\(layer)"
        norm("\(path).input_layernorm", shape.dim)
        matrix("\(path).self_attn.q_proj", [wide, shape.dim], bias: shape.hasBiases)
        matrix("\(path).self_attn.k_proj", [narrow, shape.dim], bias: shape.hasBiases)
        matrix("\(path).self_attn.v_proj", [narrow, shape.dim], bias: shape.hasBiases)
        matrix("\(path).self_attn.o_proj", [shape.dim, wide])
        norm("\(path).post_attention_layernorm", shape.dim)
        matrix("\(path).mlp.gate_proj", [shape.hidden, shape.dim])
        matrix("\(path).mlp.up_proj", [shape.hidden, shape.dim])
        matrix("\(path).mlp.down_proj", [shape.dim, shape.hidden])
      }
    }

    mutating func addGPT2(_ shape: DecoderShape) {
      matrix("transformer.wte", [shape.vocabulary, shape.dim])
      matrix("transformer.wpe", [shape.positions, shape.dim])
      for layer in 0..<shape.layers {
        let path = "transformer.h.\(layer)"
        norm("\(path).ln_1", shape.dim, bias: true)
        matrix("\(path).attn.c_attn", [3 * shape.dim, shape.dim], bias: true)
        matrix("\(path).attn.c_proj", [shape.dim, shape.dim], bias: true)
        norm("\(path).ln_2", shape.dim, bias: true)
        matrix("\(path).mlp.c_fc", [shape.hidden, shape.dim], bias: true)
        matrix("\(path).mlp.c_proj", [shape.dim, shape.hidden], bias: true)
      }
      norm("transformer.ln_f", shape.dim, bias: true)
    }

    mutating func addBERT(vocabulary: Int, dim: Int, hidden: Int, layers: Int, positions: Int) {
      matrix("embeddings.word_embeddings", [vocabulary, dim])
      add("embeddings.position_embeddings.weight", [positions, dim], .random(range: 0.1))
      add("embeddings.token_type_embeddings.weight", [2, dim], .random(range: 0.1))
      norm("embeddings.LayerNorm", dim, bias: true)
      for layer in 0..<layers {
        let path = "encoder.layer.\(layer)"
        for name in ["query", "key", "value"] { matrix("\(path).attention.self.\(name)", [dim, dim], bias: true) }
        matrix("\(path).attention.output.dense", [dim, dim], bias: true)
        norm("\(path).attention.output.LayerNorm", dim, bias: true)
        matrix("\(path).intermediate.dense", [hidden, dim], bias: true)
        matrix("\(path).output.dense", [dim, hidden], bias: true)
        norm("\(path).output.LayerNorm", dim, bias: true)
      }
    }

    mutating func addWhisper(_ shape: WhisperShape) {
      let dim = shape.dim
      func attention(_ path: String, _ contents: inout Contents) {
        for (name, bias) in [("q", true), ("k", false), ("v", true), ("out", true)] {
          contents.matrix("\(path).\(name)_proj", [dim, dim], bias: bias)
        }
      }
      add("model.encoder.conv1.weight", [dim, shape.bands, 3], .random(range: 0.1))
      add("model.encoder.conv1.bias", [dim], .random(range: 0.1))
      matrix("model.encoder.conv2", [dim, dim, 3], bias: true)
      add("model.encoder.embed_positions.weight", [shape.frames, dim], .random(range: 0.1))
      matrix("model.decoder.embed_tokens", [shape.vocabulary, dim])
      add("model.decoder.embed_positions.weight", [shape.positions, dim], .random(range: 0.1))
      for (side, layers, hidden, attentions) in [
        ("encoder", shape.encoderLayers, shape.encoderHidden, ["self_attn"]),
        ("decoder", shape.decoderLayers, shape.decoderHidden, ["self_attn", "encoder_attn"]),
      ] {
        norm("model.\(side).layer_norm", dim, bias: true)
        for layer in 0..<layers {
          let path = "model.\(side).layers.\(layer)"
          for name in attentions {
            attention("\(path).\(name)", &self)
            norm("\(path).\(name)_layer_norm", dim, bias: true)
          }
          norm("\(path).final_layer_norm", dim, bias: true)
          matrix("\(path).fc1", [hidden, dim], bias: true)
          matrix("\(path).fc2", [dim, hidden], bias: true)
        }
      }
    }

    mutating func addMoonshine(vocabulary: Int, dim: Int, hidden: Int, layers: Int) {
      add("model.encoder.conv1.weight", [dim, 1, 127], .random(range: 0.2))
      norm("model.encoder.groupnorm", dim, bias: true)
      matrix("model.encoder.conv2", [2 * dim, dim, 7], bias: true)
      matrix("model.encoder.conv3", [dim, 2 * dim, 3], bias: true)
      norm("model.encoder.layer_norm", dim)
      matrix("model.decoder.embed_tokens", [vocabulary, dim])
      norm("model.decoder.norm", dim)
      for layer in 0..<layers {
        for (side, gated, attentions) in [
          ("encoder", 1, ["self_attn"]), ("decoder", 2, ["self_attn", "encoder_attn"]),
        ] {
          let path = "model.\(side).layers.\(layer)"
          norm("\(path).input_layernorm", dim)
          norm("\(path).post_attention_layernorm", dim)
          for attention in attentions {
            for name in ["q", "k", "v", "o"] { matrix("\(path).\(attention).\(name)_proj", [dim, dim]) }
          }
          if side == "decoder" { norm("\(path).final_layernorm", dim) }
          matrix("\(path).mlp.fc1", [gated * hidden, dim], bias: true)
          matrix("\(path).mlp.fc2", [dim, hidden], bias: true)
        }
      }
    }
  }
}
