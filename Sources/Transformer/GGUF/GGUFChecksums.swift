import CZlib

/// Verification of a file against the checksums that Models/convert.py put into it.
///
/// `shoptalk.checksum.header` is the CRC-32 of all bytes before the tensors, taken while its own four bytes are zero;
/// `shoptalk.checksum.tensors` holds the CRC-32 of each tensor in the order of the table. The bytes between tensors
/// must be zero, and nothing may follow the last one: so every damaged bit is found.
struct GGUFChecksums {
  let file: String
  let storage: GGUFStorage
  let contents: GGUFParser

  func verify() throws(TransformerError) {
    try verifyHeader()
    try verifyTensors()
    try verifyPadding()
    storage.discardPages()
  }

  private func verifyHeader() throws(TransformerError) {
    let key = "shoptalk.checksum.header"
    guard let entry = contents.metadata[key], entry.type == .uint32, !entry.isArray else { throw missing(key) }
    let bytes = storage.bytes
    let end = min(contents.dataOffset, bytes.count)
    var sum = crc(0, bytes[0..<entry.offset])
    withUnsafeBytes(of: UInt32(0)) { zero in sum = crc(sum, zero[...]) }
    sum = crc(sum, bytes[entry.offset + 4..<end])
    guard sum == bytes.loadUnaligned(fromByteOffset: entry.offset, as: UInt32.self) else {
      throw damaged("key '\(key)'", "the checksum of the first \(end) bytes does not match")
    }
  }

  private func verifyTensors() throws(TransformerError) {
    let key = "shoptalk.checksum.tensors"
    guard let entry = contents.metadata[key], entry.type == .uint32, entry.isArray else { throw missing(key) }
    guard entry.count == contents.tensors.count else {
      throw damaged("key '\(key)'", "\(entry.count) checksums for \(contents.tensors.count) tensors")
    }
    var sinceDiscard = 0
    for (index, tensor) in contents.tensors.enumerated() {
      let bytes = tensor.bytes
      let wanted = storage.bytes.loadUnaligned(fromByteOffset: entry.offset + 4 * index, as: UInt32.self)
      guard crc(0, bytes[...]) == wanted else {
        throw damaged("tensor '\(tensor.name)'", "the checksum of its bytes does not match")
      }
      // What was verified need not stay in memory while the rest is.
      sinceDiscard += bytes.count
      if sinceDiscard > 4 << 20 {
        storage.discardPages()
        sinceDiscard = 0
      }
    }
  }

  private func verifyPadding() throws(TransformerError) {
    var end = contents.dataOffset
    let sorted = contents.tensors.sorted { $0.offset < $1.offset }
    for tensor in sorted {
      try verifyZero(end..<tensor.offset)
      end = tensor.offset + tensor.type.bytes(for: tensor.count)
    }
    let padded = (end + contents.alignment - 1) & ~(contents.alignment - 1)
    guard storage.bytes.count <= padded else {
      throw damaged("byte \(padded)", "\(storage.bytes.count - padded) bytes follow the last tensor")
    }
    try verifyZero(min(end, storage.bytes.count)..<storage.bytes.count)
  }

  private func verifyZero(_ range: Range<Int>) throws(TransformerError) {
    guard let place = storage.bytes[range].firstIndex(where: { $0 != 0 }) else { return }
    throw damaged("byte \(place)", "the padding is not zero")
  }

  private func crc(_ start: UInt32, _ bytes: Slice<UnsafeRawBufferPointer>) -> UInt32 {
    let buffer = UnsafeRawBufferPointer(rebasing: bytes)
    return UInt32(
      truncatingIfNeeded: crc32_z(UInt(start), buffer.baseAddress?.assumingMemoryBound(to: UInt8.self), buffer.count))
  }

  private func missing(_ key: String) -> TransformerError {
    damaged("key '\(key)'", "is missing, so the file cannot be verified")
  }

  private func damaged(_ place: String, _ reason: String) -> TransformerError {
    .invalid(file: file, place: place, reason: reason, remedy: GGUFFile.remedy)
  }
}
