/// Reads `faq.csv`: question, answer.
package enum FAQFile {
  static let fileName = "faq.csv"
  static let limit = 10_000

  package static func read(
    _ source: any ByteSource, report: inout ImportReport, _ body: (FAQEntry) throws -> Void
  ) throws {
    var table = try CSVTable(source, file: fileName, report: &report)
    guard let question = table.column(["question", "questions", "q"]),
      let answer = table.column(["answer", "answers", "a"])
    else {
      throw ShopError.invalid(
        file: fileName, line: 1, column: nil, reason: "has no columns \"question\" and \"answer\"",
        remedy: "make its first line: question,answer")
    }
    var seen: Set<String> = []
    while let row = try table.next(report: &report) {
      let entry = FAQEntry(question: row.text(question).oneLine, answer: row.text(answer).oneLine)
      for (field, text, name) in [(question, entry.question, "question"), (answer, entry.answer, "answer")]
      where text.isEmpty {
        report.reject(
          fileName, line: row.line(of: field), column: name, "is empty", remedy: "write both a question and its answer")
      }
      guard !entry.question.isEmpty, !entry.answer.isEmpty else { continue }
      if !seen.insert(entry.question.folded).inserted {
        report.warn(
          fileName, line: row.line, column: "question", "\"\(entry.question)\" is asked twice",
          remedy: "keep one of the two answers")
      }
      guard seen.count <= limit else {
        report.reject(fileName, line: row.line, "has more than \(limit) questions", remedy: "keep the ones people ask")
        return
      }
      try body(entry)
      report.faq += 1
    }
  }
}
