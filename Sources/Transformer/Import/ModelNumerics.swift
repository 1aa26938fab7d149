import CZlib
import FoundationEssentials
import Glibc

/// How far int8 arithmetic takes a model from single precision with the same weights, measured on a text.
public struct ModelNumerics: Sendable {
  /// How alike the scores after each token are, as the cosine of the angle between them.
  public struct Agreement: Sendable {
    public let worst, mean: Double
    /// The share of tokens after which the likeliest token is the same.
    public let sameChoice: Double
  }

  /// What is asked for: below this an architecture counts as hurt.
  public static let wanted = 0.999

  /// With activations of 8 bits, and with all that the layers take.
  public let narrow, wide: Agreement
  public let tokens: Int

  /// Whether 8 bits change what the model says, and more help.
  public var needsWide: Bool { narrow.worst < Self.wanted && wide.mean > narrow.mean }

  /// Runs the decoder in `file` on `tokens`, which are all in its vocabulary. Takes some six times the memory of the
  /// file.
  public static func measure(
    _ file: GGUFFile, tokens: [Int], pool: ComputePool
  ) throws(TransformerError) -> ModelNumerics {
    let reference = try scores(file, .fp32, wide: false, tokens, pool)
    return ModelNumerics(
      narrow: try compare(try scores(file, .int8, wide: false, tokens, pool), reference, tokens.count),
      wide: try compare(try scores(file, .int8, wide: true, tokens, pool), reference, tokens.count),
      tokens: tokens.count)
  }

  /// Tokens to measure with: a text that a clerk might read, or where there is no tokenizer any tokens.
  public static func sampleTokens(
    vocabulary: Int, tokenizer: (any SubwordTokenizer)?, most: Int
  ) -> [Int] {
    let ids = tokenizer.map { ($0.start.map { [$0] } ?? []) + $0.encode(sample, special: false) } ?? []
    let known = ids.filter { $0 < vocabulary }
    if known.count >= 16 { return Array(known.prefix(most)) }
    var state: UInt64 = 1
    return (0..<min(64, most)).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % vocabulary
    }
  }

  private static let sample = """
    Question: how much is the large oat milk, and where do I find it?
    Answer: The oat milk in the one litre carton is $3.49. It is in aisle 4, on the left, next to the coffee. There \
    are twelve cartons in stock today, and the second one is half price until Sunday.
    Question: does the hazelnut chocolate contain gluten?
    Answer:
    """

  private static func scores(
    _ file: GGUFFile, _ precision: Precision, wide: Bool, _ tokens: [Int], _ pool: ComputePool
  ) throws(TransformerError) -> [Float] {
    let model = try TextModels.make(file: file, precision: precision, pool: pool, wide: wide)
    guard tokens.count <= model.mostPositions else {
      throw .unsupported("\(tokens.count) tokens are more than the model has positions for")
    }
    return try TextDecoding(model, capacity: tokens.count).scores(of: tokens)
  }

  private static func compare(
    _ ours: [Float], _ reference: [Float], _ rows: Int
  ) throws(TransformerError) -> Agreement {
    var (worst, sum, same) = (1.0, 0.0, 0)
    let width = reference.count / max(1, rows)
    for row in 0..<rows {
      let range = row * width..<(row + 1) * width
      var (xy, xx, yy) = (0.0, 0.0, 0.0)
      for index in range {
        let (x, y) = (Double(ours[index]), Double(reference[index]))
        xy += x * y
        xx += x * x
        yy += y * y
      }
      let cosine = xx > 0 && yy > 0 ? xy / (xx * yy).squareRoot() : xx == yy ? 1 : 0
      worst = min(worst, cosine)
      sum += cosine
      let best = { (values: [Float]) in range.max { values[$0] < values[$1] } }
      if best(ours) == best(reference) { same += 1 }
    }
    return Agreement(worst: worst, mean: sum / Double(max(1, rows)), sameChoice: Double(same) / Double(max(1, rows)))
  }
}

extension GGUFFile {
  /// Writes the model of ours at `path` anew with its activations wide or not, its checksum with it, and puts it in the
  /// place of the old.
  public static func setWideActivations(_ wide: Bool, path: String) throws(TransformerError) {
    let file = try GGUFFile(path: path)
    guard let place = file.place(of: wideActivationsKey), let sumPlace = file.place(of: "shoptalk.checksum.header")
    else {
      throw file.invalid("key '\(wideActivationsKey)'", "is missing: the model was imported by an older version")
    }
    var bytes = Array(file.header)
    bytes[place] = wide ? 1 : 0
    for index in 0..<4 { bytes[sumPlace + index] = 0 }
    let sum = UInt32(truncatingIfNeeded: crc32_z(0, bytes, bytes.count))
    for index in 0..<4 { bytes[sumPlace + index] = UInt8(truncatingIfNeeded: sum >> UInt32(8 * index)) }
    let temporary = "\(path).\(getpid()).part"
    defer { unlink(temporary) }
    do {
      try FileManager.default.copyItem(atPath: path, toPath: temporary)
    } catch {
      throw .invalid(
        file: path, place: "writing", reason: "a copy beside it cannot be made",
        remedy: "see to it that the folder may be written to and has room")
    }
    let descriptor = open(temporary, O_WRONLY | O_CLOEXEC)
    defer { if descriptor >= 0 { close(descriptor) } }
    guard descriptor >= 0, pwrite(descriptor, bytes, bytes.count, 0) == bytes.count, fsync(descriptor) == 0,
      rename(temporary, path) == 0
    else {
      throw .invalid(
        file: path, place: "writing", reason: String(cString: strerror(errno)),
        remedy: "see to it that the folder may be written to and has room")
    }
  }
}
