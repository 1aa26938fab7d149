import Testing
import Transformer

/// A Moonshine of random weights, small enough for any test; its vocabulary is nothing but numbers.
func smallMoonshine(_ change: (inout GGUFBuilder) -> Void = { _ in }) -> GGUFBuilder {
  var random = Random(11)
  var file = GGUFBuilder()
  let (vocabulary, dim, hidden, encoderLayers, decoderLayers) = (50, 24, 40, 2, 3)
  file.add("general.architecture", "moonshine")
  for (key, value) in [
    ("vocab_size", vocabulary), ("hidden_size", dim), ("intermediate_size", hidden), ("encoder.layers", encoderLayers),
    ("encoder.heads", 3), ("decoder.layers", decoderLayers), ("decoder.heads", 2), ("rotary.dimensions", 6),
    ("sample_rate", 16_000),
  ] {
    file.add("moonshine." + key, u32: UInt32(value))
  }
  file.add("moonshine.rotary.theta", 10_000)
  file.add("moonshine.norm_epsilon", 1e-5)
  file.add("moonshine.tokens_per_second", 6.5)
  file.add("tokenizer.ggml.bos_token_id", u32: 1)
  file.add("tokenizer.ggml.eos_token_id", u32: 2)

  func int8(_ name: String, _ shape: [Int]) {
    let inputs = shape[1...].reduce(1, *)
    file.add(tensor: name, shape: shape, random.int8s(shape[0] * inputs))
    let scale = 2 / (73 * Float(inputs).squareRoot())  // outputs as large as inputs
    file.add(tensor: name + "_scale", shape: [shape[0]], random.floats(shape[0], in: scale / 2...scale))
  }
  func float(_ name: String, _ shape: [Int]) {
    file.add(tensor: name, shape: shape, random.floats(shape.reduce(1, *), in: -0.5...1.5))
  }
  func attention(_ name: String) { for part in "qkvo" { int8("\(name).\(part)_proj.weight", [dim, dim]) } }
  func mlp(_ name: String, up: Int) {
    int8(name + ".fc1.weight", [up, dim])
    float(name + ".fc1.bias", [up])
    int8(name + ".fc2.weight", [dim, hidden])
    float(name + ".fc2.bias", [dim])
  }
  let (encoder, decoder) = ("model.encoder", "model.decoder")
  float(encoder + ".conv1.weight", [dim, 1, 127])
  float(encoder + ".groupnorm.weight", [dim])
  float(encoder + ".groupnorm.bias", [dim])
  int8(encoder + ".conv2.weight", [2 * dim, dim, 7])
  float(encoder + ".conv2.bias", [2 * dim])
  int8(encoder + ".conv3.weight", [dim, 2 * dim, 3])
  float(encoder + ".conv3.bias", [dim])
  for layer in 0..<encoderLayers {
    let name = "\(encoder).layers.\(layer)"
    for norm in ["input", "post_attention"] { float("\(name).\(norm)_layernorm.weight", [dim]) }
    attention(name + ".self_attn")
    mlp(name + ".mlp", up: hidden)
  }
  float(encoder + ".layer_norm.weight", [dim])
  int8(decoder + ".embed_tokens.weight", [vocabulary, dim])
  for layer in 0..<decoderLayers {
    let name = "\(decoder).layers.\(layer)"
    for norm in ["input", "post_attention", "final"] { float("\(name).\(norm)_layernorm.weight", [dim]) }
    attention(name + ".self_attn")
    attention(name + ".encoder_attn")
    mlp(name + ".mlp", up: 2 * hidden)
  }
  float(decoder + ".norm.weight", [dim])
  change(&file)
  return file
}

@Suite("Moonshine")
struct MoonshineTests {
  private let pool = ComputePool(threads: 2)

  private func model(_ precision: Precision = .int8) throws -> Moonshine {
    try Moonshine(file: open(smallMoonshine()), precision: precision, pool: pool)
  }

  private func open(_ file: GGUFBuilder) throws -> GGUFFile {
    try GGUFFile(contents: file.build(checksums: false), path: "small.gguf", verify: false)
  }

  private func sound(_ count: Int = 9000) -> [Float] {
    var random = Random(3)
    return random.floats(count, in: -0.3...0.3)
  }

  /// Scores after each token, in a text of its own.
  private func scores(_ model: Moonshine, _ audio: EncodedAudio, _ tokens: [Int]) throws -> [[Float]] {
    let decoding = try MoonshineDecoding(model, audio)
    var state = try decoding.makeState()
    return try tokens.map { Array(try decoding.append($0, to: &state)[0]) }
  }

