import Foundation
import Journal
import Synchronization
import TestSupport
import Testing

@Suite struct JournalTests {
  private func event(_ number: Int) -> Event {
    Event(
      name: Event.Name.question, session: "s\(number / 2)",
      attributes: [
        "answer": .string("“Ö” 🥛 \(number)"), "n": .integer(Int64(number)), "ms": .number(0.5), "grounded": .bool(true),
        "products": .strings(["a", "b"]),
      ])
  }

  @Test func keepsWhatWasCommitted() throws {
    try withScratch { scratch in
      let stamp = Stamp(boot: "b-1", monotonic: 12, time: 1_790_000_000_000_000_000, clockSet: false)
      do {
        let journal = try Journal(folder: scratch.path)
        for number in 0..<10 { journal.append(event(number), stamp: stamp) }
        #expect(try JournalReader(folder: scratch.path).read(after: 0).isEmpty, "nothing is shown before it is durable")
        try journal.commit()
        #expect(journal.state.committed == 10 && journal.state.pending == 0)
      }
      let records = try JournalReader(folder: scratch.path).read(after: 0)
      #expect(records.map(\.sequence) == Array(1...10))
      #expect(records.map(\.event) == (0..<10).map(event))
      #expect(records.allSatisfy { $0.stamp == stamp })
      #expect(Set(records.map(\.uid)).count == 10)
      #expect(try JournalReader(folder: scratch.path).read(after: 4, limit: 3).map(\.sequence) == [5, 6, 7])
      #expect(try JournalReader(folder: scratch.path).last(2).map(\.sequence) == [9, 10])
    }
  }

  @Test func goesOnWhereItEnded() throws {
    try withScratch { scratch in
      var uids: [String] = []
      for round in 0..<5 {
        let journal = try Journal(folder: scratch.path)
        #expect(journal.append(event(round)) == UInt64(round + 1))
        try journal.commit()
        let records = try JournalReader(folder: scratch.path).read(after: 0)
        #expect(Array(records.map(\.uid).dropLast()) == uids)
        uids = records.map(\.uid)
      }
    }
  }

  @Test func hasOneWriter() throws {
    try withScratch { scratch in
      let journal = try Journal(folder: scratch.path)
      #expect(throws: JournalError.inUse(path: scratch.path)) { _ = try Journal(folder: scratch.path) }
      withExtendedLifetime(journal) {}
    }
  }

  /// Wherever the plug is pulled within a write, what was committed before is there, and nothing is half there.
  @Test func survivesBeingCutAtEveryByte() throws {
    try withScratch { scratch in
      do {
        let journal = try Journal(folder: scratch.path)
        for number in 0..<4 {
          journal.append(event(number))
          try journal.commit()
        }
      }
      let file = try #require(scratch.files.first)
      let whole = try Data(contentsOf: URL(fileURLWithPath: file))
      let all = try JournalReader(folder: scratch.path).read(after: 0)
      var seen: Set<Int> = []
      for length in 0...whole.count {
        try whole.prefix(length).write(to: URL(fileURLWithPath: file))
        let before = try JournalReader(folder: scratch.path).read(after: 0)
        #expect(before == Array(all.prefix(before.count)))
        seen.insert(before.count)
        let journal = try Journal(folder: scratch.path)
        journal.append(event(99))
        try journal.commit()
        let after = try JournalReader(folder: scratch.path).read(after: 0)
        #expect(Array(after.dropLast()) == before && after.last?.event == event(99), "cut at \(length)")
      }
      #expect(seen == [0, 1, 2, 3, 4])
    }
  }

  /// A write that tore on the disk: zeros or an older file's bytes where the record should be.
  @Test func passesOverDamage() throws {
    try withScratch { scratch in
      do {
        let journal = try Journal(folder: scratch.path)
        for number in 0..<6 { journal.append(event(number)) }
        try journal.commit()
      }
      let file = try #require(scratch.files.first)
      let whole = [UInt8](try Data(contentsOf: URL(fileURLWithPath: file)))
      let all = try JournalReader(folder: scratch.path).read(after: 0)
      for at in stride(from: 0, to: whole.count, by: 7) {
        var bytes = whole
        bytes[at] ^= 0x5A
        try Data(bytes).write(to: URL(fileURLWithPath: file))
        let found = try JournalReader(folder: scratch.path).read(after: 0)
        #expect(found.count == 5 && found.allSatisfy { all.contains($0) }, "one byte at \(at) costs one record")
      }
      try Data(whole + [UInt8](repeating: 0, count: 4096)).write(to: URL(fileURLWithPath: file))
      let journal = try Journal(folder: scratch.path)
      #expect(journal.state.damagedBytes == 4096)
      journal.append(event(7))
      try journal.commit()
      #expect(try JournalReader(folder: scratch.path).read(after: 0).map(\.sequence) == Array(1...7))
    }
  }

