import CZlib
import Transformer

/// Writes small GGUF files for the tests, sound ones and, by hand, unsound ones.
struct GGUFBuilder {
  private(set) var keys: [(key: String, payload: [UInt8])] = []
  private(set) var tensors: [(name: String, dimensions: [UInt64], type: UInt32, bytes: [UInt8])] = []
  var alignment = 32
  /// Offsets that differ from where the bytes really go.
  var offsets: [String: UInt64] = [:]

  mutating func add(_ key: String, type: UInt32, payload: [UInt8]) {
    keys.append((key, little(type) + payload))
  }

  mutating func add(_ key: String, u32 value: UInt32) { add(key, type: 4, payload: little(value)) }
  mutating func add(_ key: String, _ value: Float) { add(key, type: 6, payload: little(value.bitPattern)) }
  mutating func add(_ key: String, _ value: String) { add(key, type: 8, payload: text(value)) }
  mutating func add(_ key: String, _ values: [UInt32]) {
    add(key, type: 9, payload: little(UInt32(4)) + little(UInt64(values.count)) + values.flatMap { little($0) })
  }
  mutating func add(_ key: String, _ values: [String]) {
    add(key, type: 9, payload: little(UInt32(8)) + little(UInt64(values.count)) + values.flatMap { text($0) })
  }

  mutating func add(tensor name: String, shape: [Int], _ values: [Float]) {
    tensors.append((name, shape.reversed().map(UInt64.init), 0, values.flatMap { little($0.bitPattern) }))
  }
  mutating func add(tensor name: String, shape: [Int], _ values: [Int8]) {
    tensors.append((name, shape.reversed().map(UInt64.init), 24, values.map { UInt8(bitPattern: $0) }))
  }
  mutating func add(tensor name: String, dimensions: [UInt64], type: UInt32, bytes: [UInt8]) {
    tensors.append((name, dimensions, type, bytes))
  }

  /// Puts another value in the place of a key's.
  mutating func replace(_ key: String, with values: [UInt32]) {
    keys.removeAll { $0.key == key }
    add(key, values)
  }
  mutating func replace(_ key: String, with value: UInt32) {
    keys.removeAll { $0.key == key }
    add(key, u32: value)
  }

  /// The whole file; with `checksums` it carries correct ones, as the last two keys.
  func build(checksums: Bool = true) -> [UInt8] {
    var copy = self
    if checksums {
      copy.add("shoptalk.checksum.tensors", tensors.map { Self.crc($0.bytes) })
      copy.add("shoptalk.checksum.header", u32: 0)
    }
    var (header, data) = copy.parts()
    if checksums {
      let key = text("shoptalk.checksum.header")
      let start = (0...header.count - key.count).first { header[$0..<$0 + key.count].elementsEqual(key) }
      let at = (start ?? 0) + key.count + 4
      header.replaceSubrange(at..<at + 4, with: little(Self.crc(header)))
    }
    data = header + data
    return data
  }

  private func parts() -> (header: [UInt8], data: [UInt8]) {
    var header = Array("GGUF".utf8) + little(UInt32(3)) + little(UInt64(tensors.count)) + little(UInt64(keys.count))
    for (key, payload) in keys { header += text(key) + payload }
    var data: [UInt8] = []
    for tensor in tensors {
      header += text(tensor.name) + little(UInt32(tensor.dimensions.count)) + tensor.dimensions.flatMap { little($0) }
      header += little(tensor.type) + little(offsets[tensor.name] ?? UInt64(data.count))
      data += tensor.bytes
      data += [UInt8](repeating: 0, count: (alignment - data.count % alignment) % alignment)
    }
    header += [UInt8](repeating: 0, count: (alignment - header.count % alignment) % alignment)
    return (header, data)
  }

  static func crc(_ bytes: [UInt8]) -> UInt32 { UInt32(truncatingIfNeeded: crc32_z(0, bytes, bytes.count)) }
}

func little<T: FixedWidthInteger>(_ value: T) -> [UInt8] {
  withUnsafeBytes(of: value.littleEndian) { Array($0) }
}

func text(_ value: String) -> [UInt8] { little(UInt64(value.utf8.count)) + Array(value.utf8) }

/// A small file with a bit of everything.
func sampleFile() -> GGUFBuilder {
  var builder = GGUFBuilder()
  builder.add("general.architecture", "sample")
  builder.add("shoptalk.format_version", u32: 1)
  builder.add("sample.layers", u32: 6)
  builder.add("sample.epsilon", Float(1e-5))
  builder.add("sample.strides", [64, 3, 2])
  builder.add("sample.flag", type: 7, payload: [1])
  builder.add("sample.tokens", ["<unk>", "▁a", "", "ñ"])
  builder.add("sample.negative", type: 11, payload: little(Int64(-5)))
  builder.add(tensor: "norm", shape: [3], [Float(1), 2, 3])
  builder.add(tensor: "linear.weight", shape: [2, 3], [Int8(1), 2, 3, -4, -5, -6])
  builder.add(tensor: "linear.weight_scale", shape: [2], [Float(0.5), 0.25])
  return builder
}
