import CKernels
import Glibc
import Synchronization

/// Writes the pack of a model while its layers are made: each matrix is packed, written, and from then on mapped, so
/// that no more than one is in memory at a time.
///
/// The file grows beside its place and takes it at the end, so that no half pack is ever seen there.
final class WeightPackWriter: @unchecked Sendable {
  private struct State {
    var records: [(name: String, record: WeightPack.Record)] = []
    var mappings: [(address: Int, length: Int)] = []
    var size = WeightPack.headerSize
  }

  let path: String
  private let temporary: String
  private let layout: String
  private let identity: UInt32
  private let descriptor: Int32
  private let state = Mutex(State())

  init(path: String, layout: String, identity: UInt32) throws(TransformerError) {
    self.path = path
    self.layout = layout
    self.identity = identity
    temporary = path + ".\(getpid()).part"
    descriptor = open(temporary, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw Self.failed(path) }
  }

  deinit {
    for mapping in state.withLock({ $0.mappings }) {
      munmap(UnsafeMutableRawPointer(bitPattern: mapping.address), mapping.length)
    }
    close(descriptor)
    unlink(temporary)  // gone already where it was finished
  }

  /// Packs a matrix by `fill`, writes it, and returns it where it is mapped.
  func add(
    _ name: String, bytes: Int, _ fill: (UnsafeMutableRawPointer) -> ck_matrix
  ) throws(TransformerError) -> ck_matrix {
    guard let memory = ck_allocate(bytes) else { throw .outOfMemory(bytes: bytes, purpose: "weights") }
    defer { ck_free(memory, bytes) }
    var matrix = fill(memory)
    let offset = state.withLock { state in
      defer { state.size += (bytes + WeightPack.alignment - 1) & ~(WeightPack.alignment - 1) }
      return state.size
    }
    try put(UnsafeRawBufferPointer(start: memory, count: bytes), at: offset)
    let before = offset % 4096
    guard let base = mmap(nil, before + bytes, PROT_READ, MAP_SHARED, descriptor, off_t(offset - before)),
      base != MAP_FAILED
    else { throw Self.failed(path) }
    matrix.blob = UnsafePointer(base.assumingMemoryBound(to: UInt8.self) + before)
    let record = WeightPack.Record(
      offset: offset, bytes: bytes, outputs: matrix.out, inputs: matrix.in, hasBias: matrix.has_bias,
      wideLimit: matrix.wide_limit,
      checksum: WeightPack.checksum(UnsafeRawBufferPointer(start: memory, count: bytes)))
    let address = Int(bitPattern: base)
    state.withLock { state in
      state.records.append((name, record))
      state.mappings.append((address, before + bytes))
    }
    return matrix
  }

  /// Writes the table and the header, and puts the file in its place. Returns its size.
  func finish() throws(TransformerError) -> Int {
    let (records, start) = state.withLock { ($0.records, $0.size) }
    var table: [UInt8] = []
    for (name, record) in records { table += Array((record.line + " " + name + "\n").utf8) }
    var header = WeightPack.magic
    func little(_ value: some FixedWidthInteger) -> [UInt8] { withUnsafeBytes(of: value.littleEndian) { Array($0) } }
    header += little(WeightPack.version) + little(identity) + little(UInt64(start)) + little(UInt64(table.count))
    header += little(table.withUnsafeBytes { WeightPack.checksum($0) }) + little(UInt32(0))
    header += Array(layout.utf8.prefix(23))
    header += [UInt8](repeating: 0, count: WeightPack.headerSize - header.count)
    try put(table, at: start)
    try put(header, at: 0)
    guard fsync(descriptor) == 0, rename(temporary, path) == 0 else { throw Self.failed(path) }
    return start + table.count
  }

  private func put(_ bytes: [UInt8], at offset: Int) throws(TransformerError) {
    try bytes.withUnsafeBufferPointer { buffer throws(TransformerError) in
      try put(UnsafeRawBufferPointer(buffer), at: offset)
    }
  }

  private func put(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(TransformerError) {
    var done = 0
    while done < bytes.count {
      let count = pwrite(descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done, off_t(offset + done))
      if count > 0 { done += count } else if errno != EINTR { throw Self.failed(path) }
    }
  }

  private static func failed(_ path: String) -> TransformerError {
    .invalid(
      file: path, place: "writing", reason: String(cString: strerror(errno)),
      remedy: "the folder of a model must be writable, and have room for it twice")
  }
}
