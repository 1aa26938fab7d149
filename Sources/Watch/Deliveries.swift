package import Bundle
import FoundationEssentials
import Glibc

/// The shops that come from the merchant as signed bundles: which one waits, which one answers, which one was refused.
///
/// The sender puts a bundle into `inbox/`; it is opened here, by the process that will answer from it and that has no
/// network, so that nobody on the way, and not the sender either, can change a price. What is opened lies in
/// `applied/SERIAL`, and `applied/state.json` tells which is in use.
package struct Deliveries: Sendable {
  /// What is known of bundles across restarts.
  package struct State: Codable, Sendable, Equatable {
    /// The number of the bundle that answers, and of the one before.
    package var current: UInt64?
    package var previous: UInt64?
    /// The last one that was not taken, and why.
    package var refused: Refusal?

    package struct Refusal: Codable, Sendable, Equatable {
      package var serial: UInt64
      /// What the file looked like from outside, and the keys that were trusted: where either has changed it is looked
      /// at again.
      package var file: [Int]
      package var keys: String
      package var reason: String
    }

    package init() {}
  }

  /// A bundle that was opened and is to be tried.
  package struct Delivery: Sendable, Equatable {
    package var serial: UInt64
    package var folder: String
  }

  /// Why a bundle is not taken.
  package enum Refusal: Error, Sendable, CustomStringConvertible {
    /// It will not be better the next time.
    case final(String)
    /// Something stood in the way.
    case later(String)

    package var description: String {
      switch self {
      case .final(let reason), .later(let reason): reason
      }
    }
  }

  private let trust: BundleTrust
  private let inbox: String
  private let applied: String
  private var archive: String { "\(inbox)/\(Self.fileName)" }
  private var stateFile: String { "\(applied)/state.json" }

  /// The bundle's name in the inbox.
  package static let fileName = "shop.bundle"

  package init(folder: String, trust: BundleTrust) {
    self.trust = trust
    inbox = "\(folder)/inbox"
    applied = "\(folder)/applied"
  }

  /// What was noted last; a note that cannot be read is none.
  package var state: State {
    guard let bytes = try? Data(contentsOf: URL(filePath: stateFile)), bytes.count < 65_536 else { return State() }
    return (try? JSONDecoder().decode(State.self, from: bytes)) ?? State()
  }

  /// The folders that can answer, the newest first.
  package var shelves: [Delivery] {
    let state = state
    return [state.current, state.previous].compactMap { serial in
      serial.flatMap { serial in
        let folder = "\(applied)/\(serial)"
        return FileManager.default.fileExists(atPath: folder) ? Delivery(serial: serial, folder: folder) : nil
      }
    }
  }

  /// Opens the bundle that waits; nil where none does, or where it was refused before.
  package func open() throws(Refusal) -> Delivery? {
    guard let file = look else { return nil }
    let state = state
    if let refused = state.refused, refused.file == file, refused.keys == trust.text { return nil }
    do throws(BundleError) {
      let manifest = try BundleFile.manifest(of: archive, trust: trust)
      if manifest.serial == state.current { return nil }
      if let current = state.current, manifest.serial < current {
        throw .damaged(
          path: archive, reason: "has number \(manifest.serial), and number \(current) is in use, which is newer")
      }
      let folder = "\(applied)/\(manifest.serial)"
      try makeFolder(applied)
      // From an attempt that was cut short.
      try? FileManager.default.removeItem(atPath: folder)
      let unpacked = try BundleFile.unpack(archive, into: folder, trust: trust)
      guard unpacked == manifest else {
        // Another one came in between.
        try? FileManager.default.removeItem(atPath: folder)
        return nil
      }
      return Delivery(serial: manifest.serial, folder: folder)
    } catch {
      switch error {
      case .file(_, _): throw .later(error.description)
      case .damaged, .untrusted, .tooLarge, .key:
        refuse(serial: nil, error.description)
        throw .final(error.description)
      }
    }
  }

  /// Notes that the shop of `delivery` answers from now on, and forgets all but the one before it.
  package func accept(_ delivery: Delivery) throws(Refusal) {
    var state = state
    if state.current != delivery.serial { state.previous = state.current }
    state.current = delivery.serial
    state.refused = nil
    guard write(state) else { throw .later("\(stateFile): cannot be written: \(String(cString: strerror(errno)))") }
    let kept = Set([state.current, state.previous].compactMap { $0.map(String.init) } + ["state.json"])
    for name in (try? FileManager.default.contentsOfDirectory(atPath: applied)) ?? [] where !kept.contains(name) {
      try? FileManager.default.removeItem(atPath: "\(applied)/\(name)")
    }
  }

  /// Notes that the bundle in the inbox is not taken, and why: it is not tried again.
  package func refuse(_ delivery: Delivery, _ reason: String) {
    refuse(serial: delivery.serial, reason)
    try? FileManager.default.removeItem(atPath: delivery.folder)
  }

  /// Leaves the bundle for another time.
  package func putBack(_ delivery: Delivery) { try? FileManager.default.removeItem(atPath: delivery.folder) }

  private func refuse(serial: UInt64?, _ reason: String) {
    guard let file = look else { return }
    var state = state
    state.refused = .init(serial: serial ?? 0, file: file, keys: trust.text, reason: reason)
    try? makeFolder(applied)
    _ = write(state)
  }

  /// The bundle in the inbox from outside.
  private var look: [Int]? {
    var info = stat()
    guard lstat(archive, &info) == 0 else { return nil }
    return [Int(info.st_size), info.st_mtim.tv_sec, info.st_mtim.tv_nsec, Int(info.st_ino)]
  }

  private func makeFolder(_ path: String) throws(BundleError) {
    do { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) } catch {
      throw .file(path: path, reason: "cannot be made: \(String(cString: strerror(errno)))")
    }
  }

  /// Whole or not at all, and on the disk.
  private func write(_ state: State) -> Bool {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    guard let bytes = try? Array(encoder.encode(state)) else { return false }
    let temporary = "\(stateFile).part"
    let descriptor = Glibc.open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o640)
    guard descriptor >= 0 else { return false }
    let isWritten = Glibc.write(descriptor, bytes, bytes.count) == bytes.count && fsync(descriptor) == 0
    close(descriptor)
    guard isWritten, rename(temporary, stateFile) == 0 else { return false }
    let folder = Glibc.open(applied, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if folder >= 0 {
      fsync(folder)
      close(folder)
    }
    return true
  }
}
