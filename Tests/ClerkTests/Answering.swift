import Clerk
import Foundation
import Shop
import TestSupport
import Transformer

/// Puts question files to the clerk, as `shoptalk ask --batch` does.
enum Answering {
  struct Line: Decodable {
    struct Turn: Decodable { var q: String }
    var id: String
    var shop: String
    var turns: [Turn]
  }

  /// A Monday morning, so that answers do not depend on the day of the test.
  static let monday = Now(seconds: 1_000_000, year: 2026, month: 11, day: 23, weekday: 0, minutes: 11 * 60)

  /// A folder of this run: a store of another build is never read.
  static var cache: String { get throws { try Fixtures.scratch("clerk").path } }

  /// A clerk of the shop in `folder`, who understands by words alone, or by meaning, too.
  static func clerk(_ folder: String, at now: Now = monday, encoder: SentenceEncoder? = nil) throws -> Clerk {
    let (store, _) = try ShopStore.open(folder: folder, cache: cache, encoder: encoder)
    return try Clerk(shop: store, encoder: encoder, clock: { now })
  }

  /// The sentence encoder, one for all tests; nil where its file is not here, and then a line says so.
  static func encoder() throws -> SentenceEncoder? { try meaning.get() }

  private static let meaning: Result<SentenceEncoder?, any Error> = Result {
    let path = Fixtures.path("Models/out/all-minilm-l6-v2.int8.gguf")
    guard FileManager.default.fileExists(atPath: path) else {
      print("SKIPPED: \(path) is not here, so nothing is read by meaning; run Models/convert.py all")
      return nil
    }
    return try SentenceEncoder(path: path, pool: ComputePool(threads: 2))
  }

  /// The answers to a file of questions as lines of JSON.
  static func run(_ file: String, shops: [String]) throws -> [String] {
    var clerks: [String: Clerk] = [:]
    var out: [String] = []
    for text in try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n") {
      let line = try JSONDecoder().decode(Line.self, from: Data(text.utf8))
      if clerks[line.shop] == nil,
        let folder = shops.map({ $0 + "/" + line.shop }).first(where: FileManager.default.fileExists(atPath:))
      {
        clerks[line.shop] = try clerk(folder)
      }
      guard let clerk = clerks[line.shop] else { continue }
      var dialogue = Dialogue()
      for (i, turn) in line.turns.enumerated() {
        let answer = clerk.answer(turn.q, in: &dialogue)
        let json: [String: Any] = [
          "id": line.id, "turn": i, "answer": answer.answer, "intent": answer.intent.rawValue,
          "grounded": answer.grounded,
          "confidence": answer.confidence,
          "products": answer.products.map { ["handle": $0.handle, "variant": $0.variant ?? ""] },
        ]
        out.append(
          String(decoding: try JSONSerialization.data(withJSONObject: json, options: [.sortedKeys]), as: UTF8.self))
      }
    }
    return out
  }
}
