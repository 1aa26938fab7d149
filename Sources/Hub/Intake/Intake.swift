import FoundationEssentials
import Logging

/// Writes what many devices send at once: whatever has come together while the disk was busy is one transaction, and
/// nobody is answered before it is on the disk. Where more waits than can be written soon, devices are told to come back.
actor Intake {
  private struct Parcel {
    var device: Int64
    var records: [IncomingRecord]
    var arrived: CheckedContinuation<Void, any Error>
  }

  /// Records that wait at most, and those of one transaction.
  private let mostWaiting: Int
  private static let mostAtOnce = 8_192

  private let store: HubStore
  private let log: Logger
  private var waiting: [Parcel] = []
  private var count = 0
  private var isWriting = false

  init(store: HubStore, log: Logger, mostWaiting: Int = 32_768) {
    self.store = store
    self.log = log
    self.mostWaiting = mostWaiting
  }

  /// Returns when the records are on the disk.
  /// - Throws: `busy` where too much waits, `database` where they could not be written: they are to be sent again.
  func take(_ records: [IncomingRecord], of device: Int64) async throws {
    guard waiting.isEmpty || count + records.count <= mostWaiting else {
      // Not all at the same moment again.
      throw HubError.busy(seconds: Int.random(in: 2...10))
    }
    count += records.count
    try await withCheckedThrowingContinuation { arrived in
      waiting.append(Parcel(device: device, records: records, arrived: arrived))
      if !isWriting {
        isWriting = true
        Task { await self.drain() }
      }
    }
  }

  private func drain() async {
    while !waiting.isEmpty {
      var batch: [Parcel] = []
      var size = 0
      while let next = waiting.first, batch.isEmpty || size + next.records.count <= Self.mostAtOnce {
        batch.append(next)
        size += next.records.count
        waiting.removeFirst()
      }
      let parcels = batch.map { (device: $0.device, records: $0.records) }
      do {
        try await store.insert(parcels, at: Date().timeIntervalSince1970)
        for parcel in batch { parcel.arrived.resume() }
      } catch {
        log.error("records cannot be written: \(error)")
        for parcel in batch { parcel.arrived.resume(throwing: error) }
      }
      count -= size
    }
    isWriting = false
  }
}
