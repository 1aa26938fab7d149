import ArgumentParser

/// `shoptalk eval`: how well something does on recordings or questions with known answers.
struct Eval: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Score on data with known answers; prints figures and never fails because of one.",
    subcommands: [EvalAnswers.self, EvalSpeech.self, EvalWriting.self, EvalEndpoint.self])
}
