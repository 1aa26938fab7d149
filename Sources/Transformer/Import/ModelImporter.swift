// Import: published models become files of ours, with int8 weights and one scale for each row, or for each group of
// columns in a row where that is needed. Tensors are read, quantised and written in strips of rows, so that no more than
// a strip is in memory at a time.

/// Imports one model.
public struct ModelImporter {
  private let source: CheckpointSource

  /// Opens a Hugging Face folder or a GGUF file.
  public init(path: String) throws(TransformerError) { source = try CheckpointSource(path: path) }

  /// A tensor to be written, and where from.
  private struct Target {
    enum Kind {
      case vector([Double])
      case stored(StoredTensor)
    }
    var name: String
    var shape: [Int]
    var kind: Kind
    /// The width of heads whose rotary halves are to be interleaved.
    var rotary: Int?
    var isTransposed = false

    /// A convolution is a matrix of the window that it looks at.
    var isMatrix: Bool { shape.count > 1 && !isFloat }
    /// Kept in single precision although it is a matrix.
    var isFloat = false
    var rows: Int { isMatrix ? shape[0] : shape.reduce(1, *) }
    var columns: Int { isMatrix ? shape[1...].reduce(1, *) : 1 }
  }

  /// Writes the model to `path`. `progress` hears of each tensor when it is done: how many are, of how many.
  public func run(
    to path: String, progress: (ModelImportReport.Tensor, Int, Int) -> Void = { _, _, _ in }
  ) throws(TransformerError) -> ModelImportReport {
    let targets = try targets()
    var choices: [GroupChooser?] = []
    for target in targets {
      choices.append(target.isMatrix ? try choose(target) : nil)
      source.discardPages()
    }
    let plans = zip(targets, choices).flatMap { target, choice -> [GGUFWriter.Plan] in
      guard let groups = choice?.groups else { return [.init(name: target.name, shape: target.shape, type: .float32)] }
      let rows = target.shape[0]
      return [
        .init(name: target.name, shape: target.shape, type: .int8),
        .init(name: target.name + "_scale", shape: groups > 1 ? [groups, rows] : [rows], type: .float32),
      ]
    }
    let writer = GGUFWriter(path: path, architecture: architecture, tensors: plans)
    switch source.kind {
    case .decoder(let shape): shape.write(to: writer)
    case .whisper(let shape): shape.write(to: writer)
    }
    source.tokenizer?.write(to: writer)
    if let chatTemplate = source.chatTemplate { writer.add(ChatTemplate.key, chatTemplate) }
    writer.add(GGUFFile.wideActivationsKey, false)
    try writer.begin()
    var done: [ModelImportReport.Tensor] = []
    for (target, choice) in zip(targets, choices) {
      let tensor = try write(target, choice, to: writer)
      done.append(tensor)
      source.discardPages()
      progress(tensor, done.count, targets.count)
    }
    let checksum = try writer.finish()
    return ModelImportReport(
      architecture: architecture,
      parameters: targets.reduce(0) { $0 + $1.shape.reduce(1, *) }, tensors: done,
      hasTokenizer: source.tokenizer != nil, hasChatTemplate: source.chatTemplate != nil, bytes: writer.size,
      checksum: checksum)
  }

  // MARK: What there is to write

  private func targets() throws(TransformerError) -> [Target] {
    switch source.kind {
    case .decoder(let shape): shape.architecture == .gpt2 ? try targetsOfGPT2(shape) : try targetsOfLlama(shape)
    case .whisper(let shape): try targetsOfWhisper(shape)
    }
  }

  private var architecture: String {
    switch source.kind {
    case .decoder(let shape): shape.architecture.rawValue
    case .whisper: "whisper"
    }
  }

  private func stored(
    _ name: String, _ shape: [Int], isTransposed: Bool = false, rotary: Int? = nil
  ) throws(TransformerError) -> Target {
    let tensor = try source.tensor(name, isTransposed ? shape.reversed() : shape)
    guard !isTransposed || tensor.type.block.elements == 1 else {
      throw source.refused("tensor '\(name)'", "cannot be turned, because its values are in blocks")
    }
    return Target(name: name, shape: shape, kind: .stored(tensor), rotary: rotary, isTransposed: isTransposed)
  }

