import CZlib
import Glibc

/// Writes a model file of ours: metadata, then tensor by tensor as they come, then the checksums into the header.
///
/// It grows beside `path` and takes its place at the end, so that no half file is ever seen there.
package final class GGUFWriter {
  /// A tensor that is to come.
  package struct Plan: Sendable {
    package let name: String
    /// Outermost dimension first.
    package let shape: [Int]
    package let type: GGUFTensorType

    package var bytes: Int { type.bytes(for: shape.reduce(1, *)) }
  }

  private static let alignment = 64
  private static let headerKey = "shoptalk.checksum.header"
  private static let tensorsKey = "shoptalk.checksum.tensors"

  private let path: String
  private let temporary: String
  private let plans: [Plan]
  private var metadata: [UInt8] = []
  private var keys = 0
  private var descriptor: Int32 = -1
  private var sums: [UInt32] = []
  /// Bytes of the file so far.
  package private(set) var size = 0
  /// Bytes of the tensor under way that have been written.
  private var written = 0

  package init(path: String, architecture: String, tensors: [Plan]) {
    self.path = path
    temporary = path + ".\(getpid()).part"
    plans = tensors
    add("general.architecture", architecture)
    add("general.alignment", Self.alignment)
    add("shoptalk.format_version", GGUFFile.formatVersion)
  }

  deinit {
    if descriptor >= 0 {
      close(descriptor)
      unlink(temporary)
    }
  }

  // MARK: Metadata

  package func add(_ key: String, _ value: String) { add(key, .string, Self.text(Array(value.utf8))) }
  package func add(_ key: String, _ value: Int) { add(key, .uint32, Self.little(UInt32(clamping: value))) }
  package func add(_ key: String, _ value: Bool) { add(key, .bool, [value ? 1 : 0]) }
  package func add(_ key: String, _ value: Float) { add(key, .float32, Self.little(value.bitPattern)) }
  package func add(_ key: String, _ values: [Int32]) {
    add(key, .int32, values.count, values.flatMap { Self.little(UInt32(bitPattern: $0)) })
  }
  package func add(_ key: String, _ values: [Float]) {
    add(key, .float32, values.count, values.flatMap { Self.little($0.bitPattern) })
  }
  package func add(_ key: String, _ values: [[UInt8]]) {
    var payload: [UInt8] = []
    for value in values { payload += Self.text(value) }
    add(key, .string, values.count, payload)
  }

  private func add(_ key: String, _ type: GGUFValueType, _ payload: [UInt8]) {
    metadata += Self.text(Array(key.utf8)) + Self.little(type.rawValue) + payload
    keys += 1
  }

  private func add(_ key: String, _ type: GGUFValueType, _ count: Int, _ payload: [UInt8]) {
    add(key, .array, Self.little(type.rawValue) + Self.little(UInt64(count)) + payload)
  }

  // MARK: Tensors

  /// Makes the file; the metadata is complete.
  package func begin() throws(TransformerError) {
    descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw failed() }
    try put(header())
  }

  /// Bytes of the next tensor, or a part of them.
  package func append(_ bytes: UnsafeRawBufferPointer) throws(TransformerError) {
    guard sums.count < plans.count || written > 0 else { throw .unsupported("more tensors than were planned") }
    if written == 0 { sums.append(0) }
    sums[sums.count - 1] = UInt32(
      truncatingIfNeeded: crc32_z(
        UInt(sums[sums.count - 1]), bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count))
    try put(bytes)
    written += bytes.count
    let size = plans[sums.count - 1].bytes
    guard written <= size else { throw .unsupported("tensor '\(plans[sums.count - 1].name)' is longer than planned") }
    if written == size {
      try put([UInt8](repeating: 0, count: Self.padding(size)))
      written = 0
    }
  }

  /// Writes the checksums, and puts the file in its place. Returns the checksum of its header, which covers the rest.
  @discardableResult
  package func finish() throws(TransformerError) -> UInt32 {
    guard sums.count == plans.count, written == 0 else { throw .unsupported("fewer tensors than were planned") }
    var header = header()
    let sum = header.withUnsafeBytes { crc32_z(0, $0.bindMemory(to: UInt8.self).baseAddress, $0.count) }
    // The checksum is the value of the last key, which the table of tensors follows.
    let place =
      24 + metadata.count + Self.text(Array(Self.tensorsKey.utf8)).count + 16 + 4 * plans.count
      + Self.text(Array(Self.headerKey.utf8)).count + 4
    header.replaceSubrange(place..<place + 4, with: Self.little(UInt32(truncatingIfNeeded: sum)))
    guard lseek(descriptor, 0, SEEK_SET) == 0 else { throw failed() }
    size -= header.count
    try put(header)
    guard fsync(descriptor) == 0, close(descriptor) == 0 else { throw failed() }
    descriptor = -1
    guard rename(temporary, path) == 0 else {
      defer { unlink(temporary) }
      throw failed()
    }
    return UInt32(truncatingIfNeeded: sum)
  }

  /// Everything before the tensors; checksums that are not known yet, and the header's own, are zero.
  private func header() -> [UInt8] {
    var out = Array("GGUF".utf8) + Self.little(UInt32(3)) + Self.little(UInt64(plans.count))
    out += Self.little(UInt64(keys + 2)) + metadata
    out += Self.text(Array(Self.tensorsKey.utf8)) + Self.little(GGUFValueType.array.rawValue)
    out += Self.little(GGUFValueType.uint32.rawValue) + Self.little(UInt64(plans.count))
    for index in plans.indices { out += Self.little(sums.count == plans.count ? sums[index] : 0) }
    out += Self.text(Array(Self.headerKey.utf8)) + Self.little(GGUFValueType.uint32.rawValue) + Self.little(UInt32(0))
    var offset = 0
    for plan in plans {
      out += Self.text(Array(plan.name.utf8)) + Self.little(UInt32(plan.shape.count))
      for size in plan.shape.reversed() { out += Self.little(UInt64(size)) }
      out += Self.little(plan.type.rawValue) + Self.little(UInt64(offset))
      offset += plan.bytes + Self.padding(plan.bytes)
    }
    return out + [UInt8](repeating: 0, count: Self.padding(out.count))
  }

  private func put(_ bytes: [UInt8]) throws(TransformerError) {
    try bytes.withUnsafeBufferPointer { buffer throws(TransformerError) in try put(UnsafeRawBufferPointer(buffer)) }
  }

  private func put(_ bytes: UnsafeRawBufferPointer) throws(TransformerError) {
    size += bytes.count
    var done = 0
    while done < bytes.count {
      let count = write(descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done)
      if count > 0 { done += count } else if errno != EINTR { throw failed() }
    }
  }

  private func failed() -> TransformerError {
    .invalid(
      file: path, place: "writing", reason: String(cString: strerror(errno)),
      remedy: "choose a folder that exists, may be written to and has room")
  }

  private static func padding(_ count: Int) -> Int { (alignment - count % alignment) % alignment }
  private static func little(_ value: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian) { Array($0) }
  }
  private static func text(_ bytes: [UInt8]) -> [UInt8] { little(UInt64(bytes.count)) + bytes }
}

extension TokenizerDefinition {
  /// Puts everything into the metadata of a model file.
  package func write(to writer: GGUFWriter) {
    writer.add("tokenizer.ggml.model", model.rawValue)
    if let pattern { writer.add("tokenizer.ggml.pre", pattern.rawValue) }
    writer.add("tokenizer.ggml.tokens", tokens)
    writer.add("tokenizer.ggml.token_type", kinds.map { Int32($0.rawValue) })
    if model == .bytePair || !merges.isEmpty {
      writer.add(Self.mergesKey, merges.map { tokens[$0.left] + [0x20] + tokens[$0.right] })
    }
    if !scores.isEmpty { writer.add("tokenizer.ggml.scores", scores) }
    if model == .bytePair { writer.add(Self.wholeWordsKey, takesWholeWords) }
    if model == .sentencePiece { writer.add(Self.prefixKey, spacePrefix.rawValue) }
    if let start { writer.add("tokenizer.ggml.bos_token_id", start) }
    writer.add("tokenizer.ggml.add_bos_token", addsStart && start != nil)
    writer.add(Self.endsKey, ends.map { Int32(clamping: $0) })
    if let end = ends.first { writer.add("tokenizer.ggml.eos_token_id", end) }
  }
}
