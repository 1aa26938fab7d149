import Clerk
import Foundation
import Journal
import Loop
import Testing
import Watch

@Suite("What a shopper says of themselves stays at the counter") struct PrivacyTests {
  private static let secrets = [
    "555-123-4567", "5551234567", "4111 1111 1111 1111", "4111111111111111", "jane.doe@example.org", "jane.doe",
  ]

  @Test("neither journal nor wire has a telephone number, a card number or a mail address")
  func nothingLeaks() throws {
    let device = try Device()
    let scribe = Scribe(privacy: .redacted)
    do {
      let journal = try Journal(folder: device.journal)
      for words in [
        "call me on 555-123-4567 when the oat milk is back", "my card is 4111 1111 1111 1111 is that fine",
        "send it to jane.doe@example.org please", "5551234567", "4111111111111111 and jane.doe@example.org",
      ] {
        var question = HeardQuestion(outcome: .answered)
        question.transcript = words
        journal.append(try #require(scribe.record(of: .question(question))))
      }
      try journal.commit()
    }
    let receiver = try Receiver { _, _ in .taken() }
    defer { receiver.end() }
    #expect(try device.push("http://127.0.0.1:\(receiver.port)") == 0)
    #expect(receiver.state.uids.count == 5)
    var kept = Data()
    for name in try FileManager.default.contentsOfDirectory(atPath: device.journal) {
      kept += (try? Data(contentsOf: URL(fileURLWithPath: "\(device.journal)/\(name)"))) ?? Data()
    }
    let places = [
      ("journal", String(decoding: kept, as: UTF8.self)),
      ("wire", String(decoding: receiver.state.wire, as: UTF8.self)),
    ]
    for (place, text) in places {
      #expect(text.contains("oat milk"), "the words are there at all")
      for secret in Self.secrets { #expect(!text.contains(secret), "\(place): \(secret)") }
    }
  }
}