  private func targetsOfLlama(_ shape: DecoderShape) throws(TransformerError) -> [Target] {
    let (wide, narrow) = (shape.heads * shape.headWidth, shape.keyHeads * shape.headWidth)
    let rotary = source.isInterleaved(shape) ? nil : shape.headWidth
    var all = [
      Target(name: "rotary.frequencies", shape: [shape.headWidth / 2], kind: .vector(shape.frequencies)),
      try stored("model.embed_tokens.weight", [shape.vocabulary, shape.dim]),
      try stored("model.norm.weight", [shape.dim]),
    ]
    if !shape.isTied { all.append(try stored("lm_head.weight", [shape.vocabulary, shape.dim])) }
    for layer in 0..<shape.layers {
      let path = "model.layers.\(layer)"
      all.append(try stored("\(path).input_layernorm.weight", [shape.dim]))
      for (name, rows, turned) in [("q", wide, rotary), ("k", narrow, rotary), ("v", narrow, nil)] {
        let name = "\(path).self_attn.\(name)_proj"
        all.append(try stored("\(name).weight", [rows, shape.dim], rotary: turned))
        if shape.hasBiases { all.append(try stored("\(name).bias", [rows], rotary: turned)) }
      }
      if shape.architecture == .qwen3 {
        for name in ["q_norm", "k_norm"] {
          all.append(try stored("\(path).self_attn.\(name).weight", [shape.headWidth], rotary: rotary))
        }
      }
      all.append(try stored("\(path).self_attn.o_proj.weight", [shape.dim, wide]))
      all.append(try stored("\(path).post_attention_layernorm.weight", [shape.dim]))
      all.append(try stored("\(path).mlp.gate_proj.weight", [shape.hidden, shape.dim]))
      all.append(try stored("\(path).mlp.up_proj.weight", [shape.hidden, shape.dim]))
      all.append(try stored("\(path).mlp.down_proj.weight", [shape.dim, shape.hidden]))
    }
    return all
  }

  private func targetsOfGPT2(_ shape: DecoderShape) throws(TransformerError) -> [Target] {
    var all = [
      try stored("transformer.wte.weight", [shape.vocabulary, shape.dim]),
      try stored("transformer.wpe.weight", [shape.positions, shape.dim]),
    ]
    func norm(_ name: String) throws(TransformerError) {
      all.append(try stored("\(name).weight", [shape.dim]))
      all.append(try stored("\(name).bias", [shape.dim]))
    }
    for layer in 0..<shape.layers {
      let path = "transformer.h.\(layer)"
      try norm("\(path).ln_1")
      try norm("\(path).ln_2")
      for (name, rows, columns) in [
        ("attn.c_attn", 3 * shape.dim, shape.dim), ("attn.c_proj", shape.dim, shape.dim),
        ("mlp.c_fc", shape.hidden, shape.dim), ("mlp.c_proj", shape.dim, shape.hidden),
      ] {
        all.append(try stored("\(path).\(name).weight", [rows, columns], isTransposed: source.isTransposed(shape)))
        all.append(try stored("\(path).\(name).bias", [rows]))
      }
    }
    try norm("transformer.ln_f")
    if !shape.isTied { all.append(try stored("lm_head.weight", [shape.vocabulary, shape.dim])) }
    return all
  }

  private func targetsOfWhisper(_ shape: WhisperShape) throws(TransformerError) -> [Target] {
    let dim = shape.dim
    var all: [Target] = []
    func add(_ name: String, _ shape: [Int], isFloat: Bool = false) throws(TransformerError) {
      var target = try stored(name, shape)
      target.isFloat = isFloat
      all.append(target)
    }
    func linear(_ name: String, _ rows: Int, _ columns: Int, bias: Bool = true) throws(TransformerError) {
      try add("\(name).weight", [rows, columns])
      if bias { try add("\(name).bias", [rows]) }
    }
    func norm(_ name: String) throws(TransformerError) {
      try add("\(name).weight", [dim])
      try add("\(name).bias", [dim])
    }
    func attention(_ name: String) throws(TransformerError) {
      for (part, bias) in [("q_proj", true), ("k_proj", false), ("v_proj", true), ("out_proj", true)] {
        try linear("\(name).\(part)", dim, dim, bias: bias)
      }
    }
    // The first convolution sees the sound itself, and the positions are sums: both stay in single precision.
    try add("model.encoder.conv1.weight", [dim, shape.bands, 3], isFloat: true)
    try add("model.encoder.conv1.bias", [dim])
    try add("model.encoder.conv2.weight", [dim, dim, 3])
    try add("model.encoder.conv2.bias", [dim])
    try add("model.encoder.embed_positions.weight", [shape.frames, dim], isFloat: true)
    for layer in 0..<shape.encoderLayers {
      let path = "model.encoder.layers.\(layer)"
      try attention("\(path).self_attn")
      for name in ["self_attn_layer_norm", "final_layer_norm"] { try norm("\(path).\(name)") }
      try linear("\(path).fc1", shape.encoderHidden, dim)
      try linear("\(path).fc2", dim, shape.encoderHidden)
    }
    try norm("model.encoder.layer_norm")
    try add("model.decoder.embed_tokens.weight", [shape.vocabulary, dim])
    try add("model.decoder.embed_positions.weight", [shape.positions, dim], isFloat: true)
    for layer in 0..<shape.decoderLayers {
      let path = "model.decoder.layers.\(layer)"
      for name in ["self_attn", "encoder_attn"] { try attention("\(path).\(name)") }
      for name in ["self_attn_layer_norm", "encoder_attn_layer_norm", "final_layer_norm"] {
        try norm("\(path).\(name)")
      }
      try linear("\(path).fc1", shape.decoderHidden, dim)
      try linear("\(path).fc2", dim, shape.decoderHidden)
    }
    try norm("model.decoder.layer_norm")
    return all
  }

