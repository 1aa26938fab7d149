package import Clerk
import FoundationEssentials
package import Transformer

/// Where the models are and how they compute.
package struct ModelFiles: Sendable {
  /// The only folder that is looked in, where one is named.
  package var folder: String?
  package var precision: Precision
  package var threads: Int
  package var meaning: Meaning
  package var answers: Answers
  /// How long a shopper waits for a doubtful question to be heard again; nil where nobody waits.
  package var patience: Duration?

  package init(
    folder: String? = nil, precision: Precision = .int8, threads: Int = ModelFiles.usualThreads,
    meaning: Meaning = .sentences, answers: Answers = .rules, patience: Duration? = nil
  ) {
    self.folder = folder
    self.precision = precision
    self.threads = threads
    self.meaning = meaning
    self.answers = answers
    self.patience = patience
  }

  /// The patience of a shopper at the counter, who hears nothing meanwhile.
  package static let atTheCounter: Duration = .seconds(2)

  /// A model by the name of its file.
  package enum Model: String, CaseIterable, Sendable {
    case recogniser = "moonshine-tiny-en.int8.gguf"
    case sentences = "all-minilm-l6-v2.int8.gguf"
    case words = "word-vectors.int8.gguf"
    case answerer = "answerer-en.int8.gguf"

    /// Whether every device needs it; word vectors are for those that have no room for the sentence encoder, and the
    /// answerer is for shops that do not want the rules' words.
    package var isRequired: Bool { self != .words && self != .answerer }

    /// Where it comes from, for those who lack it.
    fileprivate var origin: String {
      switch self {
      case .recogniser, .sentences: "'./deploy.sh try' fetches it"
      case .words: "it comes with the sources, in Models/words"
      case .answerer: "it comes with the sources, in Models/answerer"
      }
    }
  }

  /// What compares meanings: the sentence encoder, or word vectors for the smallest devices.
  package enum Meaning: String, CaseIterable, Sendable {
    case sentences, words
  }

  /// Who puts the facts into words: the rules, or a model in a style, under their check. `file` is another model than
  /// the answerer: a path, or the name of a file beside the other models.
  package enum Answers: Sendable, Equatable {
    case rules
    case model(AnswerManner, file: String? = nil)
  }

  /// The model that writes the answers, where one does. Loads it.
  package func writer(pool: ComputePool) throws -> (any AnswerWriter)? {
    switch answers {
    case .rules: nil
    case .model(let manner, let file):
      try AnswerWriters.make(
        path: file.map { try path($0) } ?? path(of: .answerer), manner: manner, precision: precision, pool: pool)
    }
  }

  /// The encoder that compares meanings. Loads it.
  package func encoder(pool: ComputePool) throws -> any TextEncoder {
    switch meaning {
    case .sentences: try SentenceEncoder(path: path(of: .sentences), precision: precision, pool: pool)
    case .words: try WordVectors(path: path(of: .words))
    }
  }

  /// The path of a model in the first folder that has it.
  package func path(of model: Model) throws(Failure) -> String {
    if let path = found(model.rawValue) { return path }
    throw Failure(
      .unavailable,
      "the model \(model.rawValue) is missing (looked in \(folders.joined(separator: ", "))); "
        + "\(model.origin), and --models names another folder")
  }

  /// The path of a model that was named: by a path, or by the name of a file beside the other models.
  private func path(_ name: String) throws(Failure) -> String {
    if name.contains("/") {
      guard FileManager.default.fileExists(atPath: name) else {
        throw Failure(.unavailable, "\(name): there is no such file; 'shoptalk model import' makes one")
      }
      return name
    }
    if let path = found(name) { return path }
    throw Failure(
      .unavailable,
      "the model \(name) is missing (looked in \(folders.joined(separator: ", "))); "
        + "'shoptalk model import' makes one, and a path with a / in it names another place")
  }

  private func found(_ name: String) -> String? {
    folders.lazy.map { "\($0)/\(name)" }.first { FileManager.default.fileExists(atPath: $0) }
  }

  /// Where models are looked for: a folder that is named is the only one.
  private var folders: [String] {
    if let folder { return [folder] }
    if let named = ProcessInfo.processInfo.environment["SHOPTALK_MODELS"], !named.isEmpty { return [named] }
    let places = ["Models/out", "Models/words", "Models/answerer"]
    return ["/usr/share/shoptalk/models"] + places + places.flatMap { Checkout.path($0) }
  }

  /// The threads that compute.
  package func pool() -> ComputePool { ComputePool(threads: threads) }

  /// One for each core, four at most.
  package static var usualThreads: Int { min(4, max(1, ProcessInfo.processInfo.activeProcessorCount)) }
}
