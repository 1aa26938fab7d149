import FoundationEssentials
import Glibc
import Synchronization

/// The one writer of the journal: takes events at any time without waiting for the disk, and makes them durable in
/// batches.
///
/// What `commit` has returned for is there after a pulled plug. What was appended and not yet committed may be lost, and
/// is shown to nobody: readers see only what is on the disk.
public final class Journal: Sendable {
  /// How much is kept, and for how long.
  public struct Retention: Sendable, Equatable {
    /// Records older than this go, by a clock that has been set and steady for an hour; nil keeps them.
    public var days: Int?
    /// The files are kept below this, oldest records first.
    public var bytes: Int

    public init(days: Int? = 30, bytes: Int = 32 << 20) {
      self.days = days
      self.bytes = max(bytes, 2 * Journal.segmentSize)
    }
  }

  /// How the journal fares.
  public struct State: Sendable, Equatable {
    /// The last record that is on the disk; 0 for none.
    public var committed: UInt64
    /// Records that wait for the next commit.
    public var pending: Int
    /// Records that were dropped because the disk took none for so long that the memory for them was full.
    public var dropped: UInt64
    /// Bytes of the files.
    public var bytes: Int
    /// Bytes that were found damaged when the journal was opened.
    public var damagedBytes: Int
    /// Why the last commit failed, until one succeeds.
    public var failure: JournalError?
  }

  /// A file that has grown beyond this is closed and a new one begun; retention removes whole files.
  public static let segmentSize = 256 * 1024
  /// Records that wait in memory at most, while the disk takes none.
  static let pendingLimit = 4096

  private struct Pending {
    var records: [Record] = []
    var next: UInt64
    var dropped: UInt64 = 0
  }

  /// Held while the disk is written; never while `pending` is.
  struct Disk: ~Copyable {
    let segments: Segments
    var file: Int32 = -1
    var first: UInt64 = 0
    /// Length of the sound part of the current file.
    var length = 0
    var sizes: [UInt64: Int] = [:]
    /// Time of each closed file's last record, where its clock was set.
    var newest: [UInt64: Int64] = [:]
    var committed: UInt64 = 0
    /// Encoded and not yet known to be durable.
    var unsynced: [(sequence: UInt64, time: Int64?, frame: [UInt8])] = []
    var lastTime: Int64?
    var damagedBytes = 0
    var failure: JournalError?
    var steadiness = Clocks.Steadiness()
    let lock: Int32

    deinit {
      if file >= 0 { close(file) }
      // Unlocked by name: a child that was being started at this moment may still hold a copy of the handle.
      flock(lock, LOCK_UN)
      close(lock)
    }
  }

  public let folder: String
  private let retention: Retention
  private let pending: Mutex<Pending>
  private let disk: Mutex<Disk>
  /// What is known of the disk, with what a commit has in hand. Taken after `pending`, and never while the disk writes: a
  /// worn card takes seconds, and who asks how things stand (the watchdog does) must not wait for it.
  private let known: Mutex<State>

  /// Opens the journal in `folder`, which is made where it is missing, and passes over what a pulled plug left half
  /// written.
  public init(folder: String, retention: Retention = Retention()) throws(JournalError) {
    self.folder = folder
    self.retention = retention
    // The group comes from the folder around it; to ask for that bit is forbidden to a service (RestrictSUIDSGID).
    if mkdir(folder, 0o750) != 0, errno != EEXIST {
      throw .folder(path: folder, reason: String(cString: strerror(errno)))
    }
    let path = "\(folder)/lock"
    let lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o640)
    guard lock >= 0 else { throw .folder(path: folder, reason: String(cString: strerror(errno))) }
    guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
      close(lock)
      throw .inUse(path: folder)
    }
    var disk = Disk(segments: Segments(folder: folder), lock: lock)
    try disk.recover()
    // A reader may have seen a record that the plug took away again: its number is not used a second time.
    let seen = JournalReader.acknowledged(in: folder).values.max() ?? 0
    pending = Mutex(Pending(next: max(disk.committed, seen) + 1))
    known = Mutex(disk.state)
    self.disk = Mutex(disk)
  }

  /// Takes an event, stamped now; returns its sequence. Never waits for the disk.
  @discardableResult
  public func append(_ event: Event, stamp: Stamp = Clocks.stamp()) -> UInt64 {
    pending.withLock { pending in
      if pending.records.count >= Self.pendingLimit {
        pending.records.removeFirst()
        pending.dropped += 1
      }
      let sequence = pending.next
      pending.next += 1
      pending.records.append(
        Record(sequence: sequence, uid: UUID().uuidString.lowercased(), stamp: stamp, event: event))
      return sequence
    }
  }

  /// Makes everything that was appended durable, and removes what retention lets go.
  ///
  /// Blocks while the disk writes; call it from a thread that may.
  /// - Throws: `JournalError.unwritable`; the records are kept in memory, and the next commit tries again.
  public func commit() throws(JournalError) {
    let failure = disk.withLock { disk -> JournalError? in
      let records = pending.withLock { pending in
        defer { pending.records = [] }
        known.withLock { $0.pending += pending.records.count }
        return pending.records
      }
      disk.take(records)
      do throws(JournalError) {
        if !disk.unsynced.isEmpty { try disk.write(retention) }
        disk.failure = nil
      } catch {
        disk.failure = error
        let surplus = disk.unsynced.count - Self.pendingLimit
        if surplus > 0 {
          disk.unsynced.removeFirst(surplus)
          pending.withLock { $0.dropped += UInt64(surplus) }
        }
      }
      disk.retain(retention)
      known.withLock { $0 = disk.state }
      return disk.failure
    }
    if let failure { throw failure }
  }

  /// How many records wait.
  public var pendingCount: Int { pending.withLock { $0.records.count } }

  /// How it fares. Never waits for the disk.
  public var state: State {
    pending.withLock { pending in
      var state = known.withLock { $0 }
      state.pending += pending.records.count
      state.dropped = pending.dropped
      return state
    }
  }
}
