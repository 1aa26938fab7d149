import Glibc

extension Journal.Disk {
  var state: Journal.State {
    Journal.State(
      committed: committed, pending: unsynced.count, dropped: 0, bytes: sizes.values.reduce(0, +),
      damagedBytes: damagedBytes, failure: failure)
  }

  /// Finds the end of the last file and goes on behind its last sound record.
  mutating func recover() throws(JournalError) {
    let firsts = try segments.list()
    for first in firsts {
      let bytes = try segments.bytes(first)
      let (frames, damaged) = segments.frames(bytes)
      sizes[first] = bytes.count
      damagedBytes += damaged
      committed = max(committed, first - min(first, 1), frames.map(\.sequence).max() ?? 0)
      let time = frames.last.flatMap { Record(sequence: $0.sequence, payload: bytes[$0.payload])?.stamp }
      if let time, time.clockSet { newest[first] = time.time }
      guard first == firsts.last else { continue }
      // Behind the last sound record nothing was ever shown as done: the next record is written over it.
      self.first = first
      length = frames.last?.end ?? 0
      lastTime = newest[first]
      let path = segments.path(first)
      file = open(path, O_WRONLY | O_CLOEXEC)
      guard file >= 0, ftruncate(file, off_t(length)) == 0, lseek(file, off_t(length), SEEK_SET) >= 0 else {
        throw unwritable(path)
      }
      sizes[first] = length
    }
  }

  /// Encodes records; one that is too large keeps its place, and loses what it said.
  mutating func take(_ records: [Record]) {
    for var record in records {
      var payload = record.payload()
      if payload.count > Frame.longestPayload {
        record.event.attributes = ["dropped.bytes": .integer(Int64(payload.count))]
        payload = record.payload()
      }
      unsynced.append(
        (
          record.sequence, record.stamp.clockSet ? record.stamp.time : nil,
          Frame.encode(sequence: record.sequence, payload: payload)
        ))
    }
  }

  /// Writes what is not yet durable, in one write and one sync.
  mutating func write(_ retention: Journal.Retention) throws(JournalError) {
    guard let next = unsynced.first?.sequence else { return }
    if file < 0 || length >= Journal.segmentSize { try begin(next) }
    let path = segments.path(first)
    var bytes: [UInt8] = []
    for entry in unsynced { bytes += entry.frame }
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { Glibc.write(file, $0.baseAddress! + written, $0.count - written) }
      if count >= 0 {
        written += count
        continue
      }
      if errno == EINTR { continue }
      let error = unwritable(path)
      // What stands there is no record yet; the next attempt begins at the same place.
      if ftruncate(file, off_t(length)) != 0 || lseek(file, off_t(length), SEEK_SET) < 0 { abandon() }
      if case .unwritable = error, errnoIsFull { makeRoom() }
      throw error
    }
    guard fdatasync(file) == 0 else {
      // After a failed sync the kernel may have dropped the pages: the records go to a new file.
      let error = unwritable(path)
      abandon()
      throw error
    }
    // Some file systems that have become read-only let this through, and keep nothing.
    var system = statvfs()
    if fstatvfs(file, &system) == 0, system.f_flag & UInt(ST_RDONLY) != 0 {
      errno = EROFS
      let error = unwritable(path)
      abandon()
      throw error
    }
    length += bytes.count
    sizes[first] = length
    committed = unsynced.last?.sequence ?? committed
    for entry in unsynced { lastTime = entry.time ?? lastTime }
    unsynced = []
  }

  /// Begins a new file for records from `sequence` on.
  private mutating func begin(_ sequence: UInt64) throws(JournalError) {
    abandon()
    let path = segments.path(sequence)
    file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o640)
    guard file >= 0 else {
      let error = unwritable(path)
      if errnoIsFull { makeRoom() }
      throw error
    }
    segments.syncFolder()
    first = sequence
    length = 0
    sizes[first] = 0
    lastTime = nil
  }

  private mutating func abandon() {
    guard file >= 0 else { return }
    close(file)
    file = -1
    newest[first] = lastTime
  }

  /// Removes whole files, oldest first, until what is left is within the limits.
  mutating func retain(_ retention: Journal.Retention) {
    let now = Clocks.stamp()
    let steady = steadiness.observe(now) >= 3600 * 1_000_000_000
    for first in sizes.keys.sorted() where first != self.first {
      let total = sizes.values.reduce(0, +)
      let age = newest[first].map { now.time - $0 } ?? 0
      let isOld = steady && retention.days.map { age > Int64($0) * 86_400_000_000_000 } ?? false
      guard total > retention.bytes || isOld else { break }
      remove(first)
    }
  }

  /// A full disk keeps the newest: the oldest file makes way, if there is more than the current one.
  private mutating func makeRoom() {
    if let oldest = sizes.keys.min(), oldest != first || file < 0 && sizes.count > 1 { remove(oldest) }
  }

  private mutating func remove(_ first: UInt64) {
    guard unlink(segments.path(first)) == 0 || errno == ENOENT else { return }
    sizes[first] = nil
    newest[first] = nil
  }

  private func unwritable(_ path: String) -> JournalError {
    .unwritable(path: path, reason: String(cString: strerror(errno)))
  }

  private var errnoIsFull: Bool { errno == ENOSPC || errno == EDQUOT }
}
