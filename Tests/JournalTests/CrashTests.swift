import Foundation
import Journal
import TestSupport
import Testing

@Suite struct CrashTests {
  /// The program that appends and commits for ever, beside the tests' own bundle.
  private var writer: String? {
    var folder = Bundle.main.executableURL?.deletingLastPathComponent()
    while let place = folder, place.path != "/" {
      let candidate = place.appendingPathComponent("JournalCrash").path
      if FileManager.default.isExecutableFile(atPath: candidate) { return candidate }
      folder = place.deletingLastPathComponent()
    }
    let built = Fixtures.path(".build/release/JournalCrash")
    return FileManager.default.isExecutableFile(atPath: built) ? built : nil
  }

  /// Killed at any moment, hundreds of times over: everything that was told to be durable is there, once, in order.
  @Test func keepsWhatWasAcknowledgedWhenKilled() throws {
    let writer = try #require(writer, "JournalCrash was not built")
    let kills = ProcessInfo.processInfo.environment["SHOPTALK_JOURNAL_KILLS"].flatMap { Int($0) } ?? 150
    var random = SplitMix64(seed: 11)
    try withScratch { scratch in
      var acknowledged: UInt64 = 0
      for round in 0..<kills {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: writer)
        process.arguments = [scratch.path, String(1 + random.below(40))]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        // Half of them at a time of the clock, which may be as it starts; the others after their first word, however
        // long that takes on this machine.
        var said = round.isMultiple(of: 2) ? Data() : try pipe.fileHandleForReading.read(upToCount: 1) ?? Data()
        usleep(UInt32(2_000 + random.below(30_000)))
        kill(process.processIdentifier, SIGKILL)
        said += pipe.fileHandleForReading.readDataToEndOfFile()
        let output = String(decoding: said, as: UTF8.self)
        process.waitUntilExit()
        #expect(!output.contains("failed"), "\(output)")
        // A last line without its end was cut while it was told.
        let told = output.split(separator: "\n", omittingEmptySubsequences: false).dropLast().compactMap { UInt64($0) }
        #expect(told == told.sorted())
        acknowledged = max(acknowledged, told.last ?? 0)
        let last = try JournalReader(folder: scratch.path).last(1).last?.sequence ?? 0
        #expect(last >= acknowledged)
      }
      var position: UInt64 = 0
      var uids: Set<String> = []
      while true {
        let records = try JournalReader(folder: scratch.path).read(after: position, limit: 5000)
        guard let last = records.last else { break }
        #expect(records.map(\.sequence) == Array((position + 1)...last.sequence))
        for record in records { uids.insert(record.uid) }
        position = last.sequence
      }
      #expect(position >= acknowledged && acknowledged > 0)
      #expect(UInt64(uids.count) == position)
    }
  }
}
