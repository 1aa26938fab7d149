import ArgumentParser
import Clerk
import Session
import Transformer

/// Where the models are and how they compute; shared by every command that needs one.
struct ModelOptions: ParsableArguments {
  @Option(name: .long, help: ArgumentHelp("The folder of the models.", valueName: "dir"))
  var models: String?

  @Option(
    name: .long,
    help: ArgumentHelp("How the models compute: int8 or fp32 (slow, to compare with).", valueName: "precision"))
  var precision: Precision = .int8

  @Option(
    name: .long,
    help: ArgumentHelp("Threads for computing, 1 to 64 (default: one per core, 4 at most).", valueName: "n"))
  var threads: Int = ModelFiles.usualThreads

  @Option(
    name: .long,
    help: ArgumentHelp(
      "What compares meanings: the sentence encoder, or word vectors for the smallest devices (sentences, words).",
      valueName: "model"))
  var meaning: ModelFiles.Meaning = .sentences

  @Option(
    name: .long, help: ArgumentHelp("Who puts the facts into words (rules, model).", valueName: "who"))
  var writer: AnswersBy = .rules

  @Option(
    name: .long, help: ArgumentHelp("How the model speaks (short, warm, formal).", valueName: "style"))
  var style: ModelWriter.Style = .warm

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Another model than the answerer, which writes plain text under the same check; with '--writer model'.",
      valueName: "file.gguf"))
  var writerModel: String?

  func validate() throws {
    guard (1...64).contains(threads) else { throw ValidationError("'--threads \(threads)' is not between 1 and 64") }
    guard writerModel == nil || writer == .model else {
      throw ValidationError("--writer-model names the model that '--writer model' asks for: give both")
    }
  }

  /// Where the models are looked for, and how they compute.
  var files: ModelFiles {
    ModelFiles(
      folder: models, precision: precision, threads: threads, meaning: meaning,
      answers: writer == .rules ? .rules : written)
  }

  /// By a model, in the style that was asked for.
  var written: ModelFiles.Answers { .model(AnswerManner(style), file: writerModel) }

  /// The path of a model in the first folder that has it.
  func path(of model: ModelFiles.Model) throws(Failure) -> String { try files.path(of: model) }

  /// The threads that compute.
  func pool() -> ComputePool { files.pool() }

  /// The same choice as arguments, for a child of this program.
  var arguments: [String] {
    (models.map { ["--models", $0] } ?? []) + [
      "--threads", String(threads), "--precision", precision.rawValue, "--meaning", meaning.rawValue,
      "--writer", writer.rawValue, "--style", style.rawValue,
    ] + (writerModel.map { ["--writer-model", $0] } ?? [])
  }
}

/// Who puts the facts into words.
enum AnswersBy: String, CaseIterable, ExpressibleByArgument { case rules, model }
