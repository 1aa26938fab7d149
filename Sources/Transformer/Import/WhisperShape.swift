/// What an importer knows of a Whisper before it reads a weight.
package struct WhisperShape: Equatable, Sendable {
  package var vocabulary = 0, dim = 0, bands = 0, frames = 0, positions = 0
  package var encoderLayers = 0, encoderHeads = 0, encoderHidden = 0
  var decoderLayers = 0, decoderHeads = 0, decoderHidden = 0
  /// Tokens that are never written, and those with which no text begins.
  var suppressed: [Int] = []
  var suppressedAtBeginning: [Int] = []

  /// Puts the shape into the metadata of a model file, under the keys that `WhisperConfiguration` reads.
  func write(to writer: GGUFWriter) {
    for (key, value) in [
      ("vocab_size", vocabulary), ("hidden_size", dim), ("mel_bands", bands), ("frames", frames),
      ("max_positions", positions), ("encoder.layers", encoderLayers), ("encoder.heads", encoderHeads),
      ("encoder.intermediate_size", encoderHidden), ("decoder.layers", decoderLayers),
      ("decoder.heads", decoderHeads), ("decoder.intermediate_size", decoderHidden),
    ] { writer.add("whisper.\(key)", value) }
    writer.add("whisper.suppress_tokens", suppressed.map { Int32(clamping: $0) })
    writer.add("whisper.begin_suppress_tokens", suppressedAtBeginning.map { Int32(clamping: $0) })
  }

  /// What is wrong with the sizes, if anything.
  var problem: String? {
    for (name, value, most) in [
      ("vocabulary", vocabulary, 1 << 20), ("width", dim, 1 << 12), ("mel bands", bands, 200),
      ("frames", frames, 1500), ("positions", positions, 1 << 12), ("encoder layers", encoderLayers, 128),
      ("decoder layers", decoderLayers, 128), ("encoder heads", encoderHeads, dim),
      ("decoder heads", decoderHeads, dim), ("feed-forward width", encoderHidden, 1 << 15),
      ("feed-forward width", decoderHidden, 1 << 15),
    ] where !(1...max(1, most)).contains(value) { return "says \(name) \(value), not within 1 to \(most)" }
    guard dim % encoderHeads == 0, dim % decoderHeads == 0 else { return "has heads that do not divide the width" }
    return nil
  }
}

extension WhisperShape {
  /// Reads a config.json and, where there is one, a generation_config.json.
  package init(configuration root: JSON, generation: JSON, file: String) throws(TransformerError) {
    func refused(_ reason: String) -> TransformerError {
      .invalid(
        file: file, place: "the configuration", reason: reason,
        remedy: "take a Whisper checkpoint of Hugging Face as it is published")
    }
    func int(_ key: String) -> Int { root[key]?.int ?? 0 }
    vocabulary = int("vocab_size")
    dim = int("d_model")
    bands = int("num_mel_bins")
    frames = int("max_source_positions")
    positions = int("max_target_positions")
    encoderLayers = int("encoder_layers")
    encoderHeads = int("encoder_attention_heads")
    encoderHidden = int("encoder_ffn_dim")
    decoderLayers = int("decoder_layers")
    decoderHeads = int("decoder_attention_heads")
    decoderHidden = int("decoder_ffn_dim")
    if let problem { throw refused(problem) }
    guard root["activation_function"]?.string ?? "gelu" == "gelu", root["scale_embedding"]?.bool != true else {
      throw refused("asks for an activation or a scaling that is not known here")
    }
    func tokens(_ key: String) -> [Int] {
      ((generation[key] ?? root[key])?.array ?? []).compactMap(\.int).filter { (0..<vocabulary).contains($0) }
    }
    suppressed = tokens("suppress_tokens")
    suppressedAtBeginning = tokens("begin_suppress_tokens")
  }
}