  // MARK: Writing

  /// In how many groups the columns of a matrix have to be.
  private func choose(_ target: Target) throws(TransformerError) -> GroupChooser {
    // Only plain linear layers are computed in groups.
    var chooser = GroupChooser(columns: target.columns, mayGroup: target.shape.count == 2)
    try strips(of: target) { values throws(TransformerError) in chooser.add(values) }
    return chooser
  }

  private func write(
    _ target: Target, _ choice: GroupChooser?, to writer: GGUFWriter
  ) throws(TransformerError) -> ModelImportReport.Tensor {
    guard let choice else {
      try strips(of: target) { values throws(TransformerError) in try append(values, to: writer) }
      return .init(
        name: target.name, shape: target.shape, isQuantized: false, groups: 1, error: 0, worstRow: 0, plainError: 0)
    }
    var quantizer = RowQuantizer(columns: target.columns, groups: choice.groups)
    try strips(of: target) { values throws(TransformerError) in
      quantizer.quantize(values)
      try append(quantizer.bytes[...], to: writer)
    }
    try append(quantizer.scaleTable[...], to: writer)
    return .init(
      name: target.name, shape: target.shape, isQuantized: true, groups: choice.groups, error: quantizer.error,
      worstRow: quantizer.worstRow, plainError: choice.plainError)
  }

  /// Calls `body` with some rows of the target at a time, all of them finite.
  private func strips(
    of target: Target, _ body: (ArraySlice<Float>) throws(TransformerError) -> Void
  ) throws(TransformerError) {
    let (rows, columns) = (target.rows, target.columns)
    let strip = max(1, (1 << 18) / columns)
    var values = [Float](repeating: 0, count: min(strip, rows) * columns)
    for start in stride(from: 0, to: rows, by: strip) {
      let range = start..<min(rows, start + strip)
      let count = range.count * columns
      values.withUnsafeMutableBufferPointer { buffer in
        if let base = buffer.baseAddress { Self.read(target, range, columns, into: base) }
      }
      guard values[..<count].allSatisfy(\.isFinite) else {
        throw source.refused("tensor '\(target.name)'", "holds values that are not finite")
      }
      try body(values[..<count])
    }
  }

  private func append(_ values: ArraySlice<some BitwiseCopyable>, to writer: GGUFWriter) throws(TransformerError) {
    try values.withUnsafeBufferPointer { buffer throws(TransformerError) in
      try writer.append(UnsafeRawBufferPointer(buffer))
    }
  }

  /// The values of rows `range` of the target.
  private static func read(
    _ target: Target, _ range: Range<Int>, _ columns: Int, into out: UnsafeMutablePointer<Float>
  ) {
    let tensor: StoredTensor
    switch target.kind {
    case .vector(let values):
      for (index, row) in range.enumerated() { out[index] = Float(values[row]) }
      return
    case .stored(let stored): tensor = stored
    }
    if target.isTransposed {
      // A stretch of each input's row, laid down as a column.
      let stretch = UnsafeMutablePointer<Float>.allocate(capacity: range.count)
      defer { stretch.deallocate() }
      for column in 0..<columns {
        let start = column * target.shape[0] + range.lowerBound
        tensor.decode(start..<start + range.count, into: stretch)
        for row in 0..<range.count { out[row * columns + column] = stretch[row] }
      }
    } else if let width = target.rotary {
      for (index, row) in range.enumerated() {
        let place = row % width
        let from = row - place + (place % 2 == 0 ? place / 2 : width / 2 + place / 2)
        tensor.decode(from * columns..<(from + 1) * columns, into: out + index * columns)
      }
    } else {
      tensor.decode(range.lowerBound * columns..<range.upperBound * columns, into: out)
    }
  }
}