  private func near(_ a: [[Float]], _ b: [[Float]], within limit: Double = 1e-5) -> Bool {
    zip(a, b).allSatisfy { Difference($0, from: $1).relativeError < limit } && a.count == b.count
  }

  @Test("makes a frame of 384 samples, and needs 895 for the first")
  func frames() throws {
    let model = try model()
    #expect(try model.encode(sound(895)).frames == 1)
    #expect(try model.encode(sound(895 + 384)).frames == 2)
    #expect(throws: TransformerError.self) { try model.encode(sound(894)) }
    #expect(throws: TransformerError.self) { try model.encode([]) }
    #expect(throws: TransformerError.self) { try model.encode(sound(60 * 16_000)) }
  }

  @Test("computes nearly the same in int8 as in single precision")
  func precisions() throws {
    let results = try [Precision.int8, .fp32].map { precision in
      let model = try model(precision)
      let audio = try model.encode(sound())
      return (audio.hiddenStates, try scores(model, audio, [1, 7, 30, 7]))
    }
    #expect(Difference(results[0].0, from: results[1].0).relativeError < 0.01)
    #expect(near(results[0].1, results[1].1, within: 0.01))
  }

  @Test("scores tokens appended at once, in company or alone the same", arguments: [Precision.int8, .fp32])
  func waysOfAppending(precision: Precision) throws {
    let model = try model(precision)
    let audio = try model.encode(sound())
    let texts = [[1, 4, 9, 16, 25], [1, 40, 41, 42, 43], [1, 9, 4, 9, 4]]
    let alone = try texts.map { try scores(model, audio, $0) }

    let decoding = try MoonshineDecoding(model, audio, expectedTokens: 2)
    var state = try decoding.makeState()
    let atOnce = try decoding.append(texts[0], to: &state)
    #expect(near((0..<5).map { Array(atOnce[$0]) }, alone[0]))
    #expect(state.count == 5)

    var states = try texts.map { _ in try decoding.makeState() }
    for step in 0..<5 {
      let together = try decoding.append(texts.map { $0[step] }, toEach: &states)
      #expect(near((0..<3).map { Array(together[$0]) }, alone.map { $0[step] }))
    }
  }

  @Test("forks: a copy goes its own way, and neither disturbs the other")
  func forks() throws {
    let model = try model()
    let audio = try model.encode(sound())
    let decoding = try MoonshineDecoding(model, audio)
    var first = try decoding.makeState()
    _ = try decoding.append([1, 5, 6], to: &first)
    var second = first
    _ = try decoding.append(10, to: &first)
    _ = try decoding.append(20, to: &second)
    let ends = [Array(try decoding.append(11, to: &first)[0]), Array(try decoding.append(21, to: &second)[0])]
    #expect(near([ends[0]], [try scores(model, audio, [1, 5, 6, 10, 11])[4]]))
    #expect(near([ends[1]], [try scores(model, audio, [1, 5, 6, 20, 21])[4]]))
  }

  @Test("uses no more memory however long it decodes, and keeps to the limit")
  func limits() throws {
    let model = try model()
    let audio = try model.encode(sound())
    for limit in [0, 1, 7] {
      let text = try model.greedyText(for: audio, limit: limit)
      #expect(text.tokens.count <= limit && text.tokens.count == text.logProbabilities.count)
      #expect(text.logProbabilities.allSatisfy { $0 <= 0 })
      #expect(text.ending != .limit || text.tokens.count == limit)
    }
    let decoding = try MoonshineDecoding(model, audio)
    var state = try decoding.makeState()
    #expect(throws: TransformerError.self) { try decoding.append(50, to: &state) }
    #expect(throws: TransformerError.self) { try decoding.append(-1, to: &state) }
    #expect(state.count == 0)
    _ = try decoding.append(1, to: &state)
    #expect(state.count == 1)
  }

  @Test("names the tensor or key that is missing or of another shape")
  func damaged() {
    func message(_ change: (inout GGUFBuilder) -> Void) -> String {
      do {
        _ = try Moonshine(file: open(smallMoonshine(change)), precision: .int8, pool: pool)
        return ""
      } catch { return "\(error)" }
    }
    #expect(message { $0.replace("moonshine.hidden_size", with: 36) }.contains("conv1.weight"))
    #expect(message { $0.replace("moonshine.encoder.heads", with: 5) }.contains("moonshine.encoder.heads"))
    #expect(message { $0.replace("moonshine.decoder.layers", with: 4) }.contains("model.decoder.layers.3"))
    #expect(message { $0.replace("moonshine.vocab_size", with: 51) }.contains("embed_tokens"))
    #expect(message { $0.replace("tokenizer.ggml.eos_token_id", with: 50) }.contains("eos_token_id"))
  }
}