  @Test func keepsBelowItsSize() throws {
    try withScratch { scratch in
      let journal = try Journal(folder: scratch.path, retention: .init(days: nil, bytes: 1))
      let text = String(repeating: "x", count: 20_000)
      for _ in 0..<200 {
        journal.append(Event(name: Event.Name.device, attributes: ["text": .string(text)]))
        try journal.commit()
      }
      let size = scratch.files.reduce(0) { $0 + ((try? Data(contentsOf: URL(fileURLWithPath: $1)).count) ?? 0) }
      #expect(size <= 3 * Journal.segmentSize && size == journal.state.bytes)
      let records = try JournalReader(folder: scratch.path).read(after: 0, limit: 1000)
      #expect(records.last?.sequence == 200)
      #expect(records.map(\.sequence) == Array((201 - UInt64(records.count))...200))
      #expect(try JournalReader(folder: scratch.path).read(after: 199).map(\.sequence) == [200])
    }
  }

  @Test func remembersItsReaders() throws {
    try withScratch { scratch in
      let reader = JournalReader(folder: scratch.path)
      do {
        let journal = try Journal(folder: scratch.path)
        journal.append(event(0))
        try journal.commit()
      }
      #expect(try reader.acknowledged(by: "sync") == 0)
      try reader.acknowledge(7, by: "sync")
      #expect(try reader.acknowledged(by: "sync") == 7)
      // The reader saw records that a pulled plug took away: their numbers are not used again.
      let journal = try Journal(folder: scratch.path)
      #expect(journal.append(event(1)) == 8)
      for name in ["", "../x", "a/b", "a.b", String(repeating: "a", count: 65)] {
        #expect(throws: JournalError.reader(name: name)) { try reader.acknowledge(1, by: name) }
      }
    }
  }

  @Test func keepsWhatTheDiskRefuses() throws {
    try withScratch { scratch in
      let journal = try Journal(folder: scratch.path)
      // No file can be made in a folder that is gone.
      try FileManager.default.removeItem(atPath: scratch.path)
      for number in 0..<5000 { journal.append(event(number)) }
      #expect(throws: JournalError.self) { try journal.commit() }
      #expect(journal.state.failure != nil && journal.state.pending == 4096 && journal.state.dropped == 904)
      try FileManager.default.createDirectory(atPath: scratch.path, withIntermediateDirectories: true)
      try journal.commit()
      #expect(journal.state.failure == nil && journal.state.committed == 5000)
      #expect(try JournalReader(folder: scratch.path).read(after: 0, limit: 9999).count == 4096)
    }
  }

  /// A worn card holds a write up for seconds; here it is a pipe that nobody reads yet.
  @Test func tellsHowItFaresWhileTheDiskIsBusy() throws {
    try withScratch { scratch in
      let journal = try Journal(folder: scratch.path)
      journal.append(event(0))
      let file = scratch.path + "/00000000000000000001.journal"
      #expect(mkfifo(file, 0o600) == 0)
      let isWritten = Mutex(false)
      Thread.detachNewThread {
        try? journal.commit()
        isWritten.withLock { $0 = true }
      }
      // The commit has taken the record, and is held up.
      while journal.pendingCount > 0 { usleep(5_000) }
      journal.append(event(1))
      let isRead = DispatchSemaphore(value: 0)
      let isClosed = DispatchSemaphore(value: 0)
      Thread.detachNewThread {
        // A state that waits for the disk would wait for this.
        _ = isRead.wait(timeout: .now() + 30)
        let reader = open(file, O_RDONLY | O_NONBLOCK)
        while !isWritten.withLock({ $0 }) { usleep(5_000) }
        close(reader)
        isClosed.signal()
      }
      let state = journal.state
      #expect(!isWritten.withLock { $0 } && state.pending == 2 && state.committed == 0)
      isRead.signal()
      isClosed.wait()
      #expect(journal.state.failure != nil && journal.state.pending == 2, "a pipe cannot be synced")
      #expect(unlink(file) == 0)
      try journal.commit()
      #expect(journal.state.failure == nil && journal.state.committed == 2 && journal.state.pending == 0)
    }
  }

  @Test func keepsThePlaceOfAnEventThatIsTooLarge() throws {
    try withScratch { scratch in
      let journal = try Journal(folder: scratch.path)
      journal.append(Event(name: "shoptalk.device", attributes: ["x": .string(String(repeating: "y", count: 100_000))]))
      journal.append(event(1))
      try journal.commit()
      let records = try JournalReader(folder: scratch.path).read(after: 0)
      #expect(records.count == 2 && records[0].event.attributes.keys.sorted() == ["dropped.bytes"])
    }
  }

  @Test func readsAnyBytes() throws {
    try withScratch { scratch in
      do {
        let journal = try Journal(folder: scratch.path)
        for number in 0..<3 { journal.append(event(number)) }
        try journal.commit()
      }
      let file = try #require(scratch.files.first)
      let corpus = [[UInt8](try Data(contentsOf: URL(fileURLWithPath: file)))]
      var mutator = Mutator(
        seed: 4, corpus: corpus, dictionary: [[0xF5, 0x53, 0x4A, 0x31], [0xFF, 0xFF, 0xFF, 0xFF]])
      for _ in 0..<2000 {
        try Data(mutator.next()).write(to: URL(fileURLWithPath: file))
        #expect(try JournalReader(folder: scratch.path).read(after: 0).count <= 1000)
      }
      let journal = try Journal(folder: scratch.path)
      journal.append(event(4))
      try journal.commit()
    }
  }
}
