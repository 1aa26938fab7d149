import Session

/// Puts the dialogues of a file to the clerk, in order; what cannot be read is reported and left out.
struct BatchRun {
  let file: String
  let assistant: Assistant
  let printer: TurnPrinter

  func run() throws {
    let name = file == "-" ? "standard input" : file
    let folder = file.lastIndex(of: "/").map { String(file[...$0]) } ?? ""
    var reader = try LineReader(path: file)
    var number = 0
    var failed = 0
    func report(_ problem: String) {
      Console.complain("\(name):\(number): \(problem)")
      failed += 1
    }
    while let line = try reader.line() {
      number += 1
      guard case .text(let bytes) = line else {
        report("is longer than \(LineReader.longestLine) bytes; one line holds one dialogue")
        continue
      }
      if bytes.allSatisfy({ $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }) { continue }
      do {
        let entry = try BatchEntry(line: bytes)
        var conversation = try assistant.conversation(shop: entry.shop)
        for (index, turn) in entry.turns.enumerated() {
          do {
            let result = try conversation.ask(turn.relative(to: folder))
            try printer.print(result, id: entry.id, turn: index)
          } catch let error where Failure(error).status == .data {
            report("turn \(index): \(Failure(error).message)")
          }
        }
      } catch let error as BatchError {
        report("\(error)")
      } catch let error where Failure(error).status == .data {
        report(Failure(error).message)
      }
    }
    if failed > 0 {
      throw Failure(
        .data, "\(name): \(failed) \(failed == 1 ? "problem" : "problems"), see above; the rest was answered")
    }
  }
}

extension BatchEntry.Turn {
  /// The same turn, with a recording's path taken from `folder` (with its slash) unless it is absolute.
  func relative(to folder: String) -> Self {
    guard case .recording(let path) = self, !path.hasPrefix("/") else { return self }
    return .recording(folder + path)
  }
}
