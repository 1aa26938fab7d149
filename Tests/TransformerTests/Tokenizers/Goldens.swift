import Foundation
import TestSupport
import Testing
import Transformer

/// The goldens of Models/reference/tokenizer_goldens.py and the converted models whose vocabularies they need.
enum Goldens {
  struct Line: Decodable {
    var text: String?
    var wordpiece: [Int]?
    var words: UInt32?
    var moonshine: [Int]?
    var ids: [Int]?
    var decoded: String?
    var characters: UInt32?
  }

  static let lines: Result<[Line], any Error> = Result {
    let decoder = JSONDecoder()
    return try Dump.unpack(Fixtures.path("Tests/Goldens/tokenizers.jsonl.gz")).split(separator: UInt8(ascii: "\n")).map
    {
      try decoder.decode(Line.self, from: Data($0))
    }
  }

  static let moonshine = model("moonshine-tiny-en.int8.gguf")
  static let miniLM = model("all-minilm-l6-v2.int8.gguf")

  /// A converted model, or nil (said aloud) where it is missing.
  private static func model(_ name: String) -> GGUFFile? {
    let path = Fixtures.path("Models/out/\(name)")
    if let file = try? GGUFFile(path: path, verify: false) { return file }
    print("SKIPPED: \(path) is not here; run Models/convert.py all")
    return nil
  }
}
