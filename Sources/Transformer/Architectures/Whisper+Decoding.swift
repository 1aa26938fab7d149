// Whisper's decoder at work on one stretch of sound. Bound to the sound's keys and values it is a decoder of text like
// any other, so that `TextDecoding`, beams and constraints serve it, too.

/// Self-attention of a layer, with its residual.
struct WhisperSelfAttention: TextLayer {
  let norm: LayerNorm
  let attention: WhisperAttention

  func callAsFunction(_ x: Rows, in texts: [TextSpan], layer: Int, _ on: Compute) {
    on.scope {
      let h = on.rows(like: x)
      on.normalize(x, by: norm, into: h)
      let (q, k, v) = (on.rows(like: x), on.rows(like: x), on.rows(like: x))
      on.apply(attention.queries, attention.keys, attention.values, to: h, into: q, k, v)
      on.attend(q, keys: k, values: v, in: texts, layer: layer, scale: attention.scale, into: h)
      on.apply(attention.output, to: h, addTo: x)
    }
  }
}

/// Attention to the sound, then the feed-forward layer, with their residuals.
struct WhisperCrossLayer: TextLayer, @unchecked Sendable {
  let norm: LayerNorm
  let attention: WhisperAttention
  /// The sound's keys and values: never changed once they are here.
  let audio: AttentionMemory
  let mlp: WhisperMLP

  func callAsFunction(_ x: Rows, in texts: [TextSpan], layer: Int, _ on: Compute) {
    on.scope {
      let h = on.rows(like: x)
      on.normalize(x, by: norm, into: h)
      let q = on.rows(like: x)
      on.apply(attention.queries, to: h, into: q)
      on.attend(q, to: audio, scale: attention.scale, causal: false, into: h)
      on.apply(attention.output, to: h, addTo: x)
    }
    mlp(x, on)
  }
}

/// The decoder with what the encoder made of one stretch of sound.
public final class WhisperText: StackedTextModel {
  let model: Whisper
  let blocks: [TextBlock<WhisperSelfAttention, WhisperCrossLayer>]

  public var vocabulary: Int { model.configuration.vocabulary }
  public var mostPositions: Int { model.configuration.mostPositions }
  var dim: Int { model.configuration.dim }
  var memoryShape: (heads: Int, width: Int) {
    (model.configuration.decoderHeads, model.configuration.dim / model.configuration.decoderHeads)
  }
  let memoryPrecision = Precision.fp32
  var head: Linear { model.head }
  var workbench: Workbench { model.workbench }

  /// Computes the keys and values of `audio`.
  public init(_ model: Whisper, _ audio: EncodedAudio) throws(TransformerError) {
    self.model = model
    let shape = model.configuration
    blocks = try model.workbench.use { on throws(TransformerError) in
      var blocks: [TextBlock<WhisperSelfAttention, WhisperCrossLayer>] = []
      for block in model.decoder {
        if Task.isCancelled { throw .cancelled }
        let memory = try AttentionMemory(
          heads: shape.decoderHeads, headWidth: shape.dim / shape.decoderHeads, capacity: audio.frames, pool: on.pool)
        block.cross.remember(audio.states, in: memory, on)
        blocks.append(
          TextBlock(
            attention: WhisperSelfAttention(norm: block.selfNorm, attention: block.attention),
            mlp: WhisperCrossLayer(norm: block.crossNorm, attention: block.cross, audio: memory, mlp: block.mlp)))
      }
      return blocks
    }
  }

  func embed(_ tokens: UnsafeBufferPointer<Int>, in texts: [TextSpan], into x: Rows, _ on: Compute) {
    model.textPositions.withUnsafeBufferPointer { positions in
      guard let base = positions.baseAddress else { return }
      for text in texts {
        for row in text.rows {
          model.embedding.copy(tokens[row], into: x[row], on)
          on.pool.add(base + (text.position + row - text.rows.lowerBound) * dim, to: x[row], count: dim)
        }
      }
    }
  }

  func finish(_ x: Rows, _ on: Compute) { on.normalize(x, by: model.decoderNorm, into: x) }
}

/// Whisper's marks, found in a tokenizer by their names.
public struct WhisperMarks: Sendable {
  public let start, end, transcribe, translate, withoutTimestamps: Int
  /// Languages by their codes, such as `de`.
  public let languages: [String: Int]
  /// All of them and what follows them: never part of a text.
  let marks: [Int]

