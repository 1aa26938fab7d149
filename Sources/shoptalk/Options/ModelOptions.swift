import ArgumentParser
import FoundationEssentials
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
  var threads: Int = ModelOptions.usualThreads

  func validate() throws {
    guard (1...64).contains(threads) else { throw ValidationError("'--threads \(threads)' is not between 1 and 64") }
  }

  /// A model by the name of its file.
  enum Model: String, CaseIterable {
    case recogniser = "moonshine-tiny-en.int8.gguf"
    case sentences = "all-minilm-l6-v2.int8.gguf"
  }

  /// The path of a model in the first folder that has it.
  func path(of model: Model) throws(Failure) -> String {
    let folders = self.folders
    for folder in folders {
      let path = "\(folder)/\(model.rawValue)"
      if FileManager.default.fileExists(atPath: path) { return path }
    }
    throw Failure(
      .unavailable,
      "the model \(model.rawValue) is missing (looked in \(folders.joined(separator: ", "))); "
        + "'./deploy.sh try' fetches it, and --models names another folder")
  }

  /// Where models are looked for: a folder that is named is the only one.
  private var folders: [String] {
    if let models { return [models] }
    if let named = ProcessInfo.processInfo.environment["SHOPTALK_MODELS"], !named.isEmpty { return [named] }
    return ["/usr/share/shoptalk/models", "Models/out"] + Checkout.path("Models/out")
  }

  /// The threads that compute.
  func pool() -> ComputePool { ComputePool(threads: threads) }

  /// The same choice as arguments, for a child of this program.
  var arguments: [String] {
    (models.map { ["--models", $0] } ?? []) + ["--threads", String(threads), "--precision", precision.rawValue]
  }

  private static var usualThreads: Int { min(4, max(1, ProcessInfo.processInfo.activeProcessorCount)) }
}
