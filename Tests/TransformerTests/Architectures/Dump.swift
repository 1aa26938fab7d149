import CZlib
import Foundation
import Testing

/// Results of the reference: the format is described in Models/reference/dumps.py.
struct Dump {
  struct Tensor {
    var shape: [Int]
    var values: [Float]

    /// The values of one row, i.e. of everything but the outermost dimension.
    func row(_ index: Int) -> ArraySlice<Float> {
      let width = values.count / shape[0]
      return values[index * width..<(index + 1) * width]
    }
  }

  private struct Head: Decodable {
    struct Entry: Decodable {
      var name: String
      var shape: [Int]
    }
    var tensors: [Entry]
    var text: String?
    var lines: [String]?
    var stride: Int
    var source: String
    var converter: Int
  }

  let text: String
  let lines: [String]
  /// Only every so-many-th logit is kept.
  let stride: Int
  /// What the model's file was converted from (SHA-256), and by which version of the converter.
  let source: String
  let converter: Int
  private let tensors: [String: Tensor]

  /// Reads a file, compressed or not.
  init(path: String) throws {
    let bytes = try Self.unpack(path)
    let end = try #require(bytes.firstIndex(of: UInt8(ascii: "\n")))
    let head = try JSONDecoder().decode(Head.self, from: Data(bytes[..<end]))
    (text, lines, stride) = (head.text ?? "", head.lines ?? [], head.stride)
    (source, converter) = (head.source, head.converter)
    var offset = end + 1
    var tensors: [String: Tensor] = [:]
    for entry in head.tensors {
      let count = entry.shape.reduce(1, *)
      try #require(offset + 4 * count <= bytes.count, "\(path) ends within \(entry.name)")
      let values = bytes.withUnsafeBytes { raw in
        (0..<count).map { raw.loadUnaligned(fromByteOffset: offset + 4 * $0, as: Float.self) }
      }
      tensors[entry.name] = Tensor(shape: entry.shape, values: values)
      offset += 4 * count
    }
    self.tensors = tensors
  }

  subscript(name: String) -> Tensor {
    get throws { try #require(tensors[name], "the dump has no tensor '\(name)'") }
  }

  static func unpack(_ path: String) throws -> [UInt8] {
    let file = try #require(gzopen(path, "rb"), "\(path)")
    defer { gzclose(file) }
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Int(gzread(file, &block, UInt32(block.count)))
      guard count > 0 else { return bytes }
      bytes += block[..<count]
    }
  }
}

/// How far results are from the reference.
struct Difference {
  /// The length of the difference over the length of the reference.
  let relativeError: Double
  /// Of the angle between the two, all values taken together.
  let cosine: Double

  init(_ ours: some Collection<Float>, from reference: some Collection<Float>) {
    var (error, norm, ownNorm, product) = (0.0, 0.0, 0.0, 0.0)
    for (a, b) in zip(ours, reference) {
      let (a, b) = (Double(a), Double(b))
      error += (a - b) * (a - b)
      norm += b * b
      ownNorm += a * a
      product += a * b
    }
    relativeError = ours.count == reference.count ? (error / norm).squareRoot() : .infinity
    cosine = ours.count == reference.count ? product / (norm * ownNorm).squareRoot() : 0
  }
}
