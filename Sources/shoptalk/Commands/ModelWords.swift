import ArgumentParser
import Session
import Transformer

/// `shoptalk model words`: word vectors as they are published become a file of ours.
struct ModelWords: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "words", abstract: "Turn word vectors (Word2Vec or GloVe, as text) into a file that Shoptalk runs.",
    discussion: """
      On each line a word and its numbers, the most frequent word first; Word2Vec's first line with count and width may \
      be there. Put the result into the folder of the models as \(ModelFiles.Model.words.rawValue) and ask with \
      '--meaning words': it takes a tenth of the sentence encoder's memory, and knows words but not their order.
      """)

  @Argument(help: ArgumentHelp("A text file of word vectors.", valueName: "source"))
  var source: String

  @Option(name: .long, help: ArgumentHelp("The file to write.", valueName: "file"))
  var out: String = ModelFiles.Model.words.rawValue

  @Option(name: .long, help: ArgumentHelp("The most words to keep, from the top.", valueName: "n"))
  var most: Int = 200_000

  func validate() throws {
    guard (1...4_000_000).contains(most) else { throw ValidationError("'--most \(most)' is not within 1 and 4000000") }
  }

  func run() throws {
    let isShown = Console.hasTerminalForErrors
    let report = try WordVectorImport.run(from: source, to: out, most: most) {
      if isShown { Console.status("read \($0) words") }
    }
    if isShown { Console.status("") }
    let left = report.leftOut == 0 ? "" : "; \(report.leftOut) left out (doubles, or behind the first \(most))"
    try Console.line("\(out): \(report.words) words, \(report.dimension) numbers each\(left)")
  }
}