  public init(_ tokenizer: any SubwordTokenizer, file: GGUFFile) throws(TransformerError) {
    func id(_ name: String) -> Int? {
      let ids = tokenizer.encode("<|\(name)|>", special: true)
      return ids.count == 1 ? ids[0] : nil
    }
    func required(_ name: String) throws(TransformerError) -> Int {
      guard let id = id(name) else {
        throw file.invalid("key 'tokenizer.ggml.tokens'", "has no token '<|\(name)|>'; this is no Whisper's vocabulary")
      }
      return id
    }
    start = try required("startoftranscript")
    end = try required("endoftext")
    transcribe = try required("transcribe")
    translate = try required("translate")
    withoutTimestamps = try required("notimestamps")
    languages = Dictionary(WhisperLanguages.codes.compactMap { code in id(code).map { (code, $0) } }) { $1 }
    let end = end
    marks = (0..<tokenizer.vocabularySize).filter { $0 != end && ($0 >= end || tokenizer.isSpecial($0)) }
  }
}

/// A text that Whisper wrote down.
public struct WhisperTranscript: Sendable, Equatable {
  /// Without the marks.
  public var tokens: [Int]
  /// The natural logarithm of the probability of each.
  public var logProbabilities: [Float]
  /// That of the end; nil where the text was cut.
  public var endLogProbability: Float?
  public var ending: GreedyText.Ending
  /// The code of the language that was named or heard; nil for a model of English only.
  public var language: String?
}

extension Whisper {
  /// The likeliest language of a sound, by its code; nil for a model that knows no languages.
  public func language(of text: WhisperText, _ marks: WhisperMarks) throws(TransformerError) -> String? {
    guard !marks.languages.isEmpty else { return nil }
    let decoding = try TextDecoding(text, capacity: 2)
    // A copy: the scores live no longer than what computed them.
    let scores = Array(try decoding.append(marks.start))
    return withExtendedLifetime(decoding) {
      marks.languages.filter { scores.indices.contains($0.value) && !scores[$0.value].isNaN }.max {
        (scores[$0.value], $1.key) < (scores[$1.value], $0.key)
      }?.key
    }
  }

  /// Writes down what is said in `audio`, always taking the likeliest token. `language` is a code such as `de`; where it
  /// is nil it is found out. With `translates`, the text is English whatever was said.
  public func transcribe(
    _ audio: EncodedAudio, marks: WhisperMarks, language: String? = nil, translates: Bool = false,
    limit: Int = 224, repetition: RepetitionGuard = RepetitionGuard()
  ) throws(TransformerError) -> WhisperTranscript {
    let text = try WhisperText(self, audio)
    var prompt = [marks.start]
    var known = language
    if !marks.languages.isEmpty {
      if known == nil { known = try self.language(of: text, marks) }
      guard let known, let id = marks.languages[known] else {
        let codes = marks.languages.keys.sorted().joined(separator: ", ")
        throw .unsupported("the language '\(known ?? "")' is not one of this model's: \(codes)")
      }
      prompt += [id, translates ? marks.translate : marks.transcribe]
    }
    prompt.append(marks.withoutTimestamps)
    let most = max(1, min(limit, configuration.mostPositions - prompt.count))
    let decoding = try TextDecoding(text, capacity: prompt.count + most)
    defer { withExtendedLifetime(decoding) {} }
    var result = WhisperTranscript(tokens: [], logProbabilities: [], ending: .finished, language: known)
    var scores = try decoding.append(prompt)
    while true {
      for token in marks.marks where scores.indices.contains(token) { scores[token] = -.infinity }
      for token in configuration.suppressed where token != marks.end { scores[token] = -.infinity }
      if result.tokens.isEmpty { for token in configuration.suppressedAtBeginning { scores[token] = -.infinity } }
      guard let base = scores.baseAddress else { return result }
      let token = workbench.pool.argmax(base, count: scores.count)
      let logProbability = scores[token] - workbench.pool.logSumExp(base, count: scores.count)
      if token == marks.end || logProbability.isNaN {
        result.endLogProbability = logProbability
        return result
      }
      result.tokens.append(token)
      result.logProbabilities.append(logProbability)
      if let length = repetition.cut(result.tokens) {
        result.tokens.removeSubrange(length...)
        result.logProbabilities.removeSubrange(length...)
        result.ending = .repetition
        return result
      }
      guard result.tokens.count < most else {
        result.ending = .limit
        return result
      }
      scores = try decoding.append(token)
    }
  }
}

/// The languages that Whisper was taught, in the order of their marks.
enum WhisperLanguages {
  static let codes =
    ("en zh de es ru ko fr ja pt tr pl ca nl ar sv it id hi fi vi he uk el ms cs ro da hu ta no th ur hr bg lt la mi ml "
    + "cy sk te fa lv bn sr az sl kn et mk br eu is hy ne mn bs kk sq sw gl mr pa si km sn yo so af oc ka be tg sd gu "
    + "am yi lo uz fo ht ps tk nn mt sa lb my bo tl mg as tt haw ln ha ba jw su yue").split(separator: " ").map(
      String.init)
}
