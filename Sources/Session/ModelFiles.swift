import FoundationEssentials
package import Transformer

/// Where the models are and how they compute.
package struct ModelFiles: Sendable {
  /// The only folder that is looked in, where one is named.
  package var folder: String?
  package var precision: Precision
  package var threads: Int
  package var meaning: Meaning

  package init(
    folder: String? = nil, precision: Precision = .int8, threads: Int = ModelFiles.usualThreads,
    meaning: Meaning = .sentences
  ) {
    self.folder = folder
    self.precision = precision
    self.threads = threads
    self.meaning = meaning
  }

  /// A model by the name of its file.
  package enum Model: String, CaseIterable, Sendable {
    case recogniser = "moonshine-tiny-en.int8.gguf"
    case sentences = "all-minilm-l6-v2.int8.gguf"
    case words = "word-vectors.int8.gguf"

    /// Whether every device needs it; word vectors are for those that have no room for the sentence encoder.
    package var isRequired: Bool { self != .words }
  }

  /// What compares meanings: the sentence encoder, or word vectors for the smallest devices.
  package enum Meaning: String, CaseIterable, Sendable {
    case sentences, words
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
    if let folder { return [folder] }
    if let named = ProcessInfo.processInfo.environment["SHOPTALK_MODELS"], !named.isEmpty { return [named] }
    return ["/usr/share/shoptalk/models", "Models/out", "Models/words"]
      + Checkout.path("Models/out") + Checkout.path("Models/words")
  }

  /// The threads that compute.
  package func pool() -> ComputePool { ComputePool(threads: threads) }

  /// One for each core, four at most.
  package static var usualThreads: Int { min(4, max(1, ProcessInfo.processInfo.activeProcessorCount)) }
}
