import Clerk
import Foundation
import Shop
import TestSupport
import Testing
import Transformer

@Suite("Intents that a merchant teaches by examples")
struct ExampleIntentTests {
  private func clerk(_ faq: String) throws -> Clerk? {
    guard let encoder = try Answering.encoder() else { return nil }
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("shoptalk-faq-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.copyItem(
      at: URL(fileURLWithPath: Fixtures.path("Tests/ClerkTests/Shops/outfitter")), to: folder)
    try faq.write(to: folder.appendingPathComponent("faq.csv"), atomically: true, encoding: .utf8)
    return try Answering.clerk(folder.path, encoder: encoder)
  }

  private let faq = """
    question,answer
    Can you write a name on my flask?,"Yes, the laser takes ten minutes."
    Could my initials go on this?,"Yes, the laser takes ten minutes."
    I would like it engraved for a birthday,"Yes, the laser takes ten minutes."
    My order arrived broken,staff
    I am unhappy with what you sent me,staff
    Somebody was rude to me,staff
    """

  @Test("is known in other words, answered once, and a person is called where the merchant says so")
  func learns() throws {
    guard let clerk = try clerk(faq) else { return }
    for question in ["can i get my daughter's name engraved on a flask", "do you do initials on things"] {
      var dialogue = Dialogue()
      let answer = clerk.answer(question, in: &dialogue)
      #expect(answer.answer == "Yes, the laser takes ten minutes.", "\(question): \(answer.answer)")
    }
    var dialogue = Dialogue()
    let complaint = clerk.answer("the thing you shipped was broken when it arrived", in: &dialogue)
    #expect(complaint.callsStaff && complaint.intent == .staff, "\(complaint.answer)")
    #expect(clerk.answer("how much is the lantern", in: &dialogue).answer.contains("$35.00"))
  }

  @Test("nothing else is taken for it")
  func leavesOthers() throws {
    guard let clerk = try clerk(faq) else { return }
    for question in ["who won the election", "what tents have you got", "when do you close"] {
      var dialogue = Dialogue()
      #expect(!clerk.answer(question, in: &dialogue).answer.contains("laser"), "\(question)")
    }
  }
}
