// Import: published decoders become files of ours, with int8 weights and one scale for each row. Tensors are read,
// quantised and written in strips of rows, so that no more than a strip is in memory at a time.

/// What an import did.
public struct ModelImportReport: Sendable {
  /// What became of one tensor.
  public struct Tensor: Sendable {
    public let name: String
    public let shape: [Int]
    /// Whether it is int8 now; else it is float32.
    public let isQuantized: Bool
    /// ‖weights − int8 · scales‖ / ‖weights‖, of the whole and of the worst row.
    public let error: Double
    public let worstRow: Double
  }

  /// From here on a tensor is called coarse: rows whose few large values leave little for the others.
  public static let coarse = 0.02

  public let architecture: String
  public let parameters: Int
  public let tensors: [Tensor]
  /// Whether the file can turn text into tokens.
  public let hasTokenizer: Bool
  /// CRC-32 of the header, which holds those of all tensors.
  public let checksum: UInt32

  /// The tensors that one scale for each row serves badly, worst first.
  public var coarseTensors: [Tensor] {
    tensors.filter { $0.error > Self.coarse }.sorted { $0.error > $1.error }
  }
}

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
  }

  /// Writes the model to `path`. `progress` hears of each tensor when it is done: how many are, of how many.
  public func run(
    to path: String, progress: (ModelImportReport.Tensor, Int, Int) -> Void = { _, _, _ in }
  ) throws(TransformerError) -> ModelImportReport {
    let targets = try targets()
    let plans = targets.flatMap { target -> [GGUFWriter.Plan] in
      guard target.shape.count == 2 else { return [.init(name: target.name, shape: target.shape, type: .float32)] }
      return [
        .init(name: target.name, shape: target.shape, type: .int8),
        .init(name: target.name + "_scale", shape: [target.shape[0]], type: .float32),
      ]
    }
    let writer = GGUFWriter(path: path, architecture: source.shape.architecture.rawValue, tensors: plans)
    source.shape.write(to: writer)
    source.tokenizer?.write(to: writer)
    try writer.begin()
    var done: [ModelImportReport.Tensor] = []
    for target in targets {
      let tensor = try write(target, to: writer)
      done.append(tensor)
      source.discardPages()
      progress(tensor, done.count, targets.count)
    }
    let checksum = try writer.finish()
    return ModelImportReport(
      architecture: source.shape.architecture.rawValue,
      parameters: targets.reduce(0) { $0 + $1.shape.reduce(1, *) }, tensors: done,
      hasTokenizer: source.tokenizer != nil, checksum: checksum)
  }

  // MARK: What there is to write

  private func targets() throws(TransformerError) -> [Target] {
    source.shape.architecture == .gpt2 ? try targetsOfGPT2() : try targetsOfLlama()
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

  private func targetsOfLlama() throws(TransformerError) -> [Target] {
    let shape = source.shape
    let (wide, narrow) = (shape.heads * shape.headWidth, shape.keyHeads * shape.headWidth)
    let rotary = source.isInterleaved ? nil : shape.headWidth
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

  private func targetsOfGPT2() throws(TransformerError) -> [Target] {
    let shape = source.shape
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
        all.append(try stored("\(path).\(name).weight", [rows, columns], isTransposed: source.isTransposed))
        all.append(try stored("\(path).\(name).bias", [rows]))
      }
    }
    try norm("transformer.ln_f")
    if !shape.isTied { all.append(try stored("lm_head.weight", [shape.vocabulary, shape.dim])) }
    return all
  }

  // MARK: Writing

  private func write(_ target: Target, to writer: GGUFWriter) throws(TransformerError) -> ModelImportReport.Tensor {
    let (rows, columns) = (target.shape[0], target.shape.count == 2 ? target.shape[1] : 1)
    let isMatrix = target.shape.count == 2
    let strip = isMatrix ? max(1, (1 << 18) / columns) : rows
    var quantizer = RowQuantizer(columns: columns)
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
      if isMatrix {
        quantizer.quantize(values[..<count])
        try append(quantizer.bytes[...], to: writer)
      } else {
        try append(values[..<count], to: writer)
      }
    }
    if isMatrix { try append(quantizer.scales[...], to: writer) }
    return ModelImportReport.Tensor(
      name: target.name, shape: target.shape, isQuantized: isMatrix, error: quantizer.error,
      worstRow: quantizer.worstRow)
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

/// Rows of floats as int8 within ±127, one scale each.
struct RowQuantizer {
  let columns: Int
  /// The rows of the last strip.
  private(set) var bytes: [Int8] = []
  /// Those of all rows so far.
  private(set) var scales: [Float] = []
  private(set) var worstRow = 0.0
  private var squaredError = 0.0
  private var squared = 0.0

  /// Shares of a row's largest value at which ±127 is tried: cutting off a few can serve all the others.
  private static let shares: [Float] = [1, 0.96, 0.92, 0.88, 0.84, 0.8, 0.76]

  init(columns: Int) { self.columns = columns }

  /// ‖weights − int8 · scales‖ / ‖weights‖ over all rows so far.
  var error: Double { squared > 0 ? (squaredError / squared).squareRoot() : 0 }

  mutating func quantize(_ values: ArraySlice<Float>) {
    bytes = [Int8](repeating: 0, count: values.count)
    values.withUnsafeBufferPointer { values in
      for start in stride(from: 0, to: values.count, by: columns) {
        quantize(UnsafeBufferPointer(rebasing: values[start..<start + columns]), at: start)
      }
    }
  }

  private mutating func quantize(_ row: UnsafeBufferPointer<Float>, at start: Int) {
    var peak: Float = 0
    var sum = 0.0
    for value in row {
      peak = max(peak, abs(value))
      sum += Double(value) * Double(value)
    }
    var best: (scale: Float, error: Double) = (peak > 0 ? peak / 127 : 1, .infinity)
    for share in Self.shares where peak > 0 && best.error > 0 {
      let scale = peak / 127 * share
      let error = Self.error(row, scale)
      if error < best.error { best = (scale, error) }
    }
    for (index, value) in row.enumerated() { bytes[start + index] = Int8(Self.whole(value / best.scale)) }
    scales.append(best.scale)
    guard peak > 0 else { return }
    squared += sum
    squaredError += best.error
    worstRow = max(worstRow, (best.error / sum).squareRoot())
  }

  private static func error(_ row: UnsafeBufferPointer<Float>, _ scale: Float) -> Double {
    var error: Float = 0
    for value in row {
      let difference = value - whole(value / scale) * scale
      error += difference * difference
    }
    return Double(error)
  }

  private static func whole(_ value: Float) -> Float { min(127, max(-127, value.rounded(.toNearestOrEven))) }
}
