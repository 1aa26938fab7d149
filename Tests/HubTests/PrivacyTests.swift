import Clerk
import Foundation
import Journal
import Loop
import Testing
import Watch

@Suite("What a shopper says of themselves does not reach the hub") struct HubPrivacyTests {
  @Test("neither database nor pages have a telephone number, a card number or a mail address")
  func nothingLeaks() async throws {
    let hub = try HubProcess()
    try hub.start()
    let sender = try Sender()
    let scribe = Scribe(privacy: .redacted)
    do {
      let journal = try Journal(folder: "\(sender.folder)/journal")
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
    let process = try sender.start(hub.address, token: try hub.enrol("till"), once: true)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "\(sender.log)")
    #expect(try hub.records(of: "till").count == 5)
    #expect(try hub.run(["password", "anna"], input: "three small green apples\n").status == 0)
    var browser = Browser(address: hub.address)
    #expect(try await browser.signIn("anna", "three small green apples").status == 303)
    var text = try await browser.get("/questions").text
    for name in try FileManager.default.contentsOfDirectory(atPath: hub.data) {
      let bytes = (try? Data(contentsOf: URL(filePath: "\(hub.data)/\(name)"))) ?? Data()
      text += String(decoding: bytes, as: UTF8.self)
    }
    #expect(text.contains("oat milk"), "the words are there at all")
    for secret in [
      "555-123-4567", "5551234567", "4111 1111 1111 1111", "4111111111111111", "jane.doe@example.org", "jane.doe",
    ] {
      #expect(!text.contains(secret), "\(secret)")
    }
  }
}
